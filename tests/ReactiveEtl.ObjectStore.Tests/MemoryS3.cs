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
    private readonly SortedDictionary<string, StoredObject> _objects = new(StringComparer.Ordinal);
    private readonly MemoryUploads _uploads = new();

    /// <summary>Asked before each request; what it gives is the answer.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?>? Fault { get; set; }

    /// <summary>Waited for before each request, as long as that is not given up.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task> Before { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>Asked after each request, which was carried out; where it says so, the answer is lost on its way.</summary>
    public Func<HttpRequestMessage, bool> LosesAnswer { get; set; } = static _ => false;

    public List<string> Requests { get; } = [];

    public string? Bucket { get; set; }

    /// <summary>How many uploads were begun and neither completed nor given up.</summary>
    public int OpenUploads
    {
        get { lock (_gate) return _uploads.Open; }
    }

    public static HttpResponseMessage Error(HttpStatusCode status, string code) => new(status) { Content = Xml($"<Error><Code>{code}</Code><Message>{code} it is.</Message></Error>") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath).TrimStart('/');
        lock (_gate) Requests.Add($"{request.Method} {path} {request.Headers.Range}".TrimEnd());
        await Before(request, cancellationToken);
        if (Fault?.Invoke(request) is { } fault) return Complete(fault, request);
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var cut = path.IndexOf('/', StringComparison.Ordinal);
        var (bucket, key) = cut < 0 ? (path, "") : (path[..cut], path[(cut + 1)..]);
        HttpResponseMessage answer;
        lock (_gate) answer = Complete(Answer(request, bucket, key, body), request);
        if (!LosesAnswer(request)) return answer;
        answer.Dispose();
        throw new HttpRequestException("The connection broke off.");
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
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        if (query["uploadId"] is not null || request.Method == HttpMethod.Post) return _uploads.Answer(request, query, () => IsCopy(request) ? Source(request)?.Bytes : body, (bytes, about, parts) => Store(key, bytes, about, $"-{parts}"));
        if (request.Method == HttpMethod.Put) return Put(request, key, body);
        if (!_objects.TryGetValue(key, out var found)) return Error(HttpStatusCode.NotFound, "NoSuchKey");
        if (!Matches(request.Headers, "If-Match", found)) return Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        if (request.Method != HttpMethod.Delete) return Get(request, found);
        _objects.Remove(key);
        return new(HttpStatusCode.NoContent);
    }

    private HttpResponseMessage Put(HttpRequestMessage request, string key, byte[] body)
    {
        if (!IsCopy(request)) return new(HttpStatusCode.OK) { Headers = { { "ETag", Store(key, body, About(request)) } } };
        if (Source(request) is not { } source) return Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
        var about = request.Headers.TryGetValues("x-amz-metadata-directive", out var directive) && directive.Single() == "REPLACE" ? About(request) : source.About;
        return new(HttpStatusCode.OK) { Content = Xml($"<CopyObjectResult><ETag>{Store(key, source.Bytes, about)}</ETag><LastModified>{DateTime.UtcNow:O}</LastModified></CopyObjectResult>") };
    }

    /// <summary>What a request says of the object that it makes.</summary>
    public static Dictionary<string, string> About(HttpRequestMessage request) =>
        request.Headers.Concat(request.Content?.Headers.AsEnumerable() ?? [])
            .Where(header => header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase) || header.Key is "Content-Type" or "Content-Encoding" or "Cache-Control")
            .ToDictionary(header => header.Key, header => string.Join(',', header.Value));

    private static bool IsCopy(HttpRequestMessage request) => request.Headers.Contains("x-amz-copy-source");

    /// <summary>As in S3 what was put in parts has another tag than a copy of it that is made at once.</summary>
    private string Store(string key, byte[] bytes, Dictionary<string, string> about, string suffix = "")
    {
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}{suffix}\"";
        _objects[key] = new StoredObject(bytes, DateTime.UtcNow, tag, about);
        return tag;
    }

    /// <summary>What is to be copied; null where it is not what was asked for.</summary>
    private StoredObject? Source(HttpRequestMessage request)
    {
        var key = Uri.UnescapeDataString(request.Headers.GetValues("x-amz-copy-source").Single()).TrimStart('/')[(Bucket!.Length + 1)..];
        if (!_objects.TryGetValue(key, out var source) || !Matches(request.Headers, "x-amz-copy-source-if-match", source)) return null;
        if (!request.Headers.TryGetValues("x-amz-copy-source-range", out var ranges)) return source;
        var range = ranges.Single()["bytes=".Length..].Split('-').Select(int.Parse).ToArray();
        return source with { Bytes = source.Bytes[range[0]..(range[1] + 1)] };
    }

    private static bool Matches(HttpRequestHeaders headers, string name, StoredObject found) => !headers.TryGetValues(name, out var wanted) || wanted.Single() == found.ETag;

    private HttpResponseMessage List(System.Collections.Specialized.NameValueCollection query)
    {
        var (prefix, delimiter, after) = (query["prefix"] ?? "", query["delimiter"], query["continuation-token"] ?? "");
        var max = Math.Min(MaxPage, int.Parse(query["max-keys"] ?? "1000", CultureInfo.InvariantCulture));
        var names = _objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => delimiter is not null && key.IndexOf('/', prefix.Length) is >= 0 and var cut ? key[..(cut + 1)] : key)
            .Distinct().Where(name => string.CompareOrdinal(name, after) > 0).ToArray();
        var page = names.Take(max).ToArray();
        var contents = page.Where(_objects.ContainsKey).Select(key =>
            $"<Contents><Key>{SecurityElement.Escape(key)}</Key><LastModified>{_objects[key].Time:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified><ETag>{_objects[key].ETag}</ETag><Size>{_objects[key].Bytes.Length}</Size></Contents>");
        var prefixes = page.Where(name => !_objects.ContainsKey(name)).Select(name => $"<CommonPrefixes><Prefix>{SecurityElement.Escape(name)}</Prefix></CommonPrefixes>");
        var more = names.Length > max ? $"<IsTruncated>true</IsTruncated><NextContinuationToken>{SecurityElement.Escape(page[^1])}</NextContinuationToken>" : "<IsTruncated>false</IsTruncated>";
        return new(HttpStatusCode.OK) { Content = Xml($"<ListBucketResult>{more}{string.Concat(contents)}{string.Concat(prefixes)}</ListBucketResult>") };
    }

    private static HttpResponseMessage Get(HttpRequestMessage request, StoredObject found)
    {
        var bytes = found.Bytes;
        var (from, to) = request.Headers.Range?.Ranges.Single() is { } range ? ((int)range.From!, (int)Math.Min((long)range.To!, bytes.Length - 1)) : (0, bytes.Length - 1);
        if (from >= bytes.Length && request.Headers.Range is not null) return Error(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange");
        var answer = new HttpResponseMessage(request.Headers.Range is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent) { Content = new ByteArrayContent(bytes[from..(to + 1)]) };
        answer.Content.Headers.LastModified = found.Time;
        answer.Headers.TryAddWithoutValidation("ETag", found.ETag);
        foreach (var (name, value) in found.About)
        {
            if (!answer.Headers.TryAddWithoutValidation(name, value)) answer.Content.Headers.TryAddWithoutValidation(name, value);
        }

        if (request.Headers.Range is not null) answer.Content.Headers.TryAddWithoutValidation("Content-Range", $"bytes {from}-{to}/{bytes.Length}");
        return answer;
    }

    public static StringContent Xml(string text) => new(text, new MediaTypeHeaderValue("application/xml"));

    private static HttpResponseMessage Complete(HttpResponseMessage answer, HttpRequestMessage request)
    {
        answer.RequestMessage = request;
        return answer;
    }

    private sealed record StoredObject(byte[] Bytes, DateTime Time, string ETag, Dictionary<string, string> About);
}

/// <summary>Lets the SDK talk to the memory.</summary>
internal sealed class MemoryHttp(MemoryS3 memory) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(memory, disposeHandler: false);

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
}
