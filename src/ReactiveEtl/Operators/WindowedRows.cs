namespace ReactiveEtl;

/// <summary>The rows of a vector with their windows: a row of several windows comes several times, one without event time not at all.</summary>
/// <remarks>Owned by one scan; reused for the next vector.</remarks>
internal sealed class WindowedRows(WindowAssigner assigner)
{
    private readonly long[] _windows = new long[assigner.MaxWindows];
    private int[] _rows = [];
    private long[] _starts = [];
    private int _count;

    /// <summary>The rows; where <see cref="OnlyStart"/> is there, all of them as they are.</summary>
    public ReadOnlySpan<int> Rows => OnlyStart is null ? _rows.AsSpan(0, _count) : RowNumbers.UpTo(_count);

    /// <summary>The start of the window of each row, in microseconds; empty where <see cref="OnlyStart"/> is there.</summary>
    public ReadOnlySpan<long> Starts => OnlyStart is null ? _starts.AsSpan(0, _count) : [];

    /// <summary>The start of the one window that all rows are in, each with an event time; null where they are in several.</summary>
    public long? OnlyStart { get; private set; }

    /// <summary>Assigns the first rows of a vector of event times, and says how many have none.</summary>
    public int Assign(ColumnVector<long> times, int rows)
    {
        _count = 0;
        OnlyStart = null;
        if (assigner is FixedWindowAssigner { IsTumbling: true } tumbling) return AssignTumbling(tumbling, times, rows);
        var withoutTime = 0;
        for (var row = 0; row < rows; row++)
        {
            if (times.IsNull[row])
            {
                withoutTime++;
                continue;
            }

            var windows = assigner.Assign(times.Values[row], _windows);
            Reserve(windows);
            for (var i = 0; i < windows; i++)
            {
                _rows[_count] = row;
                _starts[_count++] = _windows[i];
            }
        }

        return withoutTime;
    }

    /// <summary>Each row has one window, and mostly that of the row before.</summary>
    private int AssignTumbling(FixedWindowAssigner tumbling, ColumnVector<long> times, int rows)
    {
        if (!times.HasNulls && RangeKernel.Of(times.Values.AsSpan(0, rows)) is var (least, greatest) && tumbling.StartOf(least) is var only && tumbling.StartOf(greatest) == only)
        {
            OnlyStart = only;
            _count = rows;
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
                start = tumbling.StartOf(time);
                end = tumbling.EndOf(start);
            }

            _rows[_count] = row;
            _starts[_count++] = start;
        }

        return rows - _count;
    }

    private void Reserve(int more)
    {
        if (_rows.Length - _count >= more) return;
        var length = Math.Max(_count + more, _rows.Length * 2);
        Array.Resize(ref _rows, length);
        Array.Resize(ref _starts, length);
    }
}
