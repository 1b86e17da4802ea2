namespace ReactiveEtl;

/// <summary>The groups of one batch (or of one worker's part of it): dense ids from 0 in order of arrival, found by open addressing over key words.</summary>
/// <remarks>Invariants: the words of group g stand at <c>g * WordCount</c>; a slot holds g + 1, or 0 where it is free; at most half are taken. One thread.</remarks>
internal sealed class LocalGroups(KeyLayout layout)
{
    private readonly int _stride = layout.WordCount;
    private int[] _slots = new int[16];
    private uint[] _hashes = new uint[8];
    private long[] _words = new long[8 * layout.WordCount];

    public int Count { get; private set; }

    public ReadOnlySpan<long> this[int group] => _words.AsSpan(group * _stride, _stride);

    /// <summary>The group of each key, new where it was not there.</summary>
    public void Find(ReadOnlySpan<long> keys, Span<int> groups)
    {
        for (var i = 0; i < groups.Length; i++) groups[i] = FindOrAdd(keys.Slice(i * _stride, _stride));
    }

    /// <summary>Takes the time of the groups there are, not of the most there ever were.</summary>
    public void Clear()
    {
        if (Count > _slots.Length / 16) Array.Clear(_slots);
        else for (var group = 0; group < Count; group++) Vacate(group);
        Count = 0;
    }

    private int FindOrAdd(ReadOnlySpan<long> key)
    {
        var hash = KeyLayout.Hash(key);
        var mask = (uint)_slots.Length - 1;
        var slot = hash & mask;
        while (_slots[slot] is > 0 and var taken)
        {
            if (_hashes[taken - 1] == hash && HasKey(taken - 1, key)) return taken - 1;
            slot = (slot + 1) & mask;
        }

        if (Count == _hashes.Length) Grow();
        key.CopyTo(_words.AsSpan(Count * _stride));
        _hashes[Count] = hash;
        Occupy(Count);
        return Count++;
    }

    /// <summary>Word by word: keys are a few words, and a call would cost more than the comparison.</summary>
    private bool HasKey(int group, ReadOnlySpan<long> key)
    {
        var words = _words.AsSpan(group * _stride, key.Length);
        for (var w = 0; w < key.Length; w++)
        {
            if (words[w] != key[w]) return false;
        }

        return true;
    }

    private void Occupy(int group)
    {
        var mask = (uint)_slots.Length - 1;
        var slot = _hashes[group] & mask;
        while (_slots[slot] != 0) slot = (slot + 1) & mask;
        _slots[slot] = group + 1;
    }

    /// <summary>Frees a group's slot; it is found by its own number, since slots before it may be free already.</summary>
    private void Vacate(int group)
    {
        var mask = (uint)_slots.Length - 1;
        var slot = _hashes[group] & mask;
        while (_slots[slot] != group + 1) slot = (slot + 1) & mask;
        _slots[slot] = 0;
    }

    private void Grow()
    {
        Array.Resize(ref _hashes, _hashes.Length * 2);
        Array.Resize(ref _words, _words.Length * 2);
        _slots = new int[_slots.Length * 2];
        for (var group = 0; group < Count; group++) Occupy(group);
    }
}
