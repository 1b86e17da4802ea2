using ZstdSharp;

namespace ReactiveEtl;

/// <summary>Decompresses as it is read; what is wrong with the content is an <see cref="InvalidDataException"/>, as .NET's own compressions have it.</summary>
/// <remarks>Owns the stream below. One thread at a time.</remarks>
internal sealed class ZstandardStream(Stream compressed) : Stream
{
    private readonly DecompressionStream _content = new(compressed, leaveOpen: false);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The decompressed length is not known before all is read.");

    public override long Position
    {
        get => throw new NotSupportedException("A compressed file is read from start to end.");
        set => throw new NotSupportedException("A compressed file is read from start to end.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _content.Read(buffer);
        }
        catch (ZstdException broken)
        {
            throw new InvalidDataException($"It is no Zstandard: {broken.Message}.", broken);
        }
        catch (EndOfStreamException early)
        {
            throw new InvalidDataException("Its last frame is not complete.", early);
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A compressed file is read from start to end.");

    public override void SetLength(long value) => throw new NotSupportedException("A compressed file is only read.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A compressed file is only read.");

    protected override void Dispose(bool disposing)
    {
        if (disposing) _content.Dispose();
        base.Dispose(disposing);
    }
}
