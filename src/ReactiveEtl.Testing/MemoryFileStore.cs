using System.Reactive.Concurrency;
using System.Text;

namespace ReactiveEtl.Testing;

/// <summary>
/// Files in memory, for tests without a disk and without waiting: modification times are the scheduler's, and the test drives the notifier
/// that tells of changes, also into the lies of real ones.
/// </summary>
/// <remarks>Paths are relative or start with <c>/</c>; a directory is there when a file is below it or <see cref="AddDirectory"/> made it. Thread-safe.</remarks>
/// <example><code>
/// var scheduler = new HistoricalScheduler();
/// var store = new MemoryFileStore(scheduler);
/// store.Add("events/file-0.json", """{"action":"Open"}""");
/// </code></example>
/// <param name="scheduler">Gives the time, and runs the notifications that are not delivered at once.</param>
public sealed class MemoryFileStore(IScheduler scheduler) : FileStore
{
    private const ulong Device = 1;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Exception> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Exception> _unreadable = new(StringComparer.Ordinal);
    private readonly MemoryNotifier _notifier = new(scheduler);
    private Exception? _listFailure;
    private int _opens;
    private int _lists;
    private int _looks;
    private ulong _numbers;

    /// <summary>How the notifier behaves from now on; it delivers each hint at first.</summary>
    public NotifierMode Notifier
    {
        get => _notifier.Mode;
        set => _notifier.Mode = value;
    }

    /// <summary>Whether hints come by way of the scheduler; at first they come inside of the call that changes a file.</summary>
    public bool NotifiesOnScheduler
    {
        get => _notifier.IsScheduled;
        set => _notifier.IsScheduled = value;
    }

    /// <summary>How many notifiers are open now.</summary>
    public int Watchers => _notifier.Watchers;

    /// <summary>How often a notifier was opened.</summary>
    public int Watched => _notifier.Watched;

    /// <summary>How often a file was opened.</summary>
    public int Opens => Volatile.Read(ref _opens);

    /// <summary>How often a listing was begun.</summary>
    public int Lists => Volatile.Read(ref _lists);

    /// <summary>How often a single path was looked at.</summary>
    public int Looks => Volatile.Read(ref _looks);

    /// <summary>Makes a directory without files.</summary>
    public void AddDirectory(string directory)
    {
        lock (_gate) _directories.Add(Normalize(directory));
    }

    /// <summary>Removes a directory with all that is in it, without a hint.</summary>
    public void DeleteDirectory(string directory)
    {
        directory = Normalize(directory);
        lock (_gate)
        {
            _directories.RemoveWhere(path => path == directory || IsBelow(path, directory));
            foreach (var path in _files.Keys.Where(path => IsBelow(path, directory)).ToArray()) _files.Remove(path);
        }
    }

    /// <summary>Puts a file in place, or another one in its place.</summary>
    /// <param name="path">Where.</param>
    /// <param name="text">What it holds, written as UTF-8.</param>
    /// <param name="modifiedAt">Its modification time; null for now.</param>
    /// <param name="hint">What the notifier makes of it: by default it is moved into place as a whole.</param>
    public void Add(string path, string text, DateTimeOffset? modifiedAt = null, FileHintKind hint = FileHintKind.MovedIn) =>
        Add(path, Encoding.UTF8.GetBytes(text), modifiedAt, hint);

    /// <summary>Puts a file in place, or another one in its place.</summary>
    /// <param name="path">Where.</param>
    /// <param name="bytes">What it holds.</param>
    /// <param name="modifiedAt">Its modification time; null for now.</param>
    /// <param name="hint">What the notifier makes of it: by default it is moved into place as a whole.</param>
    public void Add(string path, byte[] bytes, DateTimeOffset? modifiedAt = null, FileHintKind hint = FileHintKind.MovedIn)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Put(path, [.. bytes], modifiedAt, hint);
    }

    /// <summary>Writes behind the end of a file, or makes it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="text">What is written, as UTF-8.</param>
    /// <param name="modifiedAt">The modification time after it; null for now.</param>
    public void Append(string path, string text, DateTimeOffset? modifiedAt = null)
    {
        byte[] before;
        lock (_gate) before = _files.TryGetValue(Normalize(path), out var file) ? file.Bytes : [];
        Put(path, [.. before, .. Encoding.UTF8.GetBytes(text)], modifiedAt, FileHintKind.Changed, isSameFile: true);
    }

    /// <summary>Overwrites a file that is there.</summary>
    /// <param name="path">Where.</param>
    /// <param name="text">What it holds from now on, written as UTF-8.</param>
    /// <param name="modifiedAt">The modification time after it; null for now.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public void Replace(string path, string text, DateTimeOffset? modifiedAt = null)
    {
        Get(path);
        Put(path, Encoding.UTF8.GetBytes(text), modifiedAt, FileHintKind.Changed, isSameFile: true);
    }

    /// <summary>Gives a file another path, over one that is there; its modification time stays.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public void Rename(string from, string to)
    {
        var file = Get(from);
        lock (_gate)
        {
            _files.Remove(Normalize(from));
            _files[Normalize(to)] = file;
        }

        _notifier.Notify(new FileHint(Normalize(from), FileHintKind.Removed));
        _notifier.Notify(new FileHint(Normalize(to), FileHintKind.MovedIn));
    }

    /// <summary>Tells a hint, true or not, as far as <see cref="Notifier"/> lets it through.</summary>
    public void Hint(string path, FileHintKind kind) => _notifier.Notify(new FileHint(Normalize(path), kind));

    /// <summary>Makes opening, deleting and moving a file fail; null lets it succeed again.</summary>
    public void FailOpen(string path, Exception? failure)
    {
        lock (_gate)
        {
            _failures.Remove(Normalize(path));
            if (failure is not null) _failures.Add(Normalize(path), failure);
        }
    }

    /// <summary>Makes a directory unreadable: listings go on without it; null lets it be read again.</summary>
    public void FailDirectory(string directory, Exception? failure)
    {
        lock (_gate)
        {
            _unreadable.Remove(Normalize(directory));
            if (failure is not null) _unreadable.Add(Normalize(directory), failure);
        }
    }

    /// <summary>Makes listings fail; null lets them succeed again.</summary>
    public void FailLists(Exception? failure) => Volatile.Write(ref _listFailure, failure);

    /// <inheritdoc/>
    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter) => List(directory, enter, static (_, _) => { });

    /// <inheritdoc/>
    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter, Action<string, Exception> onUnreadable)
    {
        ArgumentNullException.ThrowIfNull(enter);
        ArgumentNullException.ThrowIfNull(onUnreadable);
        Interlocked.Increment(ref _lists);
        if (Volatile.Read(ref _listFailure) is { } failure) throw failure;
        if (!DirectoryExists(directory)) throw new DirectoryNotFoundException($"There is no directory '{directory}'.");
        KeyValuePair<string, Exception>[] unreadable;
        lock (_gate) unreadable = [.. _unreadable.Where(other => enter(other.Key))];
        foreach (var (path, cause) in unreadable) onUnreadable(path, cause);
        bool IsEntered(string path) => enter(path) && !Array.Exists(unreadable, other => other.Key == path);
        lock (_gate) return [.. _files.Where(file => IsListed(file.Key, directory, IsEntered)).Select(file => file.Value.EntryOf(file.Key))];
    }

    /// <inheritdoc/>
    public override FileEntry? Look(string path)
    {
        Interlocked.Increment(ref _looks);
        lock (_gate) return _files.TryGetValue(path, out var file) ? file.EntryOf(path) : null;
    }

    /// <inheritdoc/>
    public override Stream OpenRead(string path)
    {
        Interlocked.Increment(ref _opens);
        FailWhereAsked(path);
        return new MemoryStream(Get(path).Bytes, writable: false);
    }

    /// <inheritdoc/>
    public override void Delete(string path)
    {
        FailWhereAsked(path);
        lock (_gate) _files.Remove(Normalize(path));
        _notifier.Notify(new FileHint(Normalize(path), FileHintKind.Removed));
    }

    /// <inheritdoc/>
    public override bool TryMove(string path, string target)
    {
        FailWhereAsked(path);
        lock (_gate)
        {
            if (_files.ContainsKey(Normalize(target))) return false;
        }

        Rename(path, target);
        return true;
    }

    /// <inheritdoc/>
    public override bool DirectoryExists(string directory)
    {
        lock (_gate)
        {
            return directory.Length == 0 || _directories.Any(path => path == directory || IsBelow(path, directory)) || _files.Keys.Any(path => IsBelow(path, directory));
        }
    }

    /// <inheritdoc/>
    public override string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
        return (path.StartsWith('/') ? "/" : "") + string.Join('/', parts);
    }

    /// <inheritdoc/>
    public override IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint) => _notifier.Watch(directory, recursive, onHint);

    internal static bool IsBelow(string path, string directory) =>
        directory is "" or "/" ? path.StartsWith(directory, StringComparison.Ordinal)
        : path.Length > directory.Length && path[directory.Length] == '/' && path.StartsWith(directory, StringComparison.Ordinal);

    private static bool IsListed(string path, string directory, Func<string, bool> enter)
    {
        if (!IsBelow(path, directory)) return false;
        for (var cut = path.IndexOf('/', directory.Length + 1); cut >= 0; cut = path.IndexOf('/', cut + 1))
        {
            if (!enter(path[..cut])) return false;
        }

        return true;
    }

    private void FailWhereAsked(string path)
    {
        lock (_gate)
        {
            if (_failures.TryGetValue(Normalize(path), out var failure)) throw failure;
        }
    }

    private MemoryFile Get(string path)
    {
        lock (_gate) return _files.TryGetValue(Normalize(path), out var file) ? file : throw new FileNotFoundException($"There is no file '{path}'.", path);
    }

    private void Put(string path, byte[] bytes, DateTimeOffset? modifiedAt, FileHintKind hint, bool isSameFile = false)
    {
        path = Normalize(path);
        var now = scheduler.Now;
        lock (_gate)
        {
            var identity = isSameFile && _files.TryGetValue(path, out var before) ? before.Identity : new FileIdentity(Device, ++_numbers, now.UtcTicks);
            _files[path] = new MemoryFile(bytes, (modifiedAt ?? now).ToUniversalTime(), identity);
        }

        _notifier.Notify(new FileHint(path, hint));
    }

    private sealed record MemoryFile(byte[] Bytes, DateTimeOffset ModifiedAt, FileIdentity Identity)
    {
        public FileEntry EntryOf(string path) => new(path, Bytes.Length, ModifiedAt, Identity);
    }
}
