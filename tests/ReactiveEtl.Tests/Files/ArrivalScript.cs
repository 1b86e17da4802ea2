using System.Globalization;
using ReactiveEtl.Testing;
using static ReactiveEtl.Tests.Files.SourceTest;

namespace ReactiveEtl.Tests.Files;

/// <summary>A random life of a directory, and what must hold of it whatever happens. No name is used twice.</summary>
internal sealed class ArrivalScript
{
    private readonly Random _random;
    private readonly SourceTest _test = new();
    private readonly WatchOptions _options;
    private readonly Dictionary<string, FileEntry> _there = [];
    private readonly HashSet<string> _movedIn = [];
    private readonly HashSet<FileEntry> _identities = [];
    private readonly List<FileEntry> _read = [];
    private IReadOnlyList<FileEntry> _backlog = [];
    private int _names;

    public ArrivalScript(int seed, NotifierMode mode)
    {
        _random = new Random(seed);
        _test.Store.Notifier = mode;
        _test.Store.NotifiesOnScheduler = _random.Next(2) == 0;
        _test.Handler = Check;
        _options = new WatchOptions
        {
            MaxFilesPerBatch = _random.Next(3) == 0 ? null : _random.Next(1, 4),
            MaxBytesPerBatch = _random.Next(3) == 0 ? _random.Next(1, 20) : null,
        };
    }

    public string? Fault { get; private set; }

    public void Run()
    {
        var ticks = 0L;
        for (var i = 0; i < 120; i++)
        {
            ticks += _random.Next(4) == 0 ? _random.Next(3) : _random.NextInt64(Second);
            _test.At(ticks, Act);
        }

        _test.Watch(_options).GoTo(ticks + Minute);
        if (_test.Error is not null) Fault ??= _test.Error.ToString();
        foreach (var (file, count) in _read.CountBy(file => file with { Path = "" }).Where(file => file.Value != 1)) Fault ??= $"{file} was read {count} times.";
        var numbers = _read.Select(file => file.Identity.Number).ToHashSet();
        foreach (var file in _there.Values.Where(file => !numbers.Contains(file.Identity.Number))) Fault ??= $"{file} was never read.";
    }

    private void Act()
    {
        var path = _there.Count > 0 ? _there.Keys.ElementAt(_random.Next(_there.Count)) : null;
        switch (_random.Next(path is null ? 3 : 10))
        {
            case 0 or 1:
                Add(NewName(), _random.Next(3) == 0 ? Time(_random.NextInt64(500) * Second) : null, FileHintKind.MovedIn);
                break;
            case 2 or 3 or 4:
                Add(NewName(), null, FileHintKind.Created);
                break;
            case 5 or 6:
                _test.Store.Append(path!, "x");
                Remember(path!);
                break;
            case 7:
                var name = NewName();
                _there.Remove(path!);
                _movedIn.Add(name);
                _test.Store.Rename(path!, name);
                Remember(name);
                break;
            case 8:
                _there.Remove(path!);
                _test.Store.Delete(path!);
                break;
            case 9:
                _test.Run!.Dispose();
                _test.Watch(_options, from: _test.Run.Position);
                break;
        }
    }

    private string NewName() => $"events/file-{_names++}";

    private void Add(string path, DateTimeOffset? modifiedAt, FileHintKind hint)
    {
        if (hint == FileHintKind.MovedIn) _movedIn.Add(path);
        var text = new string('x', _random.Next(8));
        _test.Store.Add(path, text, modifiedAt, hint);
        Remember(path);
    }

    private void Remember(string path)
    {
        _there[path] = _test.Store.Look(path)!.Value;
        _identities.Add(_there[path]);
    }

    /// <summary>Within OnNext the position is the one before the batch.</summary>
    private void Check(FileBatch batch)
    {
        FileEntry[] now = [.. _test.Run!.Position.Backlog.Select(slice => slice.File)];
        var files = batch.Slices.Select(slice => slice.File).ToArray();
        if (!now.Take(files.Length).SequenceEqual(files)) Fault ??= $"Batch {batch.Sequence} is not the head of the backlog.";
        var kept = _backlog.Where(now.Contains).ToArray();
        if (!now.Take(kept.Length).SequenceEqual(kept)) Fault ??= $"Before batch {batch.Sequence} the backlog changed its order.";
        var added = now.Skip(kept.Length).ToArray();
        var ordered = added.OrderBy(file => file.ModifiedAt).ThenBy(file => int.Parse(file.Path["events/file-".Length..], CultureInfo.InvariantCulture));
        if (!added.SequenceEqual(ordered)) Fault ??= $"Before batch {batch.Sequence} the new files are out of order.";
        _backlog = [.. now.Skip(files.Length)];
        foreach (var file in files)
        {
            // As the reader does: what is not what was recorded is not read.
            if (_test.Store.Look(file.Path) == file) _read.Add(file);
            else _test.Run!.Exclude(file.Path);
            if (!_identities.Contains(file)) Fault ??= $"{file} never was like that.";
            if (!_movedIn.Contains(file.Path) && _test.Scheduler.Now - file.ModifiedAt < _options.SettleTime) Fault ??= $"{file} was handed out before it stood still.";
        }
    }
}
