namespace ReactiveEtl;

/// <summary>Where files are: the narrow seam to a disk, an object store or a test's memory.</summary>
/// <remarks>
/// Paths have <c>/</c> between their parts on every system, so that joining two is writing a <c>/</c> between them. Members are called from
/// several threads. What can't be done is an <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>; the source wraps it in one
/// that names the path and the remedy.
/// </remarks>
public abstract class FileStore
{
    /// <summary>
    /// Whether a file appears as a whole, so that it is complete when it is seen and never grows, and a directory is no more than the start of names:
    /// it comes and goes with its files. False by default.
    /// </summary>
    public virtual bool IsObjectStore => false;

    /// <summary>
    /// How many small files each worker best has opened before it is their turn to be read, since it takes a while until the first byte comes; 0 by default.
    /// </summary>
    public virtual int OpensAhead => 0;

    /// <summary>This store for one reader: what it waits for then is given up when the token is cancelled. The store itself by default, which never waits long.</summary>
    /// <returns>A view of this store, which needs no disposing; what it gives up ends with an <see cref="OperationCanceledException"/>.</returns>
    public virtual FileStore StoppedBy(CancellationToken cancellation) => this;

    /// <summary>Lists the files of a directory, streamed, in any order.</summary>
    /// <param name="directory">The directory, normalized.</param>
    /// <param name="enter">
    /// Whether to list a directory below it too, asked with its path: <c>_ =&gt; false</c> lists one directory, <c>_ =&gt; true</c> the whole tree.
    /// </param>
    /// <returns>The files without the directories. A file or sub-directory that vanishes meanwhile is left out.</returns>
    /// <exception cref="IOException">The directory is not there or can't be listed, thrown by the call or while enumerating.</exception>
    public abstract IEnumerable<FileEntry> List(string directory, Func<string, bool> enter);

    /// <summary>Lists the files of a directory as far as they can be read.</summary>
    /// <param name="directory">The directory, normalized.</param>
    /// <param name="enter">Whether to list a directory below it too, asked with its path.</param>
    /// <param name="onUnreadable">Told, with the cause, of a file or a directory below the first one that can't be read; the listing goes on without it.</param>
    /// <exception cref="IOException">The directory itself is not there or can't be listed.</exception>
    public virtual IEnumerable<FileEntry> List(string directory, Func<string, bool> enter, Action<string, Exception> onUnreadable) => List(directory, enter);

    /// <summary>Looks at one path.</summary>
    /// <returns>The file, or null when there is none (also when there is a directory).</returns>
    public abstract FileEntry? Look(string path);

    /// <summary>Looks at the file that a stream of this store reads; a look at its path by default.</summary>
    /// <remarks>For stores where a look is dear: a stream whose bytes are all of one version of the file knows what a look would tell.</remarks>
    /// <param name="path">The path that was opened.</param>
    /// <param name="opened">What <see cref="OpenRead(string, long, long)"/> gave for it.</param>
    public virtual FileEntry? Look(string path, Stream opened) => Look(path);

    /// <summary>Opens a file for reading from its first byte on; others may write, rename and delete it meanwhile.</summary>
    /// <returns>A stream that can seek (of an object store: need not), best without a buffer of its own: it is read in large blocks from start to end.</returns>
    public abstract Stream OpenRead(string path);

    /// <summary>Opens a file at a place in it, to read from there on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many bytes will be read as far as is known: what is behind them may be read too, but need not be fetched ahead.</param>
    /// <returns>A stream that stands at <paramref name="start"/>.</returns>
    public virtual Stream OpenRead(string path, long start, long length)
    {
        var stream = OpenRead(path);
        try
        {
            if (start > 0) stream.Seek(start, SeekOrigin.Begin);
            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Deletes a file; one that isn't there is no error.</summary>
    /// <exception cref="IOException">It can't be deleted.</exception>
    public virtual void Delete(string path) => throw new IOException($"The store of '{path}' can't delete files.");

    /// <summary>Deletes a file that a look has just shown; by its path by default.</summary>
    /// <remarks>For stores whose requests are made again: another file that came to the path meanwhile must not be deleted.</remarks>
    /// <exception cref="IOException">It can't be deleted.</exception>
    public virtual void Delete(FileEntry file) => Delete(file.Path);

    /// <summary>Gives a file another path, in a directory that is made where it isn't there.</summary>
    /// <returns>False, and nothing was done, where there is a file at that path already.</returns>
    /// <exception cref="IOException">It can't be moved.</exception>
    public virtual bool TryMove(string path, string target) => throw new IOException($"The store of '{path}' can't move files.");

    /// <summary>Gives a file that a look has just shown another path; by its path by default.</summary>
    /// <remarks>For stores whose requests are made again: another file that came to either path meanwhile must stay as it is.</remarks>
    /// <returns>False, and nothing was done, where there is a file at that path already.</returns>
    /// <exception cref="IOException">It can't be moved.</exception>
    public virtual bool TryMove(FileEntry file, string target) => TryMove(file.Path, target);

    /// <summary>Whether there is a directory at the path.</summary>
    public abstract bool DirectoryExists(string directory);

    /// <summary>The one way to write a path: two names of the same file give the same text, without a <c>/</c> at the end.</summary>
    public abstract string Normalize(string path);

    /// <summary>Tells of changes from now on, until disposed of.</summary>
    /// <param name="directory">The directory, normalized.</param>
    /// <param name="recursive">Whether changes below its sub-directories are wanted too.</param>
    /// <param name="onHint">Called from any thread, also from several at once; returns at once and never throws.</param>
    /// <exception cref="IOException">There is no notifier to be had here; the source then lists from time to time.</exception>
    public abstract IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint);
}
