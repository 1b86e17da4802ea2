using System.Runtime.Versioning;
using System.Text;

namespace ReactiveEtl.Tests.Files;

/// <summary>A temporary directory in which a random script makes, grows, renames, touches and removes files, and knows what each held all its life.</summary>
/// <remarks>
/// The content of each file begins with all that it ever held, so what was read of it is told by the length. One thread changes the directory; the model is
/// asked when it is done.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class RealDirectory : IDisposable
{
    private static readonly DateTime[] OddTimes = [new(1970, 1, 1, 0, 0, 0, DateTimeKind.Utc), new(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc), new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)];

    private readonly Random _random;
    private readonly LocalFileStore _store = new();
    private readonly List<string> _there = [];
    private readonly List<string> _directories = [""];
    private int _names;
    private int _records;

    public RealDirectory(int seed)
    {
        _random = new Random(seed);
        Directory.CreateDirectory(Root);
    }

    private string Base { get; } = Directory.CreateTempSubdirectory("reactive-etl-").FullName;

    public string Root => $"{Base}/in";

    public string Archive => $"{Base}/archive";

    /// <summary>All that was written.</summary>
    public IEnumerable<long> Records => Enumerable.Range(0, _records).Select(number => (long)number);

    /// <summary>What each file held in the end, by what the system knows it by, which no other file has as long as none is deleted.</summary>
    public Dictionary<(ulong Number, long Birth), StringBuilder> Contents { get; } = [];

    /// <summary>The data files that are there, with their identities.</summary>
    public IEnumerable<FileEntry> There => _there.Select(path => _store.Look(path)!.Value);

    public static (ulong Number, long Birth) KeyOf(FileEntry file) => (file.Identity.Number, file.Identity.BirthTicks);

    public void Dispose() => Directory.Delete(Base, recursive: true);

    /// <summary>Does something that a writer of whole files may do.</summary>
    public void ActOnWholeFiles()
    {
        var path = Any();
        switch (_random.Next(path is null ? 3 : 12))
        {
            case 0 or 1 or 2: MoveIn(); break;
            case 3 or 4: Create(NewPath()); break;
            case 5: Grow(path!); break;
            case 6 or 7: Rename(path!, NewPath()); break;
            case 8: Remove(path!); break;
            case 9: File.SetUnixFileMode(path!, _random.Next(2) == 0 ? UnixFileMode.None : UnixFileMode.UserRead | UnixFileMode.UserWrite); break;
            case 10: File.SetLastWriteTimeUtc(path!, OddTime()); break;
            case 11: MakeDirectory(); break;
        }
    }

    /// <summary>Does something that a writer of files that only grow may do.</summary>
    public void ActOnGrowingFiles()
    {
        var path = Any();
        switch (_random.Next(path is null || _there.Count < 5 ? 2 : 9))
        {
            case 0: MoveIn(); break;
            case 1: Create(NewPath()); break;
            case 2 or 3 or 4 or 5: Grow(path!); break;
            case 6: Rename(path!, NewPath()); break;
            case 7:
                Rename(path!, NewPath());
                Create(path!);
                break;
            case 8: File.SetLastWriteTimeUtc(path!, OddTime()); break;
        }
    }

    public void MoveIn()
    {
        var (hidden, path) = ($"{Base}/hidden", NewPath());
        File.WriteAllText(hidden, "");
        Write(hidden, Lines());
        if (_random.Next(3) == 0) File.SetLastWriteTimeUtc(hidden, OddTime());
        File.Move(hidden, path);
        _there.Add(path);
    }

    /// <summary>Lets all be read that is there still.</summary>
    public void Finish()
    {
        foreach (var path in _there)
        {
            try
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
            catch (FileNotFoundException)
            {
                // Cleaned up meanwhile.
            }
        }
    }

    private string? Any() => _there.Count == 0 ? null : _there[_random.Next(_there.Count)];

    private string NewPath() => $"{Root}/{_directories[_random.Next(_directories.Count)]}file-{_names++}.json";

    /// <summary>None twice: a file that is as it was once, under another path, can't be told from one that is new.</summary>
    private DateTime OddTime() => OddTimes[_random.Next(OddTimes.Length)].AddMilliseconds(_names++);

    private string Lines() => string.Concat(Enumerable.Range(0, _random.Next(1, 5)).Select(_ => $"{{\"number\":{_records++}}}\n"));

    private void Create(string path)
    {
        File.WriteAllText(path, "");
        _there.Add(path);
        Write(path, Lines());
    }

    private void Grow(string path) => Write(path, Lines());

    /// <summary>In pieces that end anywhere, by one writer that closes the file behind them.</summary>
    private void Write(string path, string text)
    {
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var key = KeyOf(_store.Look(path)!.Value);
        if (!Contents.TryGetValue(key, out var content)) Contents.Add(key, content = new StringBuilder());
        content.Append(text);
        for (var rest = Encoding.UTF8.GetBytes(text).AsSpan(); !rest.IsEmpty;)
        {
            var length = _random.Next(1, rest.Length + 1);
            stream.Write(rest[..length]);
            rest = rest[length..];
        }
    }

    private void Rename(string path, string target)
    {
        File.Move(path, target);
        _there.Remove(path);
        _there.Add(target);
    }

    /// <summary>Out of the directory, but not deleted: the system would give its number to the next file, in the same tick of its clock.</summary>
    private void Remove(string path)
    {
        File.Move(path, $"{Base}/removed-{_names++}");
        _there.Remove(path);
    }

    private void MakeDirectory()
    {
        var directory = $"{_directories[_random.Next(_directories.Count)]}d{_names++}/";
        Directory.CreateDirectory($"{Root}/{directory}");
        _directories.Add(directory);
    }
}
