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

    /// <summary>By kind, the place of the last record that was told: its slice in the batch, its offset. Records of one kind come in order.</summary>
    private readonly (int Slice, long Offset)[] _told = new (int, long)[Enum.GetValues<RefusedKind>().Length];

    /// <summary>Begins a batch.</summary>
    /// <param name="isAgain">Whether it is the one that was read last, with the same slices.</param>
    public void Begin(bool isAgain)
    {
        _held.Clear();
        if (!isAgain) Array.Fill(_told, (-1, -1));
    }

    /// <summary>The batch is read again without the slice that was just read; those before it keep their places.</summary>
    public void BeginAgain(int withoutSlice)
    {
        _held.Clear();
        foreach (ref var told in _told.AsSpan())
        {
            if (told.Slice == withoutSlice) told = (withoutSlice, -1);
        }
    }

    public void Add(int slice, RefusedRecord record)
    {
        if ((slice, record.Offset).CompareTo(_told[(int)record.Kind]) <= 0) return;
        _held.Add((slice, record));
        if (_held.Count == MaxHeld) Tell();
    }

    public void Tell()
    {
        // Within a vector each stage tells of its own rows first.
        foreach (var (slice, record) in _held.OrderBy(held => (held.Slice, held.Record.Offset)))
        {
            _told[(int)record.Kind] = (slice, record.Offset);
            tell(record);
        }

        _held.Clear();
    }
}
