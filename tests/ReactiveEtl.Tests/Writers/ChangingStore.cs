namespace ReactiveEtl.Tests.Writers;

/// <summary>A store whose files change at the very moment when the test wants it: while one of them is being read.</summary>
internal sealed class ChangingStore(FileStore inner) : FileStore
{
    private long _bytesRead;

    /// <summary>How many bytes were read, of all files, each as often as it was.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Called with the path and the number of bytes that were read of it since it was opened.</summary>
    public Action<string, long> OnRead { get; set; } = static (_, _) => { };

    /// <summary>The number of the device that the files are on; null for that of the store below.</summary>
    public ulong? Device { get; init; }

    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter) => inner.List(directory, enter).Select(OnDevice);

    public override FileEntry? Look(string path) => inner.Look(path) is { } file ? OnDevice(file) : null;

    public override Stream OpenRead(string path) => new WatchedStream(inner.OpenRead(path), (read, before) =>
    {
        Interlocked.Add(ref _bytesRead, read - before);
        OnRead(path, read);
    });

    public override bool DirectoryExists(string directory) => inner.DirectoryExists(directory);

    public override string Normalize(string path) => inner.Normalize(path);

    public override IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint) => inner.Watch(directory, recursive, onHint);

    private FileEntry OnDevice(FileEntry file) => file with { Identity = file.Identity with { Device = Device ?? file.Identity.Device } };

    private sealed class WatchedStream(Stream inner, Action<long, long> onRead) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            // Small reads, so that there is a moment between any two.
            var read = inner.Read(buffer, offset, Math.Min(count, 97));
            _read += read;
            onRead(_read, _read - read);
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush() => inner.Flush();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
