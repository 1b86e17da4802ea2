namespace ReactiveEtl;

/// <summary>A bucket and a key, or the start of keys, written as <c>s3://bucket/key</c>.</summary>
/// <param name="Bucket">The bucket; never empty.</param>
/// <param name="Key">The key, or the start of keys without a <c>/</c> at the end; empty for the whole bucket.</param>
internal readonly record struct ObjectAddress(string Bucket, string Key)
{
    /// <summary>Reads an address as Spark writes it too: <c>s3a://</c> and <c>s3n://</c> are S3, and in <c>swift://container.service/name</c> the container is the bucket.</summary>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static ObjectAddress Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var end = path.IndexOf("://", StringComparison.Ordinal);
        // A pattern right behind the scheme leaves no more than 's3:/' of it.
        var scheme = end < 0 ? "" : path[..end];
        var rest = end < 0 ? "" : path[(end + 3)..];
        var cut = rest.IndexOf('/', StringComparison.Ordinal);
        var (bucket, key) = cut < 0 ? (rest, "") : (rest[..cut], rest[(cut + 1)..].TrimEnd('/'));
        // Bucket names of S3 may have dots, containers that Spark reads can't: what is behind the dot names a configuration of the service.
        if (scheme == "swift" && bucket.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot) bucket = bucket[..dot];
        if (scheme is not ("s3" or "s3a" or "s3n" or "swift") || bucket.Length == 0 || bucket.AsSpan().IndexOfAny("*?[{") >= 0)
            throw new ArgumentException($"'{path}' is no address in an object store; expected one like 's3://bucket/prefix/file-*.json' or 'swift://container.service/prefix', with a bucket that is written out.");
        return new(bucket, key);
    }

    public override string ToString() => Key.Length == 0 ? $"s3://{Bucket}" : $"s3://{Bucket}/{Key}";
}
