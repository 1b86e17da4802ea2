using System.Collections.Concurrent;

namespace ReactiveEtl.Tests.Writers;

/// <summary>A store whose files change at the very moment when the test wants it: while a place of one of them is being read.</summary>
/// <remarks>How many readers a file has at a time, and how often a byte is read, is not for a test to know: it depends on the size of a worker's unit.</remarks>
internal sealed class ChangingStore(FileStore inner) : FileStore
{
    private readonly ConcurrentDictionary<string, bool> _filesOpened = new(StringComparer.Ordinal);
    private long _bytesRead;

    /// <summary>How many bytes were read, of all files, each as often as it was.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>How many different files were opened.</summary>
    public int FilesOpened => _filesOpened.Count;

    /// <summary>Called with the path and the bytes of the file that were just read; by several workers at the same time.</summary>
    public Action<string, FileRange> OnRead { get; set; } = static (_, _) => { };

    /// <summary>The number of the device that the files are on; null for that of the store below.</summary>
    public ulong? Device { get; init; }

    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter) => inner.List(directory, enter).Select(OnDevice);

    public override FileEntry? Look(string path) => inner.Look(path) is { } file ? OnDevice(file) : null;

    public override Stream OpenRead(string path)
    {
        _filesOpened[path] = true;
        return new WatchedStream(inner.OpenRead(path), range =>
        {
            Interlocked.Add(ref _bytesRead, range.Until - range.From);
            OnRead(path, range);
        });
    }

    public override bool DirectoryExists(string directory) => inner.DirectoryExists(directory);

    public override string Normalize(string path) => inner.Normalize(path);

    public override IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint) => inner.Watch(directory, recursive, onHint);

    private FileEntry OnDevice(FileEntry file) => file with { Identity = file.Identity with { Device = Device ?? file.Identity.Device } };

    /// <summary>Bytes of a file, without the last.</summary>
    public readonly record struct FileRange(long From, long Until)
    {
        public bool Has(long place) => From <= place && place < Until;
    }

    private sealed class WatchedStream(Stream inner, Action<FileRange> onRead) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            // Small reads, so that there is a moment between any two.
            var from = inner.Position;
            var read = inner.Read(buffer, offset, Math.Min(count, 97));
            onRead(new FileRange(from, from + read));
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush() => inner.Flush();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
