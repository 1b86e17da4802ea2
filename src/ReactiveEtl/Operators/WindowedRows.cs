namespace ReactiveEtl;

/// <summary>The rows of a vector in windows that their event times alone decide.</summary>
internal sealed class WindowedRows(WindowAssigner assigner) : PlacedRows
{
    private readonly long[] _ids = new long[assigner.MaxWindows];

    public override int Place(ColumnVector<long>? times, ColumnVector? gaps, int rows)
    {
        Begin();
        if (assigner is PartitionAssigner partition) return PlaceInOne(partition, times!, rows);
        var withoutTime = 0;
        for (var row = 0; row < rows; row++)
        {
            if (times!.IsNull[row])
            {
                withoutTime++;
                continue;
            }

            var windows = assigner.Assign(times.Values[row], _ids);
            Reserve(windows);
            for (var i = 0; i < windows; i++) Add(row, _ids[i]);
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

    /// <summary>Each row has one window, and mostly that of the row before.</summary>
    private int PlaceInOne(PartitionAssigner partition, ColumnVector<long> times, int rows)
    {
        if (!times.HasNulls && RangeKernel.Of(times.Values.AsSpan(0, rows)) is var (least, greatest) && partition.StartOf(least) is var only && partition.StartOf(greatest) == only)
        {
            PlaceAll(rows, only);
            return 0;
        }

        Reserve(rows);
        long start = 0, end = 0;
        for (var row = 0; row < rows; row++)
        {
            if (times.IsNull[row]) continue;
            var time = times.Values[row];
            if (time < start || time >= end)
            {
                start = partition.StartOf(time);
                end = partition.EndOf(start);
            }

            Add(row, start);
        }

        return rows - Count;
    }
}
