namespace ReactiveEtl;

/// <summary>Where an object store is, who asks, and how it is read. What is left out comes from the environment that the AWS tools use.</summary>
/// <example><c>new ObjectStoreOptions { Endpoint = new Uri("http://127.0.0.1:18080"), AccessKey = "test:tester", SecretKey = "testing" }</c></example>
public sealed record ObjectStoreOptions
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The address; null (the default): <c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_ENDPOINT_URL</c>, else Amazon's own of the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region, which requests are signed with; null (the default): <c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, else <c>us-east-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Whether the bucket stands in the path and not in the host's name; null (the default): where an endpoint is given.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>The access key; null (the default): <c>AWS_ACCESS_KEY_ID</c>, a profile, or the machine's role, as the AWS SDK looks for them.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret of <see cref="AccessKey"/>.</summary>
    public string? SecretKey { get; init; }

    /// <summary>The session's token of temporary keys; null where there is none.</summary>
    public string? SessionToken { get; init; }

    /// <summary>How often a request is made again that failed for a reason that may pass; 5 by default.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>How long the first retry waits; each further one waits twice as long, varied at random, at most half a minute. 200 ms by default.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long one request may take, its content included; 30 seconds by default.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many bytes one request reads of an object; 4 MiB by default.</summary>
    public int RangeBytes { get; init; } = 4 << 20;

    /// <summary>How many ranges are fetched ahead of the one that is being read, for each worker; 2 by default.</summary>
    public int ReadAhead { get; init; } = 2;

    /// <summary>
    /// How many small objects are fetched ahead of the one that is being read, for each worker; 16 by default. Small are those of which a worker reads several as one
    /// unit of its work, so that together they have a few megabytes.
    /// </summary>
    public int ObjectsAhead { get; init; } = 16;

    /// <summary>How many bytes the store copies at once for archiving; a larger object is copied in parts of so many. 1 GiB by default, 5 MiB to 5 GiB as S3 has it.</summary>
    public long CopyPartBytes { get; init; } = 1L << 30;

    /// <summary>How long the store may take to copy an object for archiving, or a part of a larger one; 10 minutes by default.</summary>
    public TimeSpan CopyTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The clock that retries and time limits go by; the system's by default. In tests a virtual one.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where and who, without the secrets.</summary>
    public override string ToString() => $"{EffectiveEndpoint?.ToString() ?? "Amazon S3"}, {EffectiveRegion}, {AccessKey ?? "credentials of the environment"}";

    internal Uri? EffectiveEndpoint => Endpoint ?? (Variable("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL") is { } address ? new Uri(address, UriKind.RelativeOrAbsolute) : null);

    internal string EffectiveRegion => Region ?? Variable("AWS_REGION", "AWS_DEFAULT_REGION") ?? "us-east-1";

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (AccessKey is null != SecretKey is null) throw new ArgumentException($"{nameof(AccessKey)} and {nameof(SecretKey)} belong together; expected both, or neither for those of the environment.");
        if (SessionToken is not null && AccessKey is null) throw new ArgumentException($"{nameof(SessionToken)} needs {nameof(AccessKey)} and {nameof(SecretKey)}.");
        if (EffectiveEndpoint is { } endpoint && (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https")))
            throw new ArgumentException($"{nameof(Endpoint)}, or AWS_ENDPOINT_URL in the environment, is '{endpoint}'; expected an address such as 'http://127.0.0.1:18080'.");
        if (MaxRetries < 0) throw new ArgumentException($"{nameof(MaxRetries)} is {MaxRetries}; expected 0 or more.");
        if (RetryDelay < TimeSpan.Zero || RetryDelay > Day) throw new ArgumentException($"{nameof(RetryDelay)} is {RetryDelay}; expected nothing to a day.");
        Limit(Timeout, nameof(Timeout));
        Limit(CopyTimeout, nameof(CopyTimeout));
        if (RangeBytes <= 0) throw new ArgumentException($"{nameof(RangeBytes)} is {RangeBytes}; expected a positive number.");
        if (CopyPartBytes is < 5L << 20 or > 5L << 30) throw new ArgumentException($"{nameof(CopyPartBytes)} is {CopyPartBytes}; expected 5 MiB to 5 GiB.");
        if (ReadAhead < 0) throw new ArgumentException($"{nameof(ReadAhead)} is {ReadAhead}; expected 0 or more.");
        if (ObjectsAhead < 0) throw new ArgumentException($"{nameof(ObjectsAhead)} is {ObjectsAhead}; expected 0 or more.");
    }

    private static void Limit(TimeSpan time, string option)
    {
        if (time < TimeSpan.FromMilliseconds(10) || time > Day) throw new ArgumentException($"{option} is {time}; expected 10 milliseconds to a day.");
    }

    private static string? Variable(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value) return value;
        }

        return null;
    }
}
