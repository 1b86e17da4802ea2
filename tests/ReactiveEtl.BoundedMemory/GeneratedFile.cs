namespace ReactiveEtl.BoundedMemory;

/// <summary>A store of one file that is never anywhere: a block of lines, again and again, as a stream. No disk, and no more memory than the block.</summary>
internal sealed class GeneratedFile(byte[] block, int repetitions) : FileStore
{
    private const string FilePath = "events/large.json";

    private readonly FileEntry _entry = new(FilePath, (long)block.Length * repetitions, DateTimeOffset.UnixEpoch);

    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter) => [_entry];

    public override FileEntry? Look(string path) => path == FilePath ? _entry : null;

    public override Stream OpenRead(string path) => new Repeated(block, _entry.Size);

    public override bool DirectoryExists(string directory) => directory == "events";

    public override string Normalize(string path) => path.TrimEnd('/');

    public override IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint) => throw new IOException("Nothing ever changes here.");

    private sealed class Repeated(byte[] block, long length) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var at = (int)(Position % block.Length);
            var read = (int)Math.Min(Math.Min(count, block.Length - at), length - Position);
            block.AsSpan(at, read).CopyTo(buffer.AsSpan(offset));
            Position += read;
            return read;
        }

        public override long Seek(long offset, SeekOrigin origin) => Position = offset;

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
