using System.Buffers;

namespace ReactiveEtl;

/// <summary>Whole lines of a slice in a pooled buffer, which is given back when the block is disposed of.</summary>
/// <remarks>
/// 1. Each line ends with <c>\n</c>, except perhaps the very last of a slice. An oversized block is the head of one line instead.
/// 2. <see cref="Padding"/> zero bytes stand behind the lines. 3. One thread at a time; any thread, since no other block shares the buffer.
/// </remarks>
internal sealed class Block : IDisposable
{
    /// <summary>How many zero bytes can be read behind the lines, so that kernels load whole vectors.</summary>
    public const int Padding = 128;

    private readonly int _length;
    private byte[]? _buffer;

    internal Block(byte[] buffer, int length, long offset, long? oversizedLength = null)
    {
        buffer.AsSpan(length, Padding).Clear();
        _buffer = buffer;
        _length = length;
        Offset = offset;
        IsOversized = oversizedLength is not null;
        RecordLength = oversizedLength ?? 0;
    }

    /// <summary>The lines.</summary>
    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, _length);

    /// <summary>The lines with the padding behind them.</summary>
    public ReadOnlyMemory<byte> Padded => Buffer.AsMemory(0, _length + Padding);

    /// <summary>Where the first byte stands in the file.</summary>
    public long Offset { get; }

    /// <summary>Whether this is one line that is longer than allowed; the bytes are then its first 4 KB.</summary>
    public bool IsOversized { get; }

    /// <summary>How long the oversized line is, without its line feed; 0 for other blocks.</summary>
    public long RecordLength { get; }

    private byte[] Buffer => _buffer ?? throw new ObjectDisposedException(nameof(Block));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }
}
