using System.Buffers;
using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReactiveEtl;

/// <summary>Reads an object in ranges, some of them ahead of the reader.</summary>
/// <remarks>
/// 1. <c>_ranges</c> stand behind each other without a gap, the first at or before <c>_position</c>; nothing behind <c>_end</c> is fetched ahead: what is
/// read there after all comes in small ranges. 2. Nothing is fetched ahead before the first range came: it tells the object's length, so that a small one takes one request, and its ETag,
/// which the others must match. 3. Buffers belong to the ranges, which give them back. One thread at a time.
/// </remarks>
internal sealed class ObjectStream(IAmazonS3 client, ObjectRequests requests, ObjectAddress address, ObjectStoreOptions options, long start, long length) : Stream
{
    private const int SmallRange = 64 << 10;

    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<(long Start, long End, Task<ObjectRange> Content)> _ranges = new();
    private long _fetched;
    private readonly long _end = length > long.MaxValue - start ? long.MaxValue : start + length;
    private long _position = start;
    private long? _length;
    private string? _etag;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length ?? throw new NotSupportedException("The length of an object is not known before it is read.");

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _position >= _length) return 0;
        var (rangeStart, range) = Current();
        var rest = range.Bytes.Span[(int)Math.Min(_position - rangeStart, range.Bytes.Length)..];
        var taken = Math.Min(rest.Length, buffer.Length);
        rest[..taken].CopyTo(buffer);
        _position += taken;
        return taken;
    }

    public override long Seek(long offset, SeekOrigin origin) => _position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("An object can't be written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object can't be written.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            while (_ranges.TryDequeue(out var range)) GiveBack(range.Content);
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The range that holds the position, with those behind it on their way.</summary>
    private (long Start, ObjectRange Content) Current()
    {
        while (_ranges.TryPeek(out var passed) && (_position < passed.Start || _position >= passed.End)) GiveBack(_ranges.Dequeue().Content);
        if (_ranges.Count == 0) Fetch(_position);
        var (rangeStart, _, content) = _ranges.Peek();
        var range = content.GetAwaiter().GetResult();
        _length ??= range.ObjectLength;
        _etag ??= range.ETag;
        while (_ranges.Count <= options.ReadAhead && _fetched < Math.Min(_end, range.ObjectLength)) Fetch(_fetched);
        return (rangeStart, range);
    }

    private void Fetch(long from)
    {
        _fetched = from + Math.Min(options.RangeBytes, from < _end ? _end - from : SmallRange);
        var request = new GetObjectRequest
        {
            BucketName = address.Bucket,
            Key = address.Key,
            ByteRange = new ByteRange(from, _fetched - 1),
            EtagToMatch = _etag,
        };
        _ranges.Enqueue((from, _fetched, requests.RunAsync(address.ToString(), cancellation => FetchAsync(request, from, cancellation), _stop.Token)));
    }

    private async Task<ObjectRange> FetchAsync(GetObjectRequest request, long from, CancellationToken cancellation)
    {
        try
        {
            using var response = await client.GetObjectAsync(request, cancellation).ConfigureAwait(false);
            var buffer = ArrayPool<byte>.Shared.Rent((int)response.ContentLength);
            try
            {
                await response.ResponseStream.ReadExactlyAsync(buffer.AsMemory(0, (int)response.ContentLength), cancellation).ConfigureAwait(false);
                return new ObjectRange(buffer, (int)response.ContentLength, LengthOf(response, from), response.ETag);
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(buffer);
                throw;
            }
        }
        catch (AmazonS3Exception behindTheEnd) when (behindTheEnd.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return new ObjectRange([], 0, from, null);
        }
    }

    /// <summary>The number behind the slash of <c>bytes 0-99/1234</c>.</summary>
    private static long LengthOf(GetObjectResponse response, long from) =>
        response.ContentRange is { } range && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            ? length
            : from + response.ContentLength;

    /// <summary>Also of one that is still on its way, whose failure nobody waits for.</summary>
    private static void GiveBack(Task<ObjectRange> content) =>
        content.ContinueWith(
            static range =>
            {
                if (range.IsCompletedSuccessfully) range.Result.Dispose();
                else _ = range.Exception;
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

    /// <summary>Bytes in a pooled buffer, and what the answer said of the object.</summary>
    private sealed class ObjectRange(byte[] buffer, int count, long objectLength, string? etag) : IDisposable
    {
        public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, count);

        public long ObjectLength => objectLength;

        public string? ETag => etag;

        public void Dispose()
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
