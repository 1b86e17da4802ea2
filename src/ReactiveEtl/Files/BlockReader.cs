using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>Reads a slice, or the lines that begin in a part of it, as blocks of whole lines: few large reads, nothing done per line.</summary>
/// <remarks>
/// 1. <c>_buffer</c> starts with <c>_filled</c> bytes that are read but not handed out, from the start of a line on, which stands at
/// <c>_offset</c> in the file; <c>_unread</c> bytes of the slice follow. 2. A buffer belongs to this reader or to one block, never to both.
/// 3. No line longer than allowed is ever in a block, however the buffers' sizes fall. 4. Lines that begin at <c>_end</c> or behind it are never in a
/// block; what was read of them is dropped. One thread at a time.
/// </remarks>
internal sealed class BlockReader : IDisposable
{
    /// <summary>How much of an oversized line is kept.</summary>
    public const int OversizedHead = 4096;

    private const int LargeBlock = (256 << 10) - Block.Padding;

    /// <summary>How much is read behind the part at first, to find the end of its last line.</summary>
    private const int Overhang = 4096;
#if DEBUG
    // Tiny at first, so that every boundary is crossed all the time.
    private const int FirstBlock = 61;
#else
    private const int FirstBlock = LargeBlock;
#endif

    private readonly FileStore _store;
    private readonly Slice _slice;
    private readonly Stream _file;
    private readonly Stream _stream;
    private readonly int _maxBlock;
    private long _end;
    private readonly bool _isCompressed;
    private int _blockSize;
    private byte[] _buffer;
    private int _filled;
    private long _offset;
    private long _unread;

    /// <summary>Opens a slice.</summary>
    /// <inheritdoc cref="BlockReader(FileStore, SlicePart, int, int, CompressionFormat, Stream)"/>
    public BlockReader(FileStore store, Slice slice, int maxRecordBytes, int firstBlock = FirstBlock, CompressionFormat? compression = null)
        : this(store, SlicePart.Whole(slice), maxRecordBytes, firstBlock, compression)
    {
    }

    /// <summary>Opens a part of a slice.</summary>
    /// <exception cref="FileChangedException">The file is no longer the recorded one.</exception>
    /// <exception cref="FileSourceException">The file is gone or can't be opened.</exception>
    public BlockReader(FileStore store, SlicePart part, int maxRecordBytes, int firstBlock = FirstBlock, CompressionFormat? compression = null, Stream? opened = null)
    {
        _store = store;
        _slice = part.Slice;
        _maxBlock = maxRecordBytes + 1;
        _blockSize = firstBlock;
        _isCompressed = compression is not null;
        _offset = FirstByte(part);
        _end = _isCompressed ? long.MaxValue / 2 : part.End;
        _unread = _isCompressed ? long.MaxValue : _slice.Start + _slice.Length - _offset;
        _file = opened ?? Open(store, part, compression);
        _stream = compression?.Decompress(_file) ?? _file;
        _buffer = Rent(Math.Min(_blockSize, _maxBlock));
        try
        {
            CheckIdentity();
            if (_offset == 0) SkipByteOrderMark();
            if (!part.IsFirst) SkipLine();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Opens what a part is read from, which its reader disposes of.</summary>
    /// <inheritdoc cref="BlockReader(FileStore, SlicePart, int, int, CompressionFormat, Stream)"/>
    public static Stream Open(FileStore store, SlicePart part, CompressionFormat? compression)
    {
        var (file, first) = (part.Slice.File, FirstByte(part));
        if (compression is null && CompressionFormat.IsZstandard(file.Path)) throw CompressionFormat.Missing(file.Path);
        return Guarded(store, part.Slice, () => store.OpenRead(file.Path, first, compression is null ? part.End - first + Overhang : file.Size));
    }

    /// <summary>Reads the next block, which the caller disposes of. What was read counts only when the end, false, is reached.</summary>
    /// <exception cref="FileChangedException">The file ended early, or is no longer the recorded one behind its last byte.</exception>
    /// <exception cref="FileSourceException">The file can't be read on.</exception>
    public bool Read([NotNullWhen(true)] out Block? block)
    {
        var isEnd = _filled == 0 && _unread == 0;
        if (isEnd) CheckIdentity();
        block = isEnd ? null : ReadLines();
        return !isEnd;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _file.Dispose();
        Replace([]);
    }

    private Block ReadLines()
    {
        var own = _end - _offset;
        var capacity = (int)Math.Min(Math.Max(Math.Min(_blockSize, own + Overhang), _filled), _maxBlock);
        for (var searched = 0; ; capacity = (int)Math.Min(capacity * 2L, _maxBlock))
        {
            Fill(capacity);
            if (own <= _filled && _buffer.AsSpan((int)own - 1, _filled - (int)own + 1).IndexOf((byte)'\n') is >= 0 and var last) return Take((int)own + last);
            var newline = _buffer.AsSpan(searched, _filled - searched).LastIndexOf((byte)'\n');
            if (newline < 0 && _filled == _maxBlock) return SkipOversized();
            if (_unread == 0) return Take(_filled);
            if (newline >= 0) return Take(searched + newline + 1);
            searched = _filled;
        }
    }

    /// <summary>Hands the buffer to a block; the start of the next line moves on to a new buffer first.</summary>
    private Block Take(int length)
    {
        _blockSize = Math.Min(_blockSize * 2, LargeBlock);
        var rest = _buffer.AsSpan(length, _filled - length);
        var next = rest.IsEmpty && _unread == 0 ? [] : Rent(Math.Max(Math.Min(_blockSize, _maxBlock), rest.Length));
        rest.CopyTo(next);
        var block = new Block(_buffer, length, _offset);
        _buffer = next;
        _filled -= length;
        MoveTo(_offset + length);
        return block;
    }

    /// <summary>Goes on at the start of a line, or ends where that is not one of the part's.</summary>
    private void MoveTo(long offset)
    {
        _offset = offset;
        if (_offset < _end) return;
        _filled = 0;
        _unread = 0;
    }

    /// <summary>Drops the rest of a line that began before the part, in bounded memory; behind the part it is not this one's to read, however long it is.</summary>
    private void SkipLine()
    {
        while (_offset < _end)
        {
            Fill((int)Math.Min(Math.Min(_blockSize, _maxBlock), _end - _offset + Overhang));
            var newline = _buffer.AsSpan(0, _filled).IndexOf((byte)'\n');
            var length = newline < 0 ? _filled : newline + 1;
            _buffer.AsSpan(length, _filled - length).CopyTo(_buffer);
            _filled -= length;
            _offset += length;
            if (newline >= 0 || _unread == 0) break;
        }

        MoveTo(_offset);
    }

    /// <summary>Reads on to the end of a line that is too long, in bounded memory, and keeps its head.</summary>
    private Block SkipOversized()
    {
        var head = Rent(OversizedHead);
        var headLength = 0;
        long length = 0;
        var newline = -1;
        while (true)
        {
            var part = _buffer.AsSpan(0, newline < 0 ? _filled : newline);
            var kept = part[..Math.Min(part.Length, OversizedHead - headLength)];
            kept.CopyTo(head.AsSpan(headLength));
            headLength += kept.Length;
            length += part.Length;
            if (newline >= 0 || _unread == 0) break;
            _filled = 0;
            Fill(Math.Min(LargeBlock, _maxBlock));
            newline = _buffer.AsSpan(0, _filled).IndexOf((byte)'\n');
        }

        var block = new Block(head, headLength, _offset, length);
        _buffer.AsSpan(newline + 1, _filled - newline - 1).CopyTo(_buffer);
        _filled = newline < 0 ? 0 : _filled - newline - 1;
        MoveTo(_offset + length + (newline < 0 ? 0 : 1));
        return block;
    }

    private void SkipByteOrderMark()
    {
        Fill(3);
        if (!_buffer.AsSpan(0, _filled).SequenceEqual("\uFEFF"u8)) return;
        _filled = 0;
        _offset = 3;
        // The first line is the first part's, also where that ends inside of the mark.
        _end = Math.Max(_end, _offset + 1);
    }

    /// <summary>Reads until the buffer holds so many bytes, or all of the slice.</summary>
    private void Fill(int capacity)
    {
        if (_buffer.Length < capacity + Block.Padding)
        {
            var larger = Rent(capacity);
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            Replace(larger);
        }

        while (_filled < capacity && _unread > 0)
        {
            var wanted = (int)Math.Min(capacity - _filled, _unread);
            var read = Guarded(() => _stream.Read(_buffer, _filled, wanted));
            if (read == 0 && !_isCompressed) throw new FileChangedException(_slice, Look());
            _filled += read;
            _unread = read == 0 ? 0 : _unread - read;
        }
    }

    private void CheckIdentity()
    {
        var found = Look();
        if (found is not { } file || !_slice.IsIn(file)) throw new FileChangedException(_slice, found);
    }

    /// <summary>From the byte before on: whether a line begins at the start is told by that byte alone.</summary>
    private static long FirstByte(SlicePart part) => part.IsFirst ? part.Start : part.Start - 1;

    private FileEntry? Look() => Guarded(() => _store.Look(_slice.File.Path, _file));

    private T Guarded<T>(Func<T> action) => Guarded(_store, _slice, action);

    private static T Guarded<T>(FileStore store, Slice slice, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileChangedException(slice, store.Look(slice.File.Path));
        }
        catch (Exception cause) when (cause is (IOException and not FileSourceException) or UnauthorizedAccessException or InvalidDataException or InvalidOperationException)
        {
            var remedy = cause is InvalidDataException or InvalidOperationException
                ? "Its content is not what its name says; compress it again, or give it another name."
                : "Check that it may be read and that its disk or share can be reached.";
            throw new FileSourceException(slice.File.Path, $"The file '{slice.File.Path}' can't be read: {cause.Message} {remedy}", cause);
        }
    }

    private static byte[] Rent(int capacity) => ArrayPool<byte>.Shared.Rent(capacity + Block.Padding);

    private void Replace(byte[] buffer)
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
    }
}
