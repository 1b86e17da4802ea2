namespace ReactiveEtl;

/// <summary>The rows of a vector in their windows: a row of several comes several times, one that belongs to none not at all.</summary>
/// <remarks>Invariant: the windows of a row stand together, and each ends behind the one before. Owned by one worker; reused for the next vector.</remarks>
internal abstract class PlacedRows
{
    private int[] _rows = [];
    private long[] _windows = [];
    private int[] _lateRows = [];
    private long[] _lateWindows = [];
    private int _lateCount;

    /// <summary>The rows that count; where <see cref="OnlyWindow"/> is there, all of them as they are.</summary>
    public ReadOnlySpan<int> Rows => OnlyWindow is null ? _rows.AsSpan(0, Count) : RowNumbers.UpTo(Count);

    /// <summary>The one window that all rows of the vector are in, or 0 where there are no windows; null where they are in several.</summary>
    public long? OnlyWindow { get; private set; }

    /// <summary>The window of each, as its id.</summary>
    public ReadOnlySpan<long> Windows => _windows.AsSpan(0, Count);

    /// <summary>The rows that came too late for a window.</summary>
    public ReadOnlySpan<int> LateRows => _lateRows.AsSpan(0, _lateCount);

    /// <summary>The window of each of these.</summary>
    public virtual ReadOnlySpan<long> LateWindows => _lateWindows.AsSpan(0, _lateCount);

    protected int Count { get; private set; }

    /// <summary>Places the first rows of a vector of event times, and says how many belong to no window.</summary>
    public abstract int Place(ColumnVector<long>? times, ColumnVector? gaps, int rows);

    /// <summary>Takes out the rows whose window had ended by a watermark, and says how many have no window left.</summary>
    /// <param name="watermark">The watermark of all rows.</param>
    /// <param name="before">The watermark of each row, or null where it is the same for all.</param>
    /// <param name="refuse">Told of each row that has no window left, and the watermark that refused it.</param>
    public long RemoveLate(long watermark, ColumnVector<long>? before, Action<int, long> refuse)
    {
        _lateCount = 0;
        if (before is null && !AnyEnded(watermark)) return 0;
        WriteOut();
        ReserveLate();
        var (kept, refused) = (0, 0L);
        for (var i = 0; i < Count; i++)
        {
            var row = _rows[i];
            var known = before?.Values[row] ?? watermark;
            if (!HasEnded(i, known))
            {
                (_rows[kept], _windows[kept]) = (row, _windows[i]);
                kept++;
                continue;
            }

            (_lateRows[_lateCount], _lateWindows[_lateCount]) = (row, _windows[i]);
            _lateCount++;
            // The last window of a row ends last: if it is late, they all are.
            if (i + 1 < Count && _rows[i + 1] == row) continue;
            refused++;
            refuse(row, known);
        }

        Count = kept;
        return refused;
    }

    /// <summary>Whether the window of any row had ended by a watermark.</summary>
    protected abstract bool AnyEnded(long watermark);

    /// <summary>Whether the window at a place had ended by a watermark.</summary>
    protected abstract bool HasEnded(int place, long watermark);

    protected void Begin() => (Count, _lateCount, OnlyWindow) = (0, 0, null);

    /// <summary>Places the first rows of the vector in one window, or in none.</summary>
    protected void PlaceAll(int rows, long window) => (Count, OnlyWindow) = (rows, window);

    protected int RowAt(int place) => _rows[place];

    protected long WindowAt(int place) => _windows[place];

    protected void Reserve(int more)
    {
        if (_rows.Length - Count >= more) return;
        var length = Math.Max(Count + more, _rows.Length * 2);
        Array.Resize(ref _rows, length);
        Array.Resize(ref _windows, length);
    }

    /// <summary>Adds a row to a window; there is room for it.</summary>
    protected void Add(int row, long window)
    {
        _rows[Count] = row;
        _windows[Count++] = window;
    }

    /// <summary>Gives each row of the one window its place, so that some can be taken out.</summary>
    private void WriteOut()
    {
        if (OnlyWindow is not { } window) return;
        var rows = Count;
        Begin();
        Reserve(rows);
        for (var row = 0; row < rows; row++) Add(row, window);
    }

    private void ReserveLate()
    {
        if (_lateRows.Length >= Count) return;
        _lateRows = new int[_rows.Length];
        _lateWindows = new long[_rows.Length];
    }
}

/// <summary>Rows without windows; where the event time is a column of their key, a row is late by that.</summary>
internal sealed class UnwindowedRows(bool isTimeInKey) : PlacedRows
{
    private ColumnVector<long>? _times;

    public override ReadOnlySpan<long> LateWindows => [];

    public override int Place(ColumnVector<long>? times, ColumnVector? gaps, int rows)
    {
        Begin();
        PlaceAll(rows, 0);
        _times = times;
        return 0;
    }

    protected override bool AnyEnded(long watermark) => isTimeInKey;

    protected override bool HasEnded(int place, long watermark) => isTimeInKey && !_times!.IsNull[RowAt(place)] && _times.Values[RowAt(place)] <= watermark;
}
