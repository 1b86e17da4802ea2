using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ReactiveEtl;

/// <summary>Tells of a directory's changes by inotify, which knows what .NET's watcher does not: a file moved into place, and one closed by its writer.</summary>
/// <remarks>
/// 1. Each watched directory is in both maps; only the notifier's thread, and the constructor before it, use them. 2. A directory that comes is watched
/// first and listed then, so that nothing falls between. 3. Where the root is gone, or a directory can't be watched, the notifier says that it is dead
/// and ends. <see cref="Dispose"/> is for any thread.
/// </remarks>
internal sealed class InotifyNotifier : IDisposable
{
    private const int BufferSize = 64 << 10;
    private const int Header = 16;

    private const InotifyEvents Wanted = InotifyEvents.Modified | InotifyEvents.ClosedAfterWriting | InotifyEvents.MovedOut | InotifyEvents.MovedIn
        | InotifyEvents.Created | InotifyEvents.Deleted | InotifyEvents.WatchedDeleted | InotifyEvents.WatchedMoved | InotifyEvents.OnlyDirectories;

    private const InotifyEvents RootGone = InotifyEvents.WatchedDeleted | InotifyEvents.WatchedMoved | InotifyEvents.Unmounted | InotifyEvents.WatchEnded;

    private readonly string _root;
    private readonly bool _recursive;
    private readonly Action<FileHint> _onHint;
    private readonly SafeFileHandle _instance;
    private readonly SafeFileHandle _signal;
    private readonly Dictionary<int, string> _directories = [];
    private readonly Dictionary<string, int> _watches = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _isClosed;

    /// <exception cref="IOException">No notifier can be had.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory must not be read.</exception>
    public InotifyNotifier(string root, bool recursive, Action<FileHint> onHint)
    {
        _root = root;
        _recursive = recursive;
        _onHint = onHint;
        _instance = Inotify.Open();
        _signal = Inotify.OpenSignal();
        try
        {
            Watch(root);
            if (recursive) WatchBelow(root, found: null);
        }
        catch
        {
            Close();
            throw;
        }

        new Thread(Run) { IsBackground = true, Name = $"inotify {root}" }.Start();
    }

    public void Dispose()
    {
        // The handles are the thread's, which closes them under the lock when it ends.
        lock (_gate)
        {
            if (!_isClosed) Inotify.Raise(_signal);
        }
    }

    private void Run()
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (Inotify.Wait(_instance, _signal))
            {
                var filled = Inotify.Read(_instance, buffer);
                for (var at = 0; at < filled;)
                {
                    var length = Header + MemoryMarshal.Read<int>(buffer.AsSpan(at + 12));
                    if (!Tell(buffer.AsSpan(at, length))) return;
                    at += length;
                }
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            _onHint(new FileHint(_root, FileHintKind.Dead));
        }
        finally
        {
            Close();
        }
    }

    /// <summary>Gives false where it was the last event.</summary>
    private bool Tell(ReadOnlySpan<byte> record)
    {
        var watch = MemoryMarshal.Read<int>(record);
        var events = (InotifyEvents)MemoryMarshal.Read<uint>(record[4..]);
        if (events.HasFlag(InotifyEvents.Overflowed))
        {
            _onHint(new FileHint(_root, FileHintKind.Overflow));
            if (_recursive) WatchBelow(_root, found: null);
            return true;
        }

        if (!_directories.TryGetValue(watch, out var directory)) return true;
        if ((events & RootGone) != 0)
        {
            if (directory != _root)
            {
                if (events.HasFlag(InotifyEvents.WatchEnded)) Forget(directory, watch);
                return true;
            }

            _onHint(new FileHint(_root, FileHintKind.Dead));
            return false;
        }

        var name = record[Header..];
        name = name[..Math.Max(0, name.IndexOf((byte)0))];
        var path = string.Concat(directory, directory.EndsWith('/') ? "" : "/", Encoding.UTF8.GetString(name));
        if (!events.HasFlag(InotifyEvents.IsDirectory)) TellFile(path, events);
        else if (_recursive) TellDirectory(path, events);
        return true;
    }

    private void TellFile(string path, InotifyEvents events)
    {
        FileHintKind? kind = events switch
        {
            _ when events.HasFlag(InotifyEvents.MovedIn) => FileHintKind.MovedIn,
            _ when events.HasFlag(InotifyEvents.ClosedAfterWriting) => FileHintKind.Closed,
            _ when events.HasFlag(InotifyEvents.Created) => FileHintKind.Created,
            _ when events.HasFlag(InotifyEvents.Modified) => FileHintKind.Changed,
            _ when (events & (InotifyEvents.MovedOut | InotifyEvents.Deleted)) != 0 => FileHintKind.Removed,
            _ => null,
        };
        if (kind is not null) _onHint(new FileHint(path, kind.Value));
    }

    private void TellDirectory(string path, InotifyEvents events)
    {
        if (events.HasFlag(InotifyEvents.MovedOut))
        {
            // Their watches would go on under a wrong name.
            foreach (var (directory, watch) in _watches.Where(other => other.Key == path || other.Key.StartsWith(path + "/", StringComparison.Ordinal)).ToArray())
            {
                Forget(directory, watch);
                Inotify.Remove(_instance, watch);
            }
        }
        else if ((events & (InotifyEvents.MovedIn | InotifyEvents.Created)) != 0)
        {
            // What is in a directory that was moved is as whole as what is moved alone; a new directory may have writers already.
            var kind = events.HasFlag(InotifyEvents.MovedIn) ? FileHintKind.MovedIn : FileHintKind.Created;
            if (TryWatch(path)) WatchBelow(path, file => _onHint(new FileHint(file, kind)));
        }
    }

    /// <summary>Watches all directories below one; what is in those that were not watched yet is told of.</summary>
    private void WatchBelow(string top, Action<string>? found)
    {
        var open = new Stack<string>([top]);
        while (open.TryPop(out var directory))
        {
            foreach (var (file, below) in EntriesOf(directory))
            {
                if (below is null) found?.Invoke(file!);
                else if (TryWatch(below)) open.Push(below);
            }
        }
    }

    private static IEnumerable<(string? File, string? Directory)> EntriesOf(string directory)
    {
        LinuxDirectory entries;
        try
        {
            entries = new LinuxDirectory(directory, static (_, _) => { });
        }
        catch (Exception cause) when (cause is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            yield break;
        }

        using (entries)
        {
            while (entries.Read(out var file, out var below)) yield return (file?.Path, below);
        }
    }

    /// <summary>Gives false where the directory is gone meanwhile, or must not be read: listings will tell of that.</summary>
    private bool TryWatch(string directory)
    {
        try
        {
            Watch(directory);
            return true;
        }
        catch (Exception cause) when (cause is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Watch(string directory)
    {
        var watch = Inotify.Add(_instance, directory, Wanted);
        if (_directories.Remove(watch, out var before)) _watches.Remove(before);
        _directories[watch] = directory;
        _watches[directory] = watch;
    }

    private void Forget(string directory, int watch)
    {
        _directories.Remove(watch);
        if (_watches.GetValueOrDefault(directory, -1) == watch) _watches.Remove(directory);
    }

    private void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            _instance.Dispose();
            _signal.Dispose();
        }
    }
}
