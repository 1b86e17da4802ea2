using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ReactiveEtl;

/// <summary>Where the groups of an index keep their keys.</summary>
internal interface IGroupKeys
{
    /// <summary>Whether a group has this key.</summary>
    bool HasKey(int group, ReadOnlySpan<long> key);
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
    private const int CachedCount = 8;
#else
    private const int CachedCount = 1 << 14;
#endif
    private ulong[] _slots = new ulong[16];
    private int _count;

    /// <summary>Whether the slots are too many to be in the cache, so that they had better be fetched before they are asked for.</summary>
    public bool IsLarge => _count >= CachedCount;

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

    /// <summary>Fetches the slots of many keys into the cache: a lookup waits for memory, fetches are under way together.</summary>
    public unsafe void Fetch(ReadOnlySpan<uint> hashes)
    {
        if (!Sse.IsSupported) return;
        var slots = _slots;
        foreach (var hash in hashes) Sse.Prefetch0(Unsafe.AsPointer(ref slots[hash & (uint)(slots.Length - 1)]));
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

    /// <summary>Frees all slots, whose hashes these are; in the time of the groups there are, not of the most there ever were.</summary>
    public void Clear(ReadOnlySpan<uint> hashes)
    {
        if (_count > _slots.Length / 16)
        {
            Array.Clear(_slots);
        }
        else
        {
            // Whatever is taken from a group's first slot on is freed: others there are freed in their turn, or are already.
            var mask = (uint)_slots.Length - 1;
            foreach (var hash in hashes)
            {
                for (var slot = hash & mask; _slots[slot] != 0; slot = (slot + 1) & mask) _slots[slot] = 0;
            }
        }

        _count = 0;
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
        var slots = new ulong[size];
        foreach (var taken in _slots)
        {
            if (taken != 0) Occupy(slots, taken);
        }

        _slots = slots;
    }
}
