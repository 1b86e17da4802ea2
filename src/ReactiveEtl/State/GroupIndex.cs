using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ReactiveEtl;

/// <summary>Where the groups of an index keep their keys.</summary>
internal interface IGroupKeys
{
    /// <summary>Whether a group has this key.</summary>
    bool HasKey(int group, ReadOnlySpan<long> key);

    /// <summary>The hash of a group's key.</summary>
    uint HashOf(int group);
}

/// <summary>Finds groups by their keys: open addressing over hashes.</summary>
/// <remarks>
/// Invariants: a slot is 0 where it is free, else the hash of its group's key in the high half and the group's number + 1 in the low one; at most three
/// quarters are taken; no free slot lies between a group's first slot and its own. A key is compared only where the hash is equal, so that a lookup mostly touches one
/// slot and one key. One thread.
/// </remarks>
internal sealed class GroupIndex
{
#if DEBUG
    /// <summary>How many keys are hashed, fetched and looked up at a time.</summary>
    public const int ChunkSize = 4;
    private const int CachedCount = 8;
#else
    /// <summary>How many keys are hashed, fetched and looked up at a time.</summary>
    public const int ChunkSize = 256;
    private const int CachedCount = 1 << 14;
#endif
    private readonly uint[] _hashes = new uint[ChunkSize];
    private ulong[] _slots = new ulong[16];
    private int _count;

    /// <summary>The hashes of some keys, one after another; where the slots are too many to be in the cache, those of the keys are on their way to it, all together.</summary>
    public ReadOnlySpan<uint> Hash(ReadOnlySpan<long> keys, int wordCount)
    {
        var hashes = _hashes.AsSpan(0, keys.Length / wordCount);
        for (var i = 0; i < hashes.Length; i++) hashes[i] = KeyLayout.Hash(keys.Slice(i * wordCount, wordCount));
        if (_count >= CachedCount) Fetch(hashes);
        return hashes;
    }

    /// <summary>The group of a key, or -1.</summary>
    public int Find<TKeys>(TKeys keys, uint hash, ReadOnlySpan<long> key)
        where TKeys : class, IGroupKeys
    {
        var slots = _slots;
        var mask = (uint)slots.Length - 1;
        for (var slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var group = (int)(uint)slots[slot] - 1;
            if (slots[slot] >> 32 == hash && keys.HasKey(group, key)) return group;
        }

        return -1;
    }

    /// <summary>Adds a group whose key is not there.</summary>
    public void Add(int group, uint hash)
    {
        if (++_count * 4L > _slots.Length * 3L) Grow(_slots.Length * 2);
        Occupy(_slots, ((ulong)hash << 32) | ((uint)group + 1));
    }

    /// <summary>Makes room for so many groups more.</summary>
    public void Reserve(int more)
    {
        var size = _slots.Length;
        while ((_count + more) * 4L > size * 3L) size *= 2;
        if (size > _slots.Length) Grow(size);
    }

    /// <summary>Frees a group's slot, and moves up those behind that were pushed off their places; nothing where it has none.</summary>
    public void Remove(int group, uint hash)
    {
        var slots = _slots;
        var mask = (uint)slots.Length - 1;
        var slot = hash & mask;
        while (slots[slot] != 0 && (uint)slots[slot] != (uint)group + 1) slot = (slot + 1) & mask;
        if (slots[slot] == 0) return;
        slots[slot] = 0;
        _count--;
        for (var next = (slot + 1) & mask; slots[next] != 0; next = (next + 1) & mask)
        {
            var moved = slots[next];
            slots[next] = 0;
            Occupy(slots, moved);
        }
    }

    /// <summary>Frees all slots, which are those of the groups up to a count; in the time of the groups there are, not of the most there ever were.</summary>
    public void Clear<TKeys>(TKeys keys, int count)
        where TKeys : class, IGroupKeys
    {
        if (_count > _slots.Length / 16)
        {
            Array.Clear(_slots);
        }
        else
        {
            // Whatever is taken from a group's first slot on is freed: others there are freed in their turn, or are already.
            var mask = (uint)_slots.Length - 1;
            for (var group = 0; group < count; group++)
            {
                for (var slot = keys.HashOf(group) & mask; _slots[slot] != 0; slot = (slot + 1) & mask) _slots[slot] = 0;
            }
        }

        _count = 0;
    }

    /// <summary>A lookup waits for memory, fetches are under way together.</summary>
    private unsafe void Fetch(ReadOnlySpan<uint> hashes)
    {
        if (!Sse.IsSupported) return;
        var slots = _slots;
        foreach (var hash in hashes) Sse.Prefetch0(Unsafe.AsPointer(ref slots[hash & (uint)(slots.Length - 1)]));
    }

    private static void Occupy(ulong[] slots, ulong taken)
    {
        var mask = (uint)slots.Length - 1;
        var slot = (uint)(taken >> 32) & mask;
        while (slots[slot] != 0) slot = (slot + 1) & mask;
        slots[slot] = taken;
    }

    private void Grow(int size)
    {
        var slots = HugePages.NewArray<ulong>(size);
        foreach (var taken in _slots)
        {
            if (taken != 0) Occupy(slots, taken);
        }

        _slots = slots;
    }
}
