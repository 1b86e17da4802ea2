namespace ReactiveEtl;

/// <summary>What a batch refused, held back until the batch is merged: a file that changes while it is read, or a batch that fails, tells nothing.</summary>
/// <remarks>
/// Invariants: records are added and told in their order, and each is told once, however often its batch is read: one at or before the place that was told
/// last was told when the batch was read before. Memory is bounded: where a batch refuses more than are held, the first ones are told before its end is
/// known. One thread.
/// </remarks>
internal sealed class RefusedRecords(Action<RefusedRecord> tell)
{
#if DEBUG
    // Tiny, so that every test tells records before the end of their batch.
    private const int MaxHeld = 10;
#else
    private const int MaxHeld = 1000;
#endif

    private static readonly (int Slice, long Offset) Nothing = (-1, -1);

    private readonly List<(int Slice, RefusedRecord Record)> _held = [];

    /// <summary>The place of the last record that was told: its slice in the batch, its offset.</summary>
    private (int Slice, long Offset) _told = Nothing;

    /// <summary>The batch that is read next is another one than before.</summary>
    public void Forget() => _told = Nothing;

    /// <summary>The batch is read from its start, perhaps not for the first time.</summary>
    public void Begin() => _held.Clear();

    /// <summary>Files are not in the batch any more: slices behind theirs move up, and the next one has the place of one that is gone.</summary>
    /// <param name="slices">The slices of the batch with them.</param>
    /// <param name="paths">The paths of the files.</param>
    public void LeaveOut(IReadOnlyList<Slice> slices, HashSet<string> paths)
    {
        if (_told == Nothing) return;
        var before = slices.Take(_told.Slice).Count(slice => paths.Contains(slice.File.Path));
        _told = (_told.Slice - before, paths.Contains(slices[_told.Slice].File.Path) ? Nothing.Offset : _told.Offset);
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
