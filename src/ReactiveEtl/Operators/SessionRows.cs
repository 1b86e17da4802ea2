namespace ReactiveEtl;

/// <summary>The rows of a vector, each with the session that it makes by itself: from its time to its time and a gap.</summary>
internal sealed class SessionRows(SessionWindows sessions) : PlacedRows
{
    private readonly Dictionary<string, CalendarLength?> _known = new(StringComparer.Ordinal);

    /// <summary>The end of each row's own session, by row: a part of the group that it makes in the batch.</summary>
    public ColumnVector<long> Ends { get; } = new(ColumnBatch.DefaultCapacity);

    public override int Place(ColumnVector<long>? times, ColumnVector? gaps, int rows)
    {
        Begin();
        Reserve(rows);
        for (var row = 0; row < rows; row++)
        {
            if (times!.IsNull[row]) continue;
            var start = times.Values[row];
            if (EndOf(start, gaps, row) is not { } end || end <= start) continue;
            Ends.Values[row] = end;
            Add(row, start);
        }

        return rows - Count;
    }

    protected override bool AnyEnded(long watermark)
    {
        foreach (var row in Rows)
        {
            if (Ends.Values[row] <= watermark) return true;
        }

        return false;
    }

    protected override bool HasEnded(int place, long watermark) => Ends.Values[RowAt(place)] <= watermark;

    private long? EndOf(long start, ColumnVector? gaps, int row) => gaps switch
    {
        null => FixedWindows.End(start, sessions.StaticGap!.Value),
        _ when gaps.IsNull[row] => null,
        StringVector texts => GapOf(texts.Dictionary.GetString(texts.Values[row]))?.EndFrom(start),
        _ => FixedWindows.End(start, ((ColumnVector<long>)gaps).Values[row]),
    };

    /// <summary>The gap that a text says; null, as in Spark, where it says none.</summary>
    private CalendarLength? GapOf(string text)
    {
        if (_known.TryGetValue(text, out var gap)) return gap;
        gap = Duration.LengthOf(text);
        if (_known.Count < 1024) _known[text] = gap;
        return gap;
    }
}
