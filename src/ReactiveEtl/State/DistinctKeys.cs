namespace ReactiveEtl;

/// <summary>The keys that were seen, each until it is forgotten.</summary>
/// <remarks>
/// Invariants: an entry is in the chain of its hash exactly if it is in use; what a batch adds is known at once, and undone if the batch is not committed.
/// Keys are found in the order of the records, so one thread reads and writes. Where most texts belong to forgotten keys, the table is made anew, so that
/// memory is that of the keys it has.
/// </remarks>
internal sealed class DistinctKeys
{
    /// <summary>The texts of fewer forgotten keys are not worth a new table.</summary>
#if DEBUG
    public const int MinForgotten = 16;
#else
    public const int MinForgotten = 1024;
#endif

    private readonly KeyLayout _layout;
    private readonly int? _timeColumn;
    private readonly long? _lateness;
    private readonly OpenGroups _byEnd = new(OpenGroups.QuarterMinute);
    private readonly List<int> _added = [];
    private readonly List<(int Entry, long End)> _renewed = [];
    private KeyEncoder _encoder;
    private int[] _buckets = new int[16];
    private int[] _next = new int[8];
    private uint[] _hashes = new uint[8];
    private long[] _ends = new long[8];
    private long[] _words;
    private long[] _vectorWords = [];
    private int _used;
    private int _free = -1;
    private long _forgotten;

    /// <param name="types">The types of the key's columns.</param>
    /// <param name="timeColumn">Which of them is the event time, or null: then keys are forgotten only by lateness.</param>
    /// <param name="lateness">How long behind its first row's time a key is kept, or null for not by that.</param>
    public DistinctKeys(IReadOnlyList<Type> types, int? timeColumn, TimeSpan? lateness)
    {
        _layout = new KeyLayout(types);
        _timeColumn = timeColumn;
        _lateness = lateness?.Ticks / TimeSpan.TicksPerMicrosecond;
        _encoder = new KeyEncoder(_layout, borrows: false);
        _words = new long[8 * _layout.WordCount];
    }

    /// <summary>How many keys are known.</summary>
    public int Count { get; private set; }

    /// <summary>The last instant at which a key is forgotten; null where none is by then.</summary>
    public long? LastEnd => _byEnd.LastEnd;

    /// <summary>Writes the numbers of the rows whose keys were not known, and says how many they are; from now on they are.</summary>
    public int KeepFirst(ColumnVector[] keys, ColumnVector<long>? times, ColumnVector<long>? watermarks, int rows, int[] kept)
    {
        var stride = _layout.WordCount;
        if (_vectorWords.Length < rows * stride) _vectorWords = new long[rows * stride];
        _encoder.Encode(keys, RowNumbers.UpTo(rows), 0, _vectorWords);
        var count = 0;
        for (var row = 0; row < rows; row++)
        {
            var end = _lateness is { } lateness ? FixedWindows.End(times!.Values[row], lateness) : _timeColumn is null || times!.IsNull[row] ? Watermark.Forever : times.Values[row];
            if (TryAdd(_vectorWords.AsSpan(row * stride, stride), end, watermarks?.Values[row] ?? long.MinValue)) kept[count++] = row;
        }

        return count;
    }

    /// <summary>Forgets what was added since the last commit.</summary>
    public void Undo()
    {
        // Backwards: an entry may have been renewed several times.
        for (var i = _renewed.Count - 1; i >= 0; i--) _ends[_renewed[i].Entry] = _renewed[i].End;
        for (var i = _added.Count - 1; i >= 0; i--) Remove(_added[i]);
        _added.Clear();
        _renewed.Clear();
    }

    /// <summary>Makes what was added part of what is known, then forgets the keys that end by an instant.</summary>
    public void Commit(long watermark)
    {
        // An entry whose key came again after its end is there under the earlier one.
        foreach (var entry in _added)
        {
            if (_ends[entry] < Watermark.Forever) _byEnd.Add(_ends[entry], entry);
        }

        foreach (var (entry, _) in _renewed) _byEnd.MoveTo(_ends[entry]);
        _added.Clear();
        _renewed.Clear();
        foreach (var entry in _byEnd.TakeEndedBy(watermark, entry => _ends[entry]))
        {
            Remove(entry);
            _forgotten++;
        }

        if (_layout.Texts.Count > 0 && _forgotten > Math.Max(MinForgotten, Count)) Rebuild();
    }

    private bool TryAdd(ReadOnlySpan<long> key, long end, long watermark)
    {
        var hash = KeyLayout.Hash(key);
        for (var entry = _buckets[hash & (uint)(_buckets.Length - 1)] - 1; entry >= 0; entry = _next[entry])
        {
            if (_hashes[entry] != hash || !WordsOf(entry).SequenceEqual(key)) continue;
            // Where lateness is exact, a key ends at its instant, and not with the batch in which that comes.
            if (_ends[entry] > watermark) return false;
            _renewed.Add((entry, _ends[entry]));
            _ends[entry] = end;
            return true;
        }

        _added.Add(Add(key, hash, end));
        return true;
    }

    private int Add(ReadOnlySpan<long> key, uint hash, long end)
    {
        if (Count >= _buckets.Length) Grow();
        var entry = _free >= 0 ? TakeFree() : _used++;
        if (entry == _hashes.Length) Resize(_hashes.Length * 2);
        key.CopyTo(WordsOf(entry));
        _hashes[entry] = hash;
        _ends[entry] = end;
        Link(entry);
        Count++;
        return entry;
    }

    private int TakeFree()
    {
        var entry = _free;
        // Free entries are chained by numbers below -1, so that one is known from an entry in use.
        _free = -3 - _next[entry];
        return entry;
    }

    private void Remove(int entry)
    {
        ref var link = ref _buckets[_hashes[entry] & (uint)(_buckets.Length - 1)];
        if (link - 1 == entry) link = _next[entry] + 1;
        else
        {
            var before = link - 1;
            while (_next[before] != entry) before = _next[before];
            _next[before] = _next[entry];
        }

        _next[entry] = -3 - _free;
        _free = entry;
        Count--;
    }

    private void Link(int entry)
    {
        ref var bucket = ref _buckets[_hashes[entry] & (uint)(_buckets.Length - 1)];
        _next[entry] = bucket - 1;
        bucket = entry + 1;
    }

    private Span<long> WordsOf(int entry) => _words.AsSpan(entry * _layout.WordCount, _layout.WordCount);

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        for (var entry = 0; entry < _used; entry++)
        {
            if (_next[entry] >= -1) Link(entry);
        }
    }

    private void Resize(int entries)
    {
        Array.Resize(ref _next, entries);
        Array.Resize(ref _hashes, entries);
        Array.Resize(ref _ends, entries);
        Array.Resize(ref _words, entries * _layout.WordCount);
    }

    /// <summary>Gives the keys that are left a dictionary of their own; entries keep their numbers.</summary>
    private void Rebuild()
    {
        var (old, encoder) = (_encoder.Texts, new KeyEncoder(_layout, borrows: false));
        Array.Clear(_buckets);
        for (var entry = 0; entry < _used; entry++)
        {
            if (_next[entry] < -1) continue;
            var key = WordsOf(entry);
            foreach (var (column, word) in _layout.Texts)
            {
                if (((key[KeyLayout.NullsWord] >> column) & 1) == 0) key[word] = encoder.Texts.GetOrAdd(old[(int)key[word]]);
            }

            _hashes[entry] = KeyLayout.Hash(key);
            Link(entry);
        }

        _encoder = encoder;
        _forgotten = 0;
    }
}
