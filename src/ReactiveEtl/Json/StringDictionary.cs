using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace ReactiveEtl;

/// <summary>Texts as dense ids: equal UTF-8 bytes have equal ids, and the string is made once, when it is first asked for.</summary>
/// <remarks>
/// Invariants: ids are given in order of arrival, from 0; the bytes of id i are <c>_heap[_ends[i-1].._ends[i]]</c>; a slot of the open-addressing
/// table holds id + 1, or 0 where it is free; at most half of the slots are taken. Keys are compared by length and bytes, never by padded words,
/// so that <c>"Open\0"</c> is not <c>"Open"</c>. One thread writes; others may read what was there when the dictionary was handed to them only if nothing is added meanwhile.
/// </remarks>
internal sealed class StringDictionary
{
#if DEBUG
    private const int StartSize = 2;
    private const int LargeCount = 64;
    private const int LargeBytes = 1 << 10;
#else
    private const int StartSize = 256;
    private const int LargeCount = 1 << 16;
    private const int LargeBytes = 1 << 22;
#endif

    private int[] _slots = new int[StartSize];
    private uint[] _hashes = new uint[StartSize / 2];
    private int[] _ends = new int[StartSize / 2];
    private string?[] _strings = new string?[StartSize / 2];
    private byte[] _heap = new byte[StartSize * 8];

    public int Count { get; private set; }

    /// <summary>Whether it is so large that one who can do without its ids had better begin a new one.</summary>
    public bool IsLarge => Count > LargeCount || Bytes > LargeBytes;

    /// <summary>The bytes of all texts together.</summary>
    public int Bytes => Count == 0 ? 0 : _ends[Count - 1];

    public ReadOnlySpan<byte> this[int id] => _heap.AsSpan(StartOf(id), _ends[id] - StartOf(id));

    /// <summary>The id of a text, new if it was not there. The bytes must be valid UTF-8.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> utf8)
    {
        var hash = Hash(utf8);
        var id = Find(utf8, hash);
        return id >= 0 ? id : Add(utf8, hash);
    }

    /// <summary>The id of a text that is there, or -1.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => Find(utf8, Hash(utf8));

    /// <summary>The text as a string.</summary>
    public string GetString(int id) => _strings[id] ??= Encoding.UTF8.GetString(this[id]);

    /// <summary>A hash that depends on every byte and the length; not for use against an adversary's keys.</summary>
    internal static uint Hash(ReadOnlySpan<byte> utf8)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        var hash = (ulong)utf8.Length * Multiplier;
        while (utf8.Length >= sizeof(ulong))
        {
            hash = (BitOperations.RotateLeft(hash, 29) ^ MemoryMarshal.Read<ulong>(utf8)) * Multiplier;
            utf8 = utf8[sizeof(ulong)..];
        }

        ulong rest = 0;
        foreach (var b in utf8) rest = (rest << 8) | b;
        hash = (BitOperations.RotateLeft(hash, 29) ^ rest) * Multiplier;
        return (uint)(hash >> 32);
    }

    private int StartOf(int id) => id == 0 ? 0 : _ends[id - 1];

    private int Find(ReadOnlySpan<byte> utf8, uint hash)
    {
        for (var slot = hash & (uint)(_slots.Length - 1); _slots[slot] != 0; slot = (slot + 1) & (uint)(_slots.Length - 1))
        {
            var id = _slots[slot] - 1;
            if (_hashes[id] == hash && this[id].SequenceEqual(utf8)) return id;
        }

        return -1;
    }

    private int Add(ReadOnlySpan<byte> utf8, uint hash)
    {
        if (Count == _ends.Length) Grow();
        var start = Bytes;
        if (_heap.Length - start < utf8.Length) Array.Resize(ref _heap, Math.Max(_heap.Length * 2, start + utf8.Length));
        utf8.CopyTo(_heap.AsSpan(start));
        var id = Count++;
        _ends[id] = start + utf8.Length;
        _hashes[id] = hash;
        Occupy(id);
        return id;
    }

    private void Occupy(int id)
    {
        var slot = _hashes[id] & (uint)(_slots.Length - 1);
        while (_slots[slot] != 0) slot = (slot + 1) & (uint)(_slots.Length - 1);
        _slots[slot] = id + 1;
    }

    private void Grow()
    {
        var size = _ends.Length * 2;
        Array.Resize(ref _ends, size);
        Array.Resize(ref _hashes, size);
        Array.Resize(ref _strings, size);
        _slots = new int[size * 2];
        for (var id = 0; id < Count; id++) Occupy(id);
    }
}
