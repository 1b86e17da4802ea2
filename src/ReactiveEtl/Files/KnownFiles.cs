namespace ReactiveEtl;

/// <summary>The files that are over for a source, found by path and by fingerprint, in 40 bytes and the name each.</summary>
/// <remarks>
/// 1. Entries live in pages, so that growing copies none; removed ones form a chain and are used again. 2. A chain of entries hangs on each bucket of
/// <c>_byPath</c> and <c>_byFingerprint</c>; places count from 1, so that 0 ends a chain. 3. Not thread-safe.
/// </remarks>
internal sealed class KnownFiles
{
    private const int PageBits = 12;
    private const int PageMask = (1 << PageBits) - 1;

    private readonly List<Entry[]> _pages = [];
    private readonly List<ulong> _devices = [];
    private PathPool _paths = new();
    private int[] _byPath = new int[16];
    private int[] _byFingerprint = new int[16];
    private int _used;
    private int _free;

    public int Count { get; private set; }

    /// <summary>The place of a path, or -1.</summary>
    public int Find(string path)
    {
        if (!_paths.TryFormat(path, out var wanted)) return -1;
        for (var place = _byPath[Bucket(wanted.Hash)]; place > 0; place = At(place).NextByPath)
        {
            if (_paths.Equals(At(place).Path, wanted)) return place;
        }

        return -1;
    }

    /// <summary>The paths of all files that had this fingerprint on this device.</summary>
    public IEnumerable<string> PathsOf(ulong fingerprint, ulong device)
    {
        for (var place = _byFingerprint[Bucket((int)fingerprint)]; place > 0; place = At(place).NextByFingerprint)
        {
            if (At(place).Fingerprint == fingerprint && _devices[At(place).Device] == device) yield return _paths.TextOf(At(place).Path);
        }
    }

    public ref Entry this[int place] => ref At(place);

    public string PathOf(int place) => _paths.TextOf(At(place).Path);

    public ReadFile FileOf(int place) => new(PathOf(place), At(place).Fingerprint, _devices[At(place).Device]);

    /// <summary>The places of all files; none may be added or removed meanwhile.</summary>
    public IEnumerable<int> Places
    {
        get
        {
            for (var place = 1; place <= _used; place++)
            {
                if (At(place).State != KnownState.None) yield return place;
            }
        }
    }

    /// <summary>Adds a file whose path is not there.</summary>
    public void Add(ReadFile file, KnownState state, byte listing)
    {
        if (Count == _byPath.Length) Grow();
        var place = TakePlace();
        ref var entry = ref At(place);
        entry = new Entry { Fingerprint = file.Fingerprint, Device = DeviceOf(file.Device), Path = _paths.Add(file.Path, out var hash), State = state, Listing = listing };
        Link(place, ref entry, hash);
        Count++;
    }

    public void Remove(int place)
    {
        ref var entry = ref At(place);
        Unlink(ref _byPath[Bucket(_paths.HashOf(entry.Path))], place, static (ref Entry other) => ref other.NextByPath);
        Unlink(ref _byFingerprint[Bucket((int)entry.Fingerprint)], place, static (ref Entry other) => ref other.NextByFingerprint);
        _paths.Remove(entry.Path);
        entry = new Entry { NextByPath = _free };
        _free = place;
        Count--;
        if (_paths.IsMostlyFree) CompactPaths();
    }

    private delegate ref int Next(ref Entry entry);

    private ref Entry At(int place) => ref _pages[(place - 1) >> PageBits][(place - 1) & PageMask];

    private int Bucket(int hash) => hash & (_byPath.Length - 1);

    private int TakePlace()
    {
        if (_free > 0)
        {
            var place = _free;
            _free = At(place).NextByPath;
            return place;
        }

        if (_used >> PageBits == _pages.Count) _pages.Add(new Entry[1 << PageBits]);
        return ++_used;
    }

    private ushort DeviceOf(ulong device)
    {
        var index = _devices.IndexOf(device);
        if (index < 0)
        {
            index = _devices.Count;
            _devices.Add(device);
        }

        return checked((ushort)index);
    }

    private void Link(int place, ref Entry entry, int hash)
    {
        ref var byPath = ref _byPath[Bucket(hash)];
        ref var byFingerprint = ref _byFingerprint[Bucket((int)entry.Fingerprint)];
        (entry.NextByPath, byPath) = (byPath, place);
        (entry.NextByFingerprint, byFingerprint) = (byFingerprint, place);
    }

    private void Unlink(ref int head, int place, Next next)
    {
        ref var link = ref head;
        while (link != place) link = ref next(ref At(link));
        link = next(ref At(place));
    }

    private void Grow()
    {
        _byPath = new int[_byPath.Length * 2];
        _byFingerprint = new int[_byPath.Length];
        foreach (var place in Places) Link(place, ref At(place), _paths.HashOf(At(place).Path));
    }

    /// <summary>Paths of files that were removed leave holes, which only copying closes.</summary>
    private void CompactPaths()
    {
        var compact = new PathPool();
        foreach (var place in Places) At(place).Path = compact.Add(_paths.TextOf(At(place).Path), out _);
        _paths = compact;
        Array.Clear(_byPath);
        Array.Clear(_byFingerprint);
        foreach (var place in Places) Link(place, ref At(place), _paths.HashOf(At(place).Path));
    }

    public struct Entry
    {
        public ulong Fingerprint;
        public uint Path;
        public int NextByPath;
        public int NextByFingerprint;
        public ushort Device;
        public KnownState State;
        public byte Listing;
    }
}

/// <summary>How a file is over for a source.</summary>
internal enum KnownState : byte
{
    None,
    Read,
    ReadAndChanged,
    Cleaned,
    Skipped,
}
