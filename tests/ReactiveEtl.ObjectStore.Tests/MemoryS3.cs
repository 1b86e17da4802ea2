using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Security.Cryptography;
using System.Web;
using Amazon.Runtime;

namespace ReactiveEtl.Tests.Objects;

/// <summary>Buckets in memory behind the wire format of S3, a few names a page, and faults on demand. Thread-safe.</summary>
internal sealed class MemoryS3 : HttpMessageHandler
{
    private const int MaxPage = 3;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (byte[] Bytes, DateTime Time)> _objects = new(StringComparer.Ordinal);

    /// <summary>Asked before each request; what it gives is the answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Fault { get; set; }

    public List<string> Requests { get; } = [];

    public string? Bucket { get; set; }

    public static HttpResponseMessage Error(HttpStatusCode status, string code) => new(status) { Content = Xml($"<Error><Code>{code}</Code><Message>{code} it is.</Message></Error>") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath).TrimStart('/');
        lock (_gate) Requests.Add($"{request.Method} {path} {request.Headers.Range}".TrimEnd());
        if (Fault?.Invoke(request) is { } fault) return Complete(fault, request);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var cut = path.IndexOf('/', StringComparison.Ordinal);
        var (bucket, key) = cut < 0 ? (path, "") : (path[..cut], path[(cut + 1)..]);
        lock (_gate) return Complete(Answer(request, bucket, key, body), request);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, string bucket, string key, byte[] body)
    {
        if (key.Length == 0 && request.Method == HttpMethod.Put)
        {
            Bucket = bucket;
            return new(HttpStatusCode.OK);
        }

        if (bucket != Bucket) return Error(HttpStatusCode.NotFound, "NoSuchBucket");
        if (key.Length == 0) return List(HttpUtility.ParseQueryString(request.RequestUri!.Query));
        if (request.Method == HttpMethod.Put) return Put(request, key, body);
        if (request.Method == HttpMethod.Delete) return new(_objects.Remove(key) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound);
        return _objects.TryGetValue(key, out var found) ? Get(request, found.Bytes, found.Time) : Error(HttpStatusCode.NotFound, "NoSuchKey");
    }

    private HttpResponseMessage Put(HttpRequestMessage request, string key, byte[] body)
    {
        var isCopy = request.Headers.TryGetValues("x-amz-copy-source", out var sources);
        if (isCopy) body = _objects[Uri.UnescapeDataString(sources!.Single()).TrimStart('/')[(Bucket!.Length + 1)..]].Bytes;
        _objects[key] = (body, DateTime.UtcNow);
        return isCopy
            ? new(HttpStatusCode.OK) { Content = Xml($"<CopyObjectResult><ETag>{ETag(body)}</ETag><LastModified>{DateTime.UtcNow:O}</LastModified></CopyObjectResult>") }
            : new(HttpStatusCode.OK) { Headers = { { "ETag", ETag(body) } } };
    }

    private HttpResponseMessage List(System.Collections.Specialized.NameValueCollection query)
    {
        var (prefix, delimiter, after) = (query["prefix"] ?? "", query["delimiter"], query["continuation-token"] ?? "");
        var max = Math.Min(MaxPage, int.Parse(query["max-keys"] ?? "1000", CultureInfo.InvariantCulture));
        var names = _objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => delimiter is not null && key.IndexOf('/', prefix.Length) is >= 0 and var cut ? key[..(cut + 1)] : key)
            .Distinct().Where(name => string.CompareOrdinal(name, after) > 0).ToArray();
        var page = names.Take(max).ToArray();
        var contents = page.Where(_objects.ContainsKey).Select(key =>
            $"<Contents><Key>{SecurityElement.Escape(key)}</Key><LastModified>{_objects[key].Time:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified><ETag>{ETag(_objects[key].Bytes)}</ETag><Size>{_objects[key].Bytes.Length}</Size></Contents>");
        var prefixes = page.Where(name => !_objects.ContainsKey(name)).Select(name => $"<CommonPrefixes><Prefix>{SecurityElement.Escape(name)}</Prefix></CommonPrefixes>");
        var more = names.Length > max ? $"<IsTruncated>true</IsTruncated><NextContinuationToken>{SecurityElement.Escape(page[^1])}</NextContinuationToken>" : "<IsTruncated>false</IsTruncated>";
        return new(HttpStatusCode.OK) { Content = Xml($"<ListBucketResult>{more}{string.Concat(contents)}{string.Concat(prefixes)}</ListBucketResult>") };
    }

    private static HttpResponseMessage Get(HttpRequestMessage request, byte[] bytes, DateTime time)
    {
        if (request.Headers.TryGetValues("If-Match", out var wanted) && wanted.Single() != ETag(bytes)) return Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        var (from, to) = request.Headers.Range?.Ranges.Single() is { } range ? ((int)range.From!, (int)Math.Min((long)range.To!, bytes.Length - 1)) : (0, bytes.Length - 1);
        if (from >= bytes.Length && request.Headers.Range is not null) return Error(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange");
        var answer = new HttpResponseMessage(request.Headers.Range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent) { Content = new ByteArrayContent(bytes[from..(to + 1)]) };
        answer.Content.Headers.LastModified = time;
        answer.Headers.TryAddWithoutValidation("ETag", ETag(bytes));
        if (request.Headers.Range is not null) answer.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes {from}-{to}/{bytes.Length}");
        return answer;
    }

    private static StringContent Xml(string text) => new(text, new MediaTypeHeaderValue("application/xml"));

    private static HttpResponseMessage Complete(HttpResponseMessage answer, HttpRequestMessage request)
    {
        answer.RequestMessage = request;
        return answer;
    }

    private static string ETag(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"";
}

/// <summary>Lets the SDK talk to the memory.</summary>
internal sealed class MemoryHttp(MemoryS3 memory) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(memory, disposeHandler: false);

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
}
