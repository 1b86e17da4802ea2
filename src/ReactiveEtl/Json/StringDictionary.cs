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
/// table is free where its second word is 0; at most half are taken. A text of up to 11 bytes is in its entry, padded with zeros and told apart by its length,
/// so that <c>"Open\0"</c> is not <c>"Open"</c>; of a longer one the entry holds a hash, and the bytes are compared. For any threads: to add takes the lock, to
/// look up takes none. An entry's second word is written last and read first, and arrays that grow are replaced, so who looks up sees an entry whole or not at
/// all; what is not found that way is looked for again under the lock before it is added.
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
    private const int MaxShort = 11;
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
        Span<Key> keys = stackalloc Key[FetchedAtOnce];
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

    /// <summary>The id of a text that is there, or -1; reads 16 bytes of a short one too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe int Find(byte* utf8, int length)
    {
        if (length > MaxShort) return Find(new ReadOnlySpan<byte>(utf8, length));
        var key = KeyOf(utf8, length);
        var entries = _entries;
        for (var place = key.PlaceIn(entries); ; place++)
        {
            ref var entry = ref entries[place & (entries.Length - 1)];
            var second = Volatile.Read(ref entry.Second);
            if (entry.First == key.First && (uint)second == key.Second) return (int)(second >> 32);
            if (second == 0) return -1;
        }
    }

    /// <summary>Whether the table is too large to be in the cache, so that entries had better be fetched before they are asked for.</summary>
    public bool IsFetched => Count >= CachedCount;

    /// <summary>Fetches the entries of texts of less than 32 bytes into the cache: a lookup waits for memory, fetches are under way together.</summary>
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
            if (length == Vector256<byte>.Count) continue;
            var key = length <= MaxShort ? KeyOf(text, length) : KeyOf(new ReadOnlySpan<byte>(text, length));
            Fetch(entries, key.PlaceIn(entries));
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

    private void Fetch(ReadOnlySpan<Key> keys)
    {
        var entries = _entries;
        foreach (ref readonly var key in keys) Fetch(entries, key.PlaceIn(entries));
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

    /// <summary>The key of a short text; reads 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Key KeyOf(byte* utf8, int length)
    {
        var words = (Vector128.Load(utf8) & Vector128.LessThan(Vector128<byte>.Indices, Vector128.Create((byte)length))).AsUInt64();
        return Key.OfShort(words.ToScalar(), words.GetElement(1), length);
    }

    /// <summary>The key of a text: the bytes of a short one, else a hash of every byte; not for use against an adversary's texts.</summary>
    private static Key KeyOf(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length <= MaxShort)
        {
            Span<ulong> words = stackalloc ulong[2];
            words.Clear();
            utf8.CopyTo(MemoryMarshal.AsBytes(words));
            return Key.OfShort(words[0], words[1], utf8.Length);
        }

        var hash = 0UL;
        for (var at = 0; at < utf8.Length; at += sizeof(ulong))
        {
            // The last word overlaps the one before.
            var word = MemoryMarshal.Read<ulong>(utf8[Math.Min(at, utf8.Length - sizeof(ulong))..]);
            hash = (BitOperations.RotateLeft(hash, 29) ^ word) * Multiplier;
        }

        return Key.OfLong(hash, utf8.Length);
    }

    private int Find(Key key, ReadOnlySpan<byte> utf8)
    {
        var entries = _entries;
        for (var place = key.PlaceIn(entries); ; place++)
        {
            ref var entry = ref entries[place & (entries.Length - 1)];
            var second = Volatile.Read(ref entry.Second);
            if (second == 0) return -1;
            var id = (int)(second >> 32);
            if (entry.First == key.First && (uint)second == key.Second && (utf8.Length <= MaxShort || this[id].SequenceEqual(utf8))) return id;
        }
    }

    private int Add(Key key, ReadOnlySpan<byte> utf8)
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
            id = _count;
            _ends[id] = start + utf8.Length;
            _count = id + 1;
            Occupy(_entries, key, id);
            return id;
        }
    }

    private static void Occupy(Entry[] entries, Key key, int id)
    {
        var place = key.PlaceIn(entries);
        while (entries[place].Second != 0) place = (place + 1) & (entries.Length - 1);
        entries[place].First = key.First;
        Volatile.Write(ref entries[place].Second, ((ulong)id << 32) | key.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow(int size)
    {
        // First what may fail: with more ends than entries others would go on to fill the table.
        var entries = HugePages.NewArray<Entry>(size * 2);
        Array.Resize(ref _ends, size);
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (entry.Second != 0) Occupy(entries, new Key(entry.First, (uint)entry.Second), (int)(entry.Second >> 32));
        }

        _entries = entries;
    }

    /// <summary>A key and the id of its text, in two words: the smaller the table, the more of it is in the cache.</summary>
    private struct Entry
    {
        public ulong First;

        /// <summary>The key's second word, and the id above it; 0 until the first is written.</summary>
        public ulong Second;
    }

    /// <summary>What a text is looked up by, whole where it is short.</summary>
    /// <param name="First">The first eight bytes, or a hash.</param>
    /// <param name="Second">The bytes behind, and one more than the length above them; of a long text, a part of its length and more than that. Never 0.</param>
    private readonly record struct Key(ulong First, uint Second)
    {
        private const int SizeBit = 24;

        public static Key OfShort(ulong first, ulong behind, int length) => new(first, (uint)behind | ((uint)(length + 1) << SizeBit));

        public static Key OfLong(ulong hash, int length) => new(hash, ((uint)length & ((1U << SizeBit) - 1)) | ((MaxShort + 2U) << SizeBit));

        /// <summary>Only the highest bits of a product depend on all bits, so on the last of a text's bytes: they are scaled to the size of the table.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int PlaceIn(Entry[] entries) =>
            (int)((((First ^ BitOperations.RotateLeft((ulong)Second, 29)) * Multiplier >> 32) * (ulong)entries.Length) >> 32);
    }
}
