using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReactiveEtl.Tests.Objects;

/// <summary>A store to test on: one in memory behind the wire format of S3, and the real Swift where <c>REACTIVEETL_SWIFT</c> names its endpoint.</summary>
internal sealed class TestedStore : IDisposable
{
    /// <summary>Why what needs Swift is not run; a test that says so stands for all of them.</summary>
    public const string WithoutSwift = $"{SwiftVariable} names no endpoint, so nothing here is tested on a real Swift.";

    private const string SwiftVariable = "REACTIVEETL_SWIFT";

    private readonly AmazonS3Client _client;

    private TestedStore(Uri endpoint, MemoryS3? memory, ObjectStoreOptions options)
    {
        Memory = memory;
        var config = new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (memory is not null) config.HttpClientFactory = new MemoryHttp(memory);
        _client = new AmazonS3Client(new BasicAWSCredentials("test:tester", "testing"), config);
        Store = memory is not null ? new ObjectStore(_client, options) : new ObjectStore(options with { Endpoint = endpoint, AccessKey = "test:tester", SecretKey = "testing" });
        _client.PutBucketAsync(new PutBucketRequest { BucketName = Bucket }).GetAwaiter().GetResult();
    }

    /// <summary>The kinds that can be had here.</summary>
    public static TheoryData<string> Kinds => SwiftEndpoint is null ? ["memory"] : ["memory", "swift"];

    public static Uri? SwiftEndpoint => Environment.GetEnvironmentVariable(SwiftVariable) is { Length: > 0 } address ? new Uri(address) : null;

    public string Bucket { get; } = $"reactiveetl-{Guid.NewGuid():N}";

    public ObjectStore Store { get; }

    public MemoryS3? Memory { get; }

    public static TestedStore Open(string kind, ObjectStoreOptions? options = null) =>
        kind == "memory" ? new(new Uri("http://memory.test"), new MemoryS3(), options ?? Quick) : new(SwiftEndpoint!, null, options ?? Quick);

    /// <summary>Retries that don't wait.</summary>
    public static ObjectStoreOptions Quick { get; } = new() { RetryDelay = TimeSpan.Zero };

    /// <summary>Units of the size that pays where each costs a request, in debug builds too: theirs are tiny.</summary>
    public static ReadOptions LargeUnits { get; } = new() { UnitSize = 1 << 20 };

    public string PathOf(string key) => $"s3://{Bucket}/{key}";

    public void Put(string key, string text) => Put(key, Encoding.UTF8.GetBytes(text));

    public void Put(string key, byte[] bytes) =>
        _client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(bytes), UseChunkEncoding = false }).GetAwaiter().GetResult();

    /// <summary>Writes an object as uploads of large files do, and says of it what kind it is and where it comes from.</summary>
    public void PutInParts(string key, byte[] bytes)
    {
        var start = new InitiateMultipartUploadRequest { BucketName = Bucket, Key = key, ContentType = "application/x-ndjson", Headers = { ContentEncoding = "identity" }, Metadata = { ["origin"] = "a test" } };
        var upload = _client.InitiateMultipartUploadAsync(start).GetAwaiter().GetResult().UploadId;
        var part = new UploadPartRequest { BucketName = Bucket, Key = key, UploadId = upload, PartNumber = 1, InputStream = new MemoryStream(bytes), UseChunkEncoding = false };
        var tag = _client.UploadPartAsync(part).GetAwaiter().GetResult().ETag;
        _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest { BucketName = Bucket, Key = key, UploadId = upload, PartETags = [new PartETag(1, tag)] }).GetAwaiter().GetResult();
    }

    /// <summary>What an object says of itself.</summary>
    public GetObjectMetadataResponse About(string key) => _client.GetObjectMetadataAsync(Bucket, key).GetAwaiter().GetResult();

    public void Delete(string key) => Store.Delete(PathOf(key));

    public string[] Keys() => [.. Store.List($"s3://{Bucket}", _ => true).Select(file => file.Path[$"s3://{Bucket}/".Length..]).Order(StringComparer.Ordinal)];

    public void Dispose()
    {
        foreach (var key in Keys()) Delete(key);
        if (Memory is null) _client.DeleteBucketAsync(Bucket).GetAwaiter().GetResult();
        Store.Dispose();
        _client.Dispose();
    }
}
