using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReactiveEtl;

/// <summary>The objects of anything that speaks S3, as files: <c>s3://bucket/prefix</c>, or <c>swift://container.service/prefix</c> as Spark writes it. Thread-safe.</summary>
/// <remarks>
/// An object is known by ETag, size and time, and is complete when it is seen. New ones are found by listing, in pages, directory by directory. They are read
/// in ranges, some ahead; requests that fail for a reason that may pass are made again. What can't be done is a <see cref="FileSourceException"/> that says why.
/// </remarks>
/// <example><code>
/// using var store = new ObjectStore(new ObjectStoreOptions { Endpoint = new Uri("http://127.0.0.1:18080"), AccessKey = "test:tester", SecretKey = "testing" });
/// var files = JsonFiles.In("s3://events/file-*.json", store);
/// </code></example>
public sealed class ObjectStore : FileStore, IDisposable
{
    private readonly IAmazonS3 _client;
    private readonly ObjectRequests _requests;
    private readonly ObjectStoreOptions _options;
    private readonly bool _ownsClient;
    private readonly ObjectCleanUp _cleanUp;

    /// <summary>A store.</summary>
    /// <param name="options">Where it is and who asks; by default all comes from the environment. Credentials are looked for with the first request.</param>
    /// <exception cref="ArgumentException">An option has a value that it can't have.</exception>
    public ObjectStore(ObjectStoreOptions? options = null)
        : this(NewClient(options ?? new()), options)
    {
        _ownsClient = true;
    }

    /// <summary>A store behind a client of your own, which stays yours.</summary>
    /// <param name="client">Makes the requests, best without retries of its own.</param>
    /// <param name="options">How objects are read; what the client knows itself is not looked at.</param>
    /// <exception cref="ArgumentException">An option has a value that it can't have.</exception>
    public ObjectStore(IAmazonS3 client, ObjectStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _options = options ?? new();
        _options.Validate();
        _client = client;
        _requests = new ObjectRequests(client.Config.ServiceURL ?? $"Amazon S3, {client.Config.RegionEndpoint?.SystemName}", _options);
        _cleanUp = new ObjectCleanUp(client, _requests, _options);
    }

    private ObjectStore(ObjectStore store, CancellationToken stop)
    {
        (_client, _options, _requests) = (store._client, store._options, store._requests.StoppedBy(stop));
        _cleanUp = new ObjectCleanUp(_client, _requests, _options);
    }

    /// <inheritdoc/>
    public override bool IsObjectStore => true;

    /// <inheritdoc/>
    public override int OpensAhead => _options.ObjectsAhead;

    /// <inheritdoc/>
    public override FileStore StoppedBy(CancellationToken cancellation) => new ObjectStore(this, cancellation);

    /// <inheritdoc/>
    public override IEnumerable<FileEntry> List(string directory, Func<string, bool> enter)
    {
        ArgumentNullException.ThrowIfNull(enter);
        var (bucket, key) = ObjectAddress.Parse(directory);
        var open = new Stack<string>([Prefix(key)]);
        while (open.TryPop(out var prefix))
        {
            foreach (var page in Pages(bucket, prefix))
            {
                // A name that ends with a slash is how tools draw an empty directory.
                foreach (var found in page.S3Objects ?? [])
                {
                    if (!found.Key.EndsWith('/')) yield return new ObjectVersion(found.Size, found.LastModified, found.ETag).At(new ObjectAddress(bucket, found.Key));
                }

                foreach (var below in page.CommonPrefixes ?? [])
                {
                    if (enter(new ObjectAddress(bucket, below.TrimEnd('/')).ToString())) open.Push(below);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override FileEntry? Look(string path)
    {
        var (bucket, key) = ObjectAddress.Parse(path);
        if (key.Length == 0) return null;
        return _cleanUp.Look(new ObjectAddress(bucket, key)) is { } found ? ObjectVersion.Of(found).At(new ObjectAddress(bucket, key)) : null;
    }

    /// <inheritdoc/>
    /// <remarks>Asks nobody where the stream knows it: its bytes are all of one version.</remarks>
    public override FileEntry? Look(string path, Stream opened) =>
        opened is ObjectStream { Version: { } version } ? version.At(ObjectAddress.Parse(path)) : Look(path);

    /// <inheritdoc/>
    public override Stream OpenRead(string path) => OpenRead(path, 0, long.MaxValue);

    /// <inheritdoc/>
    public override Stream OpenRead(string path, long start, long length) =>
        new ObjectStream(_client, _requests, ObjectAddress.Parse(path), _options, start, length);

    /// <inheritdoc/>
    public override void Delete(string path)
    {
        if (Look(path) is { } file) Delete(file);
    }

    /// <inheritdoc/>
    /// <remarks>Where an answer was lost, the object is looked at before the request is made again: another one that came to its place stays.</remarks>
    public override void Delete(FileEntry file) => _cleanUp.Delete(file);

    /// <inheritdoc/>
    public override bool TryMove(string path, string target) => TryMove(Look(path) ?? throw new FileNotFoundException($"There is no object '{path}'.", path), target);

    /// <inheritdoc/>
    /// <remarks>A copy and a deletion; where a crash in between left the copy, only the deletion is made up for.</remarks>
    public override bool TryMove(FileEntry file, string target) => _cleanUp.TryMove(file, ObjectAddress.Parse(target));

    /// <inheritdoc/>
    /// <remarks>Whether anything is below it; the bucket itself is a directory also when it is empty.</remarks>
    public override bool DirectoryExists(string directory)
    {
        var (bucket, key) = ObjectAddress.Parse(directory);
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = Prefix(key), MaxKeys = 1 };
        var first = _requests.Run(directory, cancellation => _client.ListObjectsV2Async(request, cancellation));
        return key.Length == 0 || first.S3Objects is { Count: > 0 };
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The path is no address in an object store.</exception>
    public override string Normalize(string path) => ObjectAddress.Parse(path).ToString();

    /// <inheritdoc/>
    public override IDisposable Watch(string directory, bool recursive, Action<FileHint> onHint) => throw new IOException("An object store doesn't tell of changes.");

    /// <summary>Closes the connections; streams that are open fail.</summary>
    public void Dispose()
    {
        if (_ownsClient) _client.Dispose();
    }

    private static AmazonS3Client NewClient(ObjectStoreOptions options)
    {
        options.Validate();
        var config = new AmazonS3Config
        {
            // Polly decides alone how often and when a request is made again, and how long it may take.
            MaxErrorRetry = 0,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            ForcePathStyle = options.PathStyle ?? options.EffectiveEndpoint is not null,
            // Stores other than Amazon's know no checksums beside the MD5.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.EffectiveEndpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = options.EffectiveRegion;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.EffectiveRegion);
        }

        return (options.AccessKey, options.SessionToken) switch
        {
            (null, _) => new AmazonS3Client(config),
            (var key, null) => new AmazonS3Client(new BasicAWSCredentials(key, options.SecretKey), config),
            var (key, token) => new AmazonS3Client(new SessionAWSCredentials(key, options.SecretKey, token), config),
        };
    }

    private static string Prefix(string key) => key.Length == 0 ? "" : key + "/";

    private IEnumerable<ListObjectsV2Response> Pages(string bucket, string prefix)
    {
        string? token = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, Delimiter = "/", ContinuationToken = token };
            var page = _requests.Run(new ObjectAddress(bucket, prefix).ToString(), cancellation => _client.ListObjectsV2Async(request, cancellation));
            yield return page;
            token = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (token is not null);
    }
}
