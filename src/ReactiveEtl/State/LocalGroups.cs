namespace ReactiveEtl;

/// <summary>The groups of one batch (or of one worker's part of it): dense ids from 0 in order of arrival, found by their key words.</summary>
/// <remarks>Invariant: the words of group g stand at <c>g * WordCount</c>, their hash at g. One thread.</remarks>
internal sealed class LocalGroups(KeyLayout layout) : IGroupKeys
{
    private const int Chunk = 256;

    private readonly int _stride = layout.WordCount;
    private readonly GroupIndex _index = new();
    private readonly uint[] _chunk = new uint[Chunk];
    private uint[] _hashes = new uint[8];
    private long[] _words = new long[8 * layout.WordCount];

    public int Count { get; private set; }

    public ReadOnlySpan<long> this[int group] => _words.AsSpan(group * _stride, _stride);

    /// <summary>The words of some groups' keys, one after another.</summary>
    public ReadOnlySpan<long> Keys(int first, int count) => _words.AsSpan(first * _stride, count * _stride);

    /// <summary>The group of each key, new where it was not there.</summary>
    public void Find(ReadOnlySpan<long> keys, Span<int> groups)
    {
        while (groups.Length > 0)
        {
            var count = Math.Min(groups.Length, Chunk);
            FindChunk(keys, groups[..count]);
            keys = keys[(count * _stride)..];
            groups = groups[count..];
        }
    }

    public void Clear()
    {
        _index.Clear(_hashes.AsSpan(0, Count));
        Count = 0;
    }

    /// <summary>Word by word: keys are a few words, and a call would cost more than the comparison.</summary>
    public bool HasKey(int group, ReadOnlySpan<long> key)
    {
        var words = _words.AsSpan(group * _stride, key.Length);
        for (var w = 0; w < key.Length; w++)
        {
            if (words[w] != key[w]) return false;
        }

        return true;
    }

    private void FindChunk(ReadOnlySpan<long> keys, Span<int> groups)
    {
        var hashes = _chunk.AsSpan(0, groups.Length);
        for (var i = 0; i < groups.Length; i++) hashes[i] = KeyLayout.Hash(keys.Slice(i * _stride, _stride));
        if (_index.IsLarge) _index.Fetch(hashes);
        for (var i = 0; i < groups.Length; i++)
        {
            var key = keys.Slice(i * _stride, _stride);
            groups[i] = _index.Find(this, hashes[i], key);
            if (groups[i] < 0) groups[i] = Add(key, hashes[i]);
        }
    }

    private int Add(ReadOnlySpan<long> key, uint hash)
    {
        if (Count == _hashes.Length)
        {
            Array.Resize(ref _hashes, _hashes.Length * 2);
            Array.Resize(ref _words, _words.Length * 2);
        }

        key.CopyTo(_words.AsSpan(Count * _stride));
        _hashes[Count] = hash;
        _index.Add(Count, hash);
        return Count++;
    }
}
