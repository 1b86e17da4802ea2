using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReactiveEtl;

/// <summary>Copies objects inside of the store, so that it does no harm to make a request again whose answer was lost. Thread-safe.</summary>
/// <remarks>
/// 1. What is copied is named by its ETag too. 2. Before each further try the target is looked at: nothing there is overwritten. 3. A copy is known by the ETag
/// of what it is made of, which is written beside it: its own may be another one where either was made in parts, or is encrypted. 4. It counts when
/// an answer tells its ETag: a store may answer 200 before it begins, and then nothing. 5. Parts that no answer put in place are given up.
/// </remarks>
/// <param name="client">Makes the requests.</param>
/// <param name="requests">Makes them again.</param>
/// <param name="options">How much is copied at once.</param>
/// <param name="look">Gives the object as it is now; null where there is none.</param>
internal sealed class ObjectCopy(IAmazonS3 client, ObjectRequests requests, ObjectStoreOptions options, Func<ObjectAddress, CancellationToken, Task<GetObjectMetadataResponse?>> look)
{
    private const string SourceTag = "reactive-etl-copy-of";

    /// <summary>What an object says of itself, beside what its writer made up, and its copy is to say too.</summary>
    private static readonly string[] KeptHeaders = ["Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Type", "Expires"];

    /// <summary>How long a stop may wait for parts to be given up.</summary>
    private static readonly TimeSpan AbortTime = TimeSpan.FromSeconds(5);

    /// <summary>Whether an object is a copy of another one as it is now.</summary>
    public static bool IsCopy(GetObjectMetadataResponse there, GetObjectMetadataResponse source) =>
        there.ContentLength == source.ContentLength && there.Metadata[SourceTag] == TagOf(source);

    /// <summary>Copies an object to where there is none; false where there is another one after all.</summary>
    /// <exception cref="FileNotFoundException">The object is gone, or another one by now.</exception>
    public bool TryCopy(ObjectAddress source, GetObjectMetadataResponse found, ObjectAddress target)
    {
        if (found.ContentLength > options.CopyPartBytes) return TryCopyInParts(source, found, target);
        var request = new CopyObjectRequest
        {
            SourceBucket = source.Bucket,
            SourceKey = source.Key,
            DestinationBucket = target.Bucket,
            DestinationKey = target.Key,
            MetadataDirective = S3MetadataDirective.REPLACE,
        };
        Describe(found, request.Headers, request.Metadata);
        return TryPutInPlace(target, found, cancellation => IfUnchangedAsync(source, found, async (tag, token) =>
        {
            request.ETagToMatch = tag;
            return (await client.CopyObjectAsync(request, token).ConfigureAwait(false)).ETag;
        }, cancellation));
    }

    /// <summary>Makes a request that copies, under the condition that the object is as it was.</summary>
    private async Task<string> IfUnchangedAsync(ObjectAddress source, GetObjectMetadataResponse found, Func<string?, CancellationToken, Task<string>> request, CancellationToken cancellation)
    {
        try
        {
            return await request(found.ETag, cancellation).ConfigureAwait(false);
        }
        catch (AmazonS3Exception refused) when (refused.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            // Swift compares objects of several parts with another tag than the one it tells: there a look has to do.
            if (await look(source, cancellation).ConfigureAwait(false) is not { } now || now.ETag != found.ETag) throw;
        }

        return await request(null, cancellation).ConfigureAwait(false);
    }

    private static string TagOf(GetObjectMetadataResponse found) => found.ETag.Trim('"');

    /// <summary>Writes what goes with a copy: all that the object says of itself, and which one it is.</summary>
    private static void Describe(GetObjectMetadataResponse found, HeadersCollection headers, MetadataCollection metadata)
    {
        foreach (var name in KeptHeaders)
        {
            if (found.Headers[name] is { Length: > 0 } value) headers[name] = value;
        }

        foreach (var name in found.Metadata.Keys) metadata[name] = found.Metadata[name];
        metadata[SourceTag] = TagOf(found);
    }

    private static string Told(string? answer) => answer is { Length: > 0 } ? answer : throw new IOException("The store's answer to a copy is empty, so it is none");

    private bool TryCopyInParts(ObjectAddress source, GetObjectMetadataResponse found, ObjectAddress target)
    {
        var (path, start) = (target.ToString(), new InitiateMultipartUploadRequest { BucketName = target.Bucket, Key = target.Key });
        Describe(found, start.Headers, start.Metadata);
        var upload = requests.Run(path, async cancellation => Told((await client.InitiateMultipartUploadAsync(start, cancellation).ConfigureAwait(false)).UploadId));
        var (isInPlace, isCopied) = (false, false);
        try
        {
            var parts = CopyParts(source, found, target, upload);
            isCopied = TryPutInPlace(target, found, async cancellation =>
            {
                var end = new CompleteMultipartUploadRequest { BucketName = target.Bucket, Key = target.Key, UploadId = upload, PartETags = parts };
                var tag = (await client.CompleteMultipartUploadAsync(end, cancellation).ConfigureAwait(false)).ETag;
                isInPlace = tag is { Length: > 0 };
                return tag;
            });
        }
        catch (Exception failure)
        {
            if (Abort(target, upload) is not { } left) throw;
            throw failure is OperationCanceledException ? new OperationCanceledException(left, failure) : new FileSourceException(path, $"{failure.Message} {left}", failure);
        }

        return !isInPlace && Abort(target, upload) is { } stays ? throw new FileSourceException(path, stays) : isCopied;
    }

    private List<PartETag> CopyParts(ObjectAddress source, GetObjectMetadataResponse found, ObjectAddress target, string upload)
    {
        var parts = new List<PartETag>();
        for (var first = 0L; first < found.ContentLength; first += options.CopyPartBytes)
        {
            var part = new CopyPartRequest
            {
                SourceBucket = source.Bucket,
                SourceKey = source.Key,
                DestinationBucket = target.Bucket,
                DestinationKey = target.Key,
                UploadId = upload,
                PartNumber = parts.Count + 1,
                FirstByte = first,
                LastByte = Math.Min(first + options.CopyPartBytes, found.ContentLength) - 1,
            };
            var copied = requests.Copy(target.ToString(), cancellation => IfUnchangedAsync(source, found, async (tag, token) =>
            {
                part.ETagToMatch = tag is null ? [] : [tag];
                return Told((await client.CopyPartAsync(part, token).ConfigureAwait(false)).ETag);
            }, cancellation));
            parts.Add(new PartETag(parts.Count + 1, copied));
        }

        return parts;
    }

    /// <summary>Makes a request that puts the copy in place and gives its ETag, again only as long as there is nothing.</summary>
    private bool TryPutInPlace(ObjectAddress target, GetObjectMetadataResponse found, Func<CancellationToken, Task<string>> request)
    {
        var isAgain = false;
        return requests.Copy(target.ToString(), async cancellation =>
        {
            if (isAgain && await look(target, cancellation).ConfigureAwait(false) is { } there) return IsCopy(there, found);
            isAgain = true;
            Told(await request(cancellation).ConfigureAwait(false));
            return true;
        });
    }

    /// <summary>Gives up an upload, whose parts are not seen but cost.</summary>
    /// <returns>What is to be told where that failed; null where nothing of it stays.</returns>
    private string? Abort(ObjectAddress target, string upload)
    {
        // Not under the run's token: a stop has cancelled that by now.
        using var limit = new CancellationTokenSource(AbortTime, options.TimeProvider);
        try
        {
            var abort = new AbortMultipartUploadRequest { BucketName = target.Bucket, Key = target.Key, UploadId = upload };
            requests.StoppedBy(limit.Token).Run(target.ToString(), cancellation => client.AbortMultipartUploadAsync(abort, cancellation));
            return null;
        }
        catch (FileNotFoundException)
        {
            // There is no such upload: it is complete, or given up, and the answer was lost.
            return null;
        }
        catch (Exception cause) when (cause is IOException or OperationCanceledException)
        {
            return $"The parts that were copied to '{target}' stay, and cost, until the upload '{upload}' is aborted, by hand or by a rule of the bucket: {cause.Message}";
        }
    }
}
