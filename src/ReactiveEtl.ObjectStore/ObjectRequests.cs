using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace ReactiveEtl;

/// <summary>Makes requests, again where they failed for a reason that may pass, and says in words what failed for good. Thread-safe.</summary>
internal sealed class ObjectRequests
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly string _endpoint;
    private readonly ResiliencePipeline _requests;
    private readonly ResiliencePipeline _copies;

    public ObjectRequests(string endpoint, ObjectStoreOptions options)
    {
        _endpoint = endpoint;
        _requests = Build(options, options.Timeout);
        _copies = Build(options, options.CopyTimeout);
    }

    private ObjectRequests(ObjectRequests requests, CancellationToken stop)
    {
        (_endpoint, _requests, _copies) = (requests._endpoint, requests._requests, requests._copies);
        Stop = stop;
    }

    /// <summary>Given up when this is cancelled.</summary>
    public CancellationToken Stop { get; }

    /// <summary>The same, given up when a token is cancelled.</summary>
    public ObjectRequests StoppedBy(CancellationToken stop) => new(this, stop);

    /// <inheritdoc cref="RunAsync"/>
    public T Run<T>(string path, Func<CancellationToken, Task<T>> request) => RunAsync(path, request, Stop).GetAwaiter().GetResult();

    /// <summary>Makes a request in which the store copies an object, or a part of one: it may take longer.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public T Copy<T>(string path, Func<CancellationToken, Task<T>> request) => ExecuteAsync(_copies, path, request, Stop).GetAwaiter().GetResult();

    /// <summary>Makes a request for an object or a directory; the function is called anew for each try.</summary>
    /// <exception cref="FileNotFoundException">There is no such object, or it is another one than was asked for.</exception>
    /// <exception cref="FileSourceException">It failed for good, or as often as it may.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public Task<T> RunAsync<T>(string path, Func<CancellationToken, Task<T>> request, CancellationToken cancellation) => ExecuteAsync(_requests, path, request, cancellation);

    private static ResiliencePipeline Build(ObjectStoreOptions options, TimeSpan timeout)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider };
        if (options.MaxRetries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } failure && MayPass(failure)),
                MaxRetryAttempts = options.MaxRetries,
                Delay = options.RetryDelay,
                MaxDelay = MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        return pipeline.AddTimeout(timeout).Build();
    }

    private async Task<T> ExecuteAsync<T>(ResiliencePipeline pipeline, string path, Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await request(token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (AmazonS3Exception missing) when (IsMissing(missing))
        {
            throw new FileNotFoundException($"There is no object '{path}' as it was.", path, missing);
        }
        catch (Exception failure) when (failure is AmazonClientException or AmazonServiceException or HttpRequestException or (IOException and not FileSourceException) or TimeoutRejectedException)
        {
            // As an I/O error what may pass, so that the source too tries again, later, and goes on with other files meanwhile.
            throw new FileSourceException(path, $"'{path}': {Describe(failure, ObjectAddress.Parse(path).Bucket)}", MayPass(failure) ? new IOException(failure.Message, failure) : failure);
        }
    }

    private static bool MayPass(Exception failure) => failure switch
    {
        AmazonServiceException { StatusCode: HttpStatusCode.NotImplemented } => false,
        AmazonServiceException { StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,
        // No answer at all (0), or one that says only in its text that it failed, since the store found out after it had said 200.
        AmazonServiceException { StatusCode: < HttpStatusCode.MultipleChoices } => true,
        FileSourceException => false,
        HttpRequestException or IOException or TimeoutRejectedException => true,
        _ => false,
    };

    // A missing bucket is another thing, but a look's answer has no content that could say so; the listing before did.
    private static bool IsMissing(AmazonS3Exception failure) =>
        failure.StatusCode == HttpStatusCode.PreconditionFailed || (failure.StatusCode == HttpStatusCode.NotFound && failure.ErrorCode != "NoSuchBucket");

    private string Describe(Exception failure, string bucket) => failure switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => $"There is no bucket '{bucket}' at {_endpoint}. Check its name and {nameof(ObjectStoreOptions.Endpoint)} (AWS_ENDPOINT_URL).",
        AmazonS3Exception { ErrorCode: "AuthorizationHeaderMalformed" or "PermanentRedirect" or "IllegalLocationConstraintException" } region =>
            $"The store at {_endpoint} expects another region: {region.Message} Set {nameof(ObjectStoreOptions.Region)}, or AWS_REGION in the environment.",
        AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } denied =>
            $"The store at {_endpoint} refuses the access ({denied.ErrorCode}: {denied.Message}). Check {nameof(ObjectStoreOptions.AccessKey)}, {nameof(ObjectStoreOptions.SecretKey)} and what the key may do.",
        AmazonServiceException { StatusCode: 0 } or HttpRequestException or IOException =>
            $"The store at {_endpoint} can't be reached: {failure.GetBaseException().Message}. Check {nameof(ObjectStoreOptions.Endpoint)} (AWS_ENDPOINT_URL) and the network.",
        TimeoutRejectedException => $"The store at {_endpoint} didn't answer in time. Check {nameof(ObjectStoreOptions.Endpoint)} (AWS_ENDPOINT_URL) and the network, or raise {nameof(ObjectStoreOptions.Timeout)} (for archiving {nameof(ObjectStoreOptions.CopyTimeout)}).",
        AmazonServiceException answer => $"The store at {_endpoint} answered {(int)answer.StatusCode} {answer.ErrorCode}: {answer.Message}",
        _ => $"There are no credentials: {failure.Message} Set {nameof(ObjectStoreOptions.AccessKey)} and {nameof(ObjectStoreOptions.SecretKey)}, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.",
    };
}
