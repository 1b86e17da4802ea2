namespace ReactiveEtl;

/// <summary>The rows of a vector in windows that their event times alone decide.</summary>
internal sealed class WindowedRows(WindowAssigner assigner) : PlacedRows
{
    private readonly long[] _ids = new long[assigner.MaxWindows];

    /// <summary>Most rows have the windows of the row before.</summary>
    public override int Place(ColumnVector<long>? times, ColumnVector? gaps, int rows)
    {
        Begin();
        if (assigner is PartitionAssigner partition && OnlyWindowOf(partition, times!, rows) is { } only)
        {
            PlaceAll(rows, only);
            return 0;
        }

        var (from, until, count, withoutTime) = (0L, 0L, 0, 0);
        for (var row = 0; row < rows; row++)
        {
            if (times!.IsNull[row])
            {
                withoutTime++;
                continue;
            }

            var time = times.Values[row];
            if (time < from || time >= until) (count, from, until) = assigner.Assign(time, _ids);
            Reserve(count);
            for (var i = 0; i < count; i++) Add(row, _ids[i]);
        }

        return withoutTime;
    }

    protected override bool AnyEnded(long watermark)
    {
        if (OnlyWindow is { } only) return assigner.HasEnded(only, watermark);
        if (assigner is PartitionAssigner partition)
        {
            // The least id decides.
            return Windows.Length > 0 && RangeKernel.Of(Windows).Least <= partition.LastEndedBy(watermark);
        }

        foreach (var window in Windows)
        {
            if (assigner.HasEnded(window, watermark)) return true;
        }

        return false;
    }

    protected override bool HasEnded(int place, long watermark) => assigner.HasEnded(WindowAt(place), watermark);

    /// <summary>The window that all rows are in, if they are in one.</summary>
    private static long? OnlyWindowOf(PartitionAssigner partition, ColumnVector<long> times, int rows)
    {
        if (times.HasNulls) return null;
        var (least, greatest) = RangeKernel.Of(times.Values.AsSpan(0, rows));
        var start = partition.StartOf(least);
        return partition.StartOf(greatest) == start ? start : null;
    }
}
