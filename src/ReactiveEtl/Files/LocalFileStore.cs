using System.IO.Abstractions;
using System.Runtime.ExceptionServices;

namespace ReactiveEtl;

/// <summary>The files of this machine's file system. Thread-safe.</summary>
/// <remarks>
/// On Linux a file is known by its device, number and birth time too, and inotify tells when it is complete; elsewhere by path, size and time, with .NET's
/// own watcher. A link to a file is the file; links to directories are followed only above the listed directory, since a tree of links may have no end.
/// Where the environment variable <c>DOTNET_USE_POLLING_FILE_WATCHER</c> is 1 or true there is no notifier, as for .NET's own watchers.
/// </remarks>
public sealed class LocalFileStore : FileStore
{
    private const string PollingVariable = "DOTNET_USE_POLLING_FILE_WATCHER";

    // As many as Linux follows; more are a circle.
    private const int MaxLinks = 40;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    private readonly IFileSystem _files;
    private readonly Func<string, string?> _environment;
    private readonly bool _isLinux;

    /// <summary>The real file system.</summary>
    public LocalFileStore()
        : this(new FileSystem())
    {
    }

    /// <summary>Another implementation of the file system.</summary>
    public LocalFileStore(IFileSystem fileSystem)
        : this(fileSystem, Environment.GetEnvironmentVariable)
    {
    }

    /// <summary>With other environment variables than those of the process, which all share.</summary>
    internal LocalFileStore(IFileSystem fileSystem, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(fileSystem);
        _files = fileSystem;
        _environment = environment;
        _isLinux = fileSystem is FileSystem && LinuxFiles.IsSupported;
    }

    /// <inheritdoc/>
    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter) =>
        List(directory, enter, static (_, cause) => ExceptionDispatchInfo.Throw(cause));

    /// <inheritdoc/>
    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter, Action<string, Exception> onUnreadable)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(enter);
        ArgumentNullException.ThrowIfNull(onUnreadable);
        return _isLinux ? ListLinuxTree(directory, enter, onUnreadable) : ListTree(directory, enter, onUnreadable);
    }

    /// <inheritdoc/>
    public override FileEntry? Look(string path) => _isLinux ? LinuxFiles.Look(path) : EntryOf(path, _files.FileInfo.FromFileName(path));

    /// <inheritdoc/>
    public override Stream OpenRead(string path) =>
        _files.FileStream.Create(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.SequentialScan);

    /// <inheritdoc/>
    public override void Delete(string path) => _files.File.Delete(path);

    /// <inheritdoc/>
    public override bool TryMove(string path, string target)
    {
        _files.Directory.CreateDirectory(_files.Path.GetDirectoryName(target));
        if (_files.File.Exists(target) || _files.Directory.Exists(target)) return false;
        _files.File.Move(path, target);
        return true;
    }

    /// <inheritdoc/>
    public override bool DirectoryExists(string directory) => _files.Directory.Exists(directory);

    /// <inheritdoc/>
    public override string Normalize(string path) => WithSlashes(_files.Path.TrimEndingDirectorySeparator(_files.Path.GetFullPath(path)));

    /// <inheritdoc/>
    public override IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint)
    {
        ArgumentNullException.ThrowIfNull(onHint);
        if (_environment(PollingVariable)?.ToUpperInvariant() is "1" or "TRUE") throw new IOException($"{PollingVariable} is set.");
        if (_isLinux) return new InotifyNotifier(directory, recursive, onHint);
        IFileSystemWatcher? watcher = null;
        try
        {
            watcher = _files.FileSystemWatcher.CreateNew(directory);
            watcher.IncludeSubdirectories = recursive;
            watcher.InternalBufferSize = 64 << 10;
            watcher.NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size;
            Forward(watcher, onHint);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception cause) when (cause is IOException or ArgumentException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            watcher?.Dispose();
            throw new IOException($"The directory '{directory}' can't be watched: {cause.Message}", cause);
        }
    }

    private static void Forward(IFileSystemWatcher watcher, Action<FileHint> onHint)
    {
        void Hint(string path, FileHintKind kind) => onHint(new FileHint(WithSlashes(path), kind));
        watcher.Created += (_, change) => Hint(change.FullPath, FileHintKind.Created);
        watcher.Changed += (_, change) => Hint(change.FullPath, FileHintKind.Changed);
        watcher.Deleted += (_, change) => Hint(change.FullPath, FileHintKind.Removed);
        watcher.Renamed += (_, change) =>
        {
            Hint(change.OldFullPath, FileHintKind.Removed);
            Hint(change.FullPath, FileHintKind.MovedIn);
        };
        watcher.Error += (_, error) => Hint("", error.GetException() is InternalBufferOverflowException ? FileHintKind.Overflow : FileHintKind.Dead);
    }

    private static string WithSlashes(string path) => Path.DirectorySeparatorChar == '\\' ? path.Replace('\\', '/') : path;

    private static IEnumerable<FileEntry> ListLinuxTree(string root, Func<string, bool> enter, Action<string, Exception> onUnreadable)
    {
        var open = new Stack<string>([root]);
        while (open.TryPop(out var path))
        {
            using var directory = path == root ? new LinuxDirectory(path, onUnreadable) : TryOpen(path, onUnreadable);
            while (directory is not null && TryRead(directory, path == root, onUnreadable, out var file, out var below))
            {
                if (file is { } found) yield return found;
                else if (enter(below!)) open.Push(below!);
            }
        }
    }

    private static LinuxDirectory? TryOpen(string path, Action<string, Exception> onUnreadable)
    {
        try
        {
            return new LinuxDirectory(path, onUnreadable);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            if (cause is not DirectoryNotFoundException) onUnreadable(path, cause);
            return null;
        }
    }

    /// <summary>False at the end of a directory, and where one below the root can't be read on.</summary>
    private static bool TryRead(LinuxDirectory directory, bool isRoot, Action<string, Exception> onUnreadable, out FileEntry? file, out string? below)
    {
        try
        {
            return directory.Read(out file, out below);
        }
        catch (Exception cause) when (!isRoot && (cause is IOException or UnauthorizedAccessException))
        {
            (file, below) = (null, null);
            onUnreadable(directory.Path, cause);
            return false;
        }
    }

    private IEnumerable<FileEntry> ListTree(string root, Func<string, bool> enter, Action<string, Exception> onUnreadable)
    {
        var open = new Stack<string>([root]);
        while (open.TryPop(out var directory))
        {
            foreach (var info in Entries(directory, isRoot: directory == root, onUnreadable))
            {
                var path = WithSlashes(_files.Path.Combine(directory, info.Name));
                if (info is IFileInfo file)
                {
                    if (EntryOf(path, file) is { } entry) yield return entry;
                }
                else if (!IsLink(info) && enter(path))
                {
                    open.Push(path);
                }
            }
        }
    }

    private IEnumerable<IFileSystemInfo> Entries(string directory, bool isRoot, Action<string, Exception> onUnreadable)
    {
        try
        {
            return _files.DirectoryInfo.FromDirectoryName(directory).EnumerateFileSystemInfos("*", Everything);
        }
        catch (Exception cause) when (!isRoot && (cause is IOException or UnauthorizedAccessException))
        {
            if (cause is not DirectoryNotFoundException) onUnreadable(directory, cause);
            return [];
        }
    }

    /// <summary>The file, or what a link leads to in the end: a link's own size is that of its text.</summary>
    private FileEntry? EntryOf(string path, IFileInfo file)
    {
        try
        {
            for (var links = 0; file.Exists && IsLink(file) && links < MaxLinks; links++)
            {
                file = _files.FileInfo.FromFileName(_files.Path.Combine(file.DirectoryName, file.LinkTarget));
            }

            return file.Exists && !IsLink(file) ? new FileEntry(path, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static bool IsLink(IFileSystemInfo info) => info.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
