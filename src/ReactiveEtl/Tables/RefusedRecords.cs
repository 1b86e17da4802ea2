namespace ReactiveEtl;

/// <summary>What a batch refused, held back until the batch is merged: a file that changes while it is read, or a batch that fails, tells nothing.</summary>
/// <remarks>
/// Invariants: each record is told once, however often its batch is read, and in order. Memory is bounded: where a batch refuses more than are held, the first
/// ones are told before its end is known. One thread.
/// </remarks>
internal sealed class RefusedRecords(Action<RefusedRecord> tell)
{
    private const int MaxHeld = 1000;

    private readonly List<(int Slice, RefusedRecord Record)> _held = [];

    /// <summary>The place of the last record that was told: its slice in the batch, its offset.</summary>
    private (int Slice, long Offset) _told = (-1, -1);

    public void Begin()
    {
        _held.Clear();
        _told = (-1, -1);
    }

    /// <summary>The batch is read again without the slice that was just read; those before it keep their places.</summary>
    public void BeginAgain(int withoutSlice)
    {
        _held.Clear();
        if (_told.Slice == withoutSlice) _told = (withoutSlice, -1);
    }

    public void Add(int slice, RefusedRecord record)
    {
        if ((slice, record.Offset).CompareTo(_told) <= 0) return;
        _held.Add((slice, record));
        if (_held.Count == MaxHeld) Tell();
    }

    public void Tell()
    {
        foreach (var (slice, record) in _held)
        {
            _told = (slice, record.Offset);
            tell(record);
        }

        _held.Clear();
    }
}
