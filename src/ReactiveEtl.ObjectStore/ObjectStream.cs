using System.Buffers;
using System.Globalization;
using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReactiveEtl;

/// <summary>Reads an object from a place in it on, in ranges, some of them ahead of the reader.</summary>
/// <remarks>
/// 1. <c>_ranges</c> stand behind each other without a gap, the first one around <c>_position</c>; nothing behind <c>_end</c> is fetched ahead: what is read there
/// after all comes in small ranges. 2. Nothing is fetched ahead before the first range came: it tells which object this is, so that a small one takes one request, and all
/// others must be of the same ETag: the bytes are always those of one version. 3. Buffers belong to the ranges, which give them back. One thread at a time.
/// </remarks>
internal sealed class ObjectStream : Stream
{
    private const int SmallRange = 64 << 10;

    private readonly IAmazonS3 _client;
    private readonly ObjectRequests _requests;
    private readonly ObjectAddress _address;
    private readonly ObjectStoreOptions _options;
    private readonly CancellationTokenSource _stop;
    private readonly Queue<(long Start, long End, Task<ObjectRange> Content)> _ranges = new();
    private readonly long _end;
    private long _position;
    private long _fetched;
    private ObjectVersion? _version;
    private bool _isDisposed;

    /// <summary>Begins to fetch the first range.</summary>
    public ObjectStream(IAmazonS3 client, ObjectRequests requests, ObjectAddress address, ObjectStoreOptions options, long start, long length)
    {
        (_client, _requests, _address, _options) = (client, requests, address, options);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(requests.Stop);
        _position = start;
        _end = length > long.MaxValue - start ? long.MaxValue : start + length;
        Fetch(start);
    }

    /// <summary>The object that is read, known with the first range; null where it has no byte at the place that reading starts at.</summary>
    public ObjectVersion? Version
    {
        get
        {
            if (_version is null) Current();
            return _version;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("An object is read from start to end.");

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("An object is read from start to end.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _position >= _version?.Size) return 0;
        var (rangeStart, range) = Current();
        var rest = range.Bytes.Span[(int)(_position - rangeStart)..];
        var taken = Math.Min(rest.Length, buffer.Length);
        rest[..taken].CopyTo(buffer);
        _position += taken;
        return taken;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An object is read from start to end.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException("An object can't be written.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object can't be written.");

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _stop.Cancel();
            while (_ranges.TryDequeue(out var range)) GiveBack(range.Content);
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The range that holds the position, with those behind it on their way.</summary>
    private (long Start, ObjectRange Content) Current()
    {
        while (_ranges.TryPeek(out var passed) && _position >= passed.End) GiveBack(_ranges.Dequeue().Content);
        if (_ranges.Count == 0) Fetch(_position);
        var (rangeStart, _, content) = _ranges.Peek();
        var range = content.GetAwaiter().GetResult();
        _version ??= range.Version;
        while (_ranges.Count <= _options.ReadAhead && _fetched < Math.Min(_end, _version?.Size ?? 0)) Fetch(_fetched);
        return (rangeStart, range);
    }

    private void Fetch(long from)
    {
        _fetched = from + Math.Min(_options.RangeBytes, from < _end ? _end - from : SmallRange);
        var request = new GetObjectRequest
        {
            BucketName = _address.Bucket,
            Key = _address.Key,
            ByteRange = new ByteRange(from, _fetched - 1),
            EtagToMatch = _version?.ETag,
        };
        _ranges.Enqueue((from, _fetched, _requests.RunAsync(_address.ToString(), cancellation => FetchAsync(request, cancellation), _stop.Token)));
    }

    private async Task<ObjectRange> FetchAsync(GetObjectRequest request, CancellationToken cancellation)
    {
        try
        {
            using var response = await _client.GetObjectAsync(request, cancellation).ConfigureAwait(false);
            var (from, wanted) = (request.ByteRange.Start, request.ByteRange.End - request.ByteRange.Start + 1);
            if (response.ContentRange is null && from > 0) throw new FileSourceException(_address.ToString(), $"'{_address}': the store gives no ranges of objects, only whole ones. Set {nameof(ObjectStoreOptions.RangeBytes)} larger than the largest object, and Parallelism to 1.");
            var count = (int)Math.Min(wanted, response.ContentLength);
            var buffer = ArrayPool<byte>.Shared.Rent(count);
            try
            {
                await response.ResponseStream.ReadExactlyAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                return new ObjectRange(buffer, count, new ObjectVersion(SizeOf(response), response.LastModified, response.ETag));
            }
            catch
            {
                ArrayPool<byte>.Shared.Return(buffer);
                throw;
            }
        }
        catch (AmazonS3Exception behindTheEnd) when (behindTheEnd.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            return new ObjectRange([], 0, null);
        }
    }

    /// <summary>The number behind the slash of <c>bytes 0-99/1234</c>.</summary>
    private static long SizeOf(GetObjectResponse response) =>
        response.ContentRange is { } range && long.TryParse(range.AsSpan(range.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : response.ContentLength;

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

    /// <summary>Bytes in a pooled buffer, and whose they are.</summary>
    private sealed class ObjectRange(byte[] buffer, int count, ObjectVersion? version) : IDisposable
    {
        public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, count);

        public ObjectVersion? Version => version;

        public void Dispose()
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
