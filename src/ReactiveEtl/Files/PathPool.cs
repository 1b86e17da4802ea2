using System.Buffers.Binary;
using System.Text;

namespace ReactiveEtl;

/// <summary>Many paths in little memory: each directory once, each name as UTF-8 in a page. Not thread-safe.</summary>
/// <remarks>A record is the number of the directory (4 bytes), the length of the name (2) and the name; none goes across two pages.</remarks>
internal sealed class PathPool
{
    private const int PageBits = 16;
    private const int Header = 6;
    private const int LeastGarbage = 1 << 16;

    private readonly List<byte[]> _pages = [];
    private readonly Dictionary<string, int> _directories = new(StringComparer.Ordinal);
    private readonly List<string> _directoryNames = [];
    private readonly byte[] _name = new byte[(1 << PageBits) - Header];
    private int _filled = 1 << PageBits;
    private long _live;
    private long _garbage;

    public bool IsMostlyFree => _garbage > LeastGarbage && _garbage > _live;

    /// <summary>Gives false where no path in that directory is here.</summary>
    public bool TryFormat(string path, out Formatted formatted)
    {
        var cut = path.LastIndexOf('/');
        var isKnown = _directories.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(path.AsSpan(0, cut + 1), out var directory);
        formatted = isKnown ? Format(directory, path.AsSpan(cut + 1)) : default;
        return isKnown;
    }

    /// <summary>Adds a path and gives the place of its record.</summary>
    public uint Add(string path, out int hash)
    {
        var cut = path.LastIndexOf('/');
        var name = Format(DirectoryOf(path.AsSpan(0, cut + 1)), path.AsSpan(cut + 1));
        hash = name.Hash;
        var length = Header + name.Bytes.Length;
        if (_filled + length > 1 << PageBits)
        {
            _pages.Add(new byte[1 << PageBits]);
            _filled = 0;
        }

        var record = _pages[^1].AsSpan(_filled, length);
        BinaryPrimitives.WriteInt32LittleEndian(record, name.Directory);
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], (ushort)name.Bytes.Length);
        name.Bytes.CopyTo(record[Header..]);
        var place = checked((uint)(((long)(_pages.Count - 1) << PageBits) + _filled));
        _filled += length;
        _live += length;
        return place;
    }

    public void Remove(uint place)
    {
        var length = Header + Record(place, out _).Length;
        _live -= length;
        _garbage += length;
    }

    public bool Equals(uint place, Formatted other) => Record(place, out var directory).SequenceEqual(other.Bytes) && directory == other.Directory;

    public int HashOf(uint place) => Hash(Record(place, out var directory), directory);

    public string TextOf(uint place)
    {
        var name = Record(place, out var directory);
        return string.Concat(_directoryNames[directory], Encoding.UTF8.GetString(name));
    }

    private static int Hash(ReadOnlySpan<byte> name, int directory)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        hash.Add(directory);
        return hash.ToHashCode();
    }

    private Formatted Format(int directory, ReadOnlySpan<char> name)
    {
        var bytes = _name.AsSpan(0, Encoding.UTF8.GetBytes(name, _name));
        return new Formatted(directory, bytes, Hash(bytes, directory));
    }

    private ReadOnlySpan<byte> Record(uint place, out int directory)
    {
        var record = _pages[(int)(place >> PageBits)].AsSpan((int)(place & ((1 << PageBits) - 1)));
        directory = BinaryPrimitives.ReadInt32LittleEndian(record);
        return record.Slice(Header, BinaryPrimitives.ReadUInt16LittleEndian(record[4..]));
    }

    private int DirectoryOf(ReadOnlySpan<char> directory)
    {
        if (_directories.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(directory, out var number)) return number;
        _directoryNames.Add(directory.ToString());
        _directories.Add(_directoryNames[^1], _directoryNames.Count - 1);
        return _directoryNames.Count - 1;
    }

    /// <summary>A path as its record would be; valid until the next one is made.</summary>
    public readonly ref struct Formatted(int directory, ReadOnlySpan<byte> bytes, int hash)
    {
        public int Directory { get; } = directory;

        public ReadOnlySpan<byte> Bytes { get; } = bytes;

        public int Hash { get; } = hash;
    }
}
