using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace ReactiveEtl;

/// <summary>Texts as dense ids: equal UTF-8 bytes have equal ids, and the string is made once, when it is first asked for.</summary>
/// <remarks>
/// Invariants: ids are given in order of arrival, from 0; the bytes of id i are <c>_heap[_ends[i-1].._ends[i]]</c>; an entry of the open-addressing
/// table is free where its size is 0; at most half are taken. A text of up to 16 bytes is in its entry, padded with zeros and told apart by its length, so
/// that <c>"Open\0"</c> is not <c>"Open"</c>; of a longer one the entry holds a hash, and the bytes are compared. For any threads: to add takes the lock, to look
/// up takes none. An entry's size is written last and read first, and arrays that grow are replaced, so who looks up sees an entry whole or not at all; what is
/// not found that way is looked for again under the lock before it is added.
/// </remarks>
/// <param name="maxBytes">How many bytes all texts together may have; null for as many as an array holds.</param>
internal sealed class StringDictionary(int? maxBytes = null)
{
#if DEBUG
    private const int StartSize = 2;
    private const int LargeCount = 64;
    private const int LargeBytes = 1 << 10;
    private const int CachedCount = 8;
#else
    private const int StartSize = 256;
    private const int LargeCount = 1 << 20;
    private const int LargeBytes = 1 << 26;
    private const int CachedCount = 1 << 13;
#endif
    private const int MaxShort = 16;
    private const int FetchedAtOnce = 64;
    private const ulong Multiplier = 0x9E3779B97F4A7C15;

    private readonly int _maxBytes = maxBytes ?? Array.MaxLength;
    private readonly Lock _gate = new();
    private volatile int _count;
    private Entry[] _entries = new Entry[StartSize];
    private int[] _ends = new int[StartSize / 2];
    private string?[] _strings = [];
    private byte[] _heap = new byte[StartSize * 8];

    public int Count => _count;

    /// <summary>Whether it is so large that one who can do without its ids had better begin a new one.</summary>
    public bool IsLarge => Count > LargeCount || Bytes > LargeBytes;

    /// <summary>Whether it may soon have more bytes than it can.</summary>
    public bool IsHuge => Bytes > _maxBytes / 4;

    /// <summary>The bytes of all texts together.</summary>
    public int Bytes
    {
        get
        {
            var count = _count;
            return count == 0 ? 0 : _ends[count - 1];
        }
    }

    public ReadOnlySpan<byte> this[int id] => _heap.AsSpan(StartOf(id), _ends[id] - StartOf(id));

    /// <summary>The id of a text, new if it was not there. The bytes must be valid UTF-8.</summary>
    /// <exception cref="InsufficientMemoryException">All texts together have too many bytes.</exception>
    public int GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        var key = KeyOf(utf8);
        var id = Find(key, utf8);
        return id >= 0 ? id : Add(key, utf8);
    }

    /// <summary>The ids of texts of another dictionary, new where they were not there: that of text i comes to place i.</summary>
    public void GetOrAdd(StringDictionary source, ReadOnlySpan<int> texts, Span<int> ids)
    {
        Span<Entry> keys = stackalloc Entry[FetchedAtOnce];
        while (texts.Length > 0)
        {
            var count = Math.Min(texts.Length, FetchedAtOnce);
            for (var i = 0; i < count; i++) keys[i] = KeyOf(source[texts[i]]);
            if (IsFetched) Fetch(keys[..count]);
            for (var i = 0; i < count; i++)
            {
                var utf8 = source[texts[i]];
                var id = Find(keys[i], utf8);
                ids[texts[i]] = id >= 0 ? id : Add(keys[i], utf8);
            }

            texts = texts[count..];
        }
    }

    /// <summary>Makes room for so many texts.</summary>
    public void Reserve(int count)
    {
        lock (_gate)
        {
            if (count > _ends.Length) Grow((int)BitOperations.RoundUpToPowerOf2((uint)count));
        }
    }

    /// <summary>The id of a text that is there, or -1.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => Find(KeyOf(utf8), utf8);

    /// <summary>The id of a text of up to 16 bytes that is there, or -1; reads 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe int FindShort(byte* utf8, int length)
    {
        var (low, high) = WordsOf(utf8, length);
        var entries = _entries;
        for (var place = PlaceOf(low, high, length + 1, entries.Length); ; place++)
        {
            ref var entry = ref entries[place & (entries.Length - 1)];
            var size = Volatile.Read(ref entry.Size);
            if (entry.Low == low && entry.High == high && size == length + 1) return entry.Id;
            if (size == 0) return -1;
        }
    }

    /// <summary>Whether the table is too large to be in the cache, so that entries had better be fetched before they are asked for.</summary>
    public bool IsFetched => Count >= CachedCount;

    /// <summary>Fetches the entries of short texts into the cache: a lookup waits for memory, fetches are under way together.</summary>
    /// <param name="block">The bytes that the texts stand in, each in quotes, with at least 32 bytes behind the last.</param>
    /// <param name="quotes">Where the texts' opening quotes stand, less <paramref name="offset"/>.</param>
    /// <param name="offset">What is added to each place.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Fetch(byte* block, ReadOnlySpan<int> quotes, int offset)
    {
        var entries = _entries;
        foreach (var quote in quotes)
        {
            var text = block + quote + offset + 1;
            var length = BitOperations.TrailingZeroCount(ScanKernel.StringStops(Vector256.Load(text)));
            if (length > MaxShort) continue;
            var (low, high) = WordsOf(text, length);
            Fetch(entries, PlaceOf(low, high, length + 1, entries.Length));
        }
    }

    /// <summary>The text as a string.</summary>
    public string GetString(int id)
    {
        // Made when it is first asked for, since most dictionaries never are; where two threads grow the array at once, what one of them made is made again.
        var strings = _strings;
        if (strings.Length <= id)
        {
            Array.Resize(ref strings, _ends.Length);
            _strings = strings;
        }

        return strings[id] ??= Encoding.UTF8.GetString(this[id]);
    }

    /// <summary>The bytes of a short text, padded with zeros; reads 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe (ulong Low, ulong High) WordsOf(byte* utf8, int length)
    {
        var bytes = (Vector128.Load(utf8) & Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)length))).AsUInt64();
        return (bytes.ToScalar(), bytes.GetElement(1));
    }

    private void Fetch(ReadOnlySpan<Entry> keys)
    {
        var entries = _entries;
        foreach (ref readonly var key in keys) Fetch(entries, PlaceOf(key.Low, key.High, key.Size, entries.Length));
    }

    /// <summary>A hint, and nothing where the processor has none that .NET knows; an entry may stand in two lines of the cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Fetch(Entry[] entries, int place)
    {
        if (!Sse.IsSupported) return;
        var entry = (byte*)Unsafe.AsPointer(ref entries[place]);
        Sse.Prefetch0(entry);
        Sse.Prefetch0(entry + sizeof(Entry) - 1);
    }

    private int StartOf(int id) => id == 0 ? 0 : _ends[id - 1];

    /// <summary>The entry's key: the bytes of a short text, else a hash of every byte; not for use against an adversary's texts.</summary>
    private static Entry KeyOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MaxShort)
        {
            Span<ulong> words = stackalloc ulong[2];
            words.Clear();
            utf8.CopyTo(MemoryMarshal.AsBytes(words));
            return new Entry { Low = words[0], High = words[1], Size = utf8.Length + 1 };
        }

        ulong hash = 0;
        for (var rest = utf8; rest.Length > 0; rest = rest[Math.Min(sizeof(ulong), rest.Length)..])
        {
            ulong word = 0;
            if (rest.Length >= sizeof(ulong)) word = MemoryMarshal.Read<ulong>(rest);
            else foreach (var b in rest) word = (word << 8) | b;
            hash = (BitOperations.RotateLeft(hash, 29) ^ word) * Multiplier;
        }

        return new Entry { Low = hash, High = 0, Size = utf8.Length + 1 };
    }

    /// <summary>Only the highest bits of a product depend on all bits, so on the last of a text's bytes: they are scaled to the size of the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ulong low, ulong high, int size, int count) =>
        (int)(((((low ^ BitOperations.RotateLeft(high, 29) ^ (ulong)size) * Multiplier) >> 32) * (ulong)count) >> 32);

    private int Find(in Entry key, ReadOnlySpan<byte> utf8)
    {
        var entries = _entries;
        for (var place = PlaceOf(key.Low, key.High, key.Size, entries.Length); ; place++)
        {
            ref var entry = ref entries[place & (entries.Length - 1)];
            var size = Volatile.Read(ref entry.Size);
            if (size == 0) return -1;
            if (entry.Low == key.Low && entry.High == key.High && size == key.Size && (utf8.Length <= MaxShort || this[entry.Id].SequenceEqual(utf8))) return entry.Id;
        }
    }

    private int Add(Entry key, ReadOnlySpan<byte> utf8)
    {
        lock (_gate)
        {
            var id = Find(key, utf8);
            if (id >= 0) return id;
            var start = Bytes;
            if (utf8.Length > _maxBytes - start)
                throw new InsufficientMemoryException($"The different texts of a batch, or of all groups of a table, have more than {_maxBytes:N0} bytes together. Read smaller batches (MaxBytesPerBatch), or give old groups an end (a window and Retention).");
            if (_count == _ends.Length) Grow(_ends.Length * 2);
            if (_heap.Length - start < utf8.Length) Array.Resize(ref _heap, (int)Math.Min(_maxBytes, Math.Max(_heap.Length * 2L, start + utf8.Length)));
            utf8.CopyTo(_heap.AsSpan(start));
            key.Id = _count;
            _ends[key.Id] = start + utf8.Length;
            _count = key.Id + 1;
            Occupy(_entries, key);
            return key.Id;
        }
    }

    private static void Occupy(Entry[] entries, in Entry key)
    {
        var place = PlaceOf(key.Low, key.High, key.Size, entries.Length);
        while (entries[place].Size != 0) place = (place + 1) & (entries.Length - 1);
        ref var entry = ref entries[place];
        (entry.Low, entry.High, entry.Id) = (key.Low, key.High, key.Id);
        Volatile.Write(ref entry.Size, key.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow(int size)
    {
        // First what may fail: with more ends than entries others would go on to fill the table.
        var entries = HugePages.NewArray<Entry>(size * 2);
        Array.Resize(ref _ends, size);
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Size != 0) Occupy(entries, entry);
        }

        _entries = entries;
    }

    private struct Entry
    {
        public ulong Low;
        public ulong High;

        /// <summary>One more than the text's length; 0 until the others are written.</summary>
        public int Size;
        public int Id;
    }
}
