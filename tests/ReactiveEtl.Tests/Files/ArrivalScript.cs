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
        var read = _test.Batches.SelectMany(batch => batch.Batch.Slices).CountBy(slice => slice.File.Path).ToDictionary();
        foreach (var (path, count) in read.Where(file => file.Value != 1)) Fault ??= $"{path} was handed out {count} times.";
        foreach (var path in _there.Keys.Where(path => !read.ContainsKey(path))) Fault ??= $"{path} was never handed out.";
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
        _identities.Add(new FileEntry(path, text.Length, modifiedAt ?? _test.Scheduler.Now));
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
        var now = _test.Run!.Position.Backlog;
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
            if (!_identities.Contains(file)) Fault ??= $"{file} never was like that.";
            if (!_movedIn.Contains(file.Path) && _test.Scheduler.Now - file.ModifiedAt < _options.SettleTime) Fault ??= $"{file} was handed out before it stood still.";
        }
    }
}
