using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReactiveEtl;

/// <summary>Deletes and copies objects, so that it does no harm to make a request again whose answer was lost. Thread-safe.</summary>
/// <remarks>
/// 1. What is deleted or copied is named by its ETag too, which stores compare as far as they can. 2. Before each further try of a deletion the object is looked at:
/// it must still be the same. 3. Before each further try of a copy its target is looked at: nothing there is overwritten. 4. A copy that was made in parts
/// has another ETag than what it is made of, which is written beside it.
/// </remarks>
internal sealed class ObjectCleanUp(IAmazonS3 client, ObjectRequests requests, ObjectStoreOptions options)
{
    private const string SourceTag = "reactive-etl-copy-of";

    /// <summary>The object as it is now; null where there is none.</summary>
    public GetObjectMetadataResponse? Look(ObjectAddress address) => requests.Run(address.ToString(), cancellation => LookAsync(address, cancellation));

    /// <summary>Deletes an object, unless there is another one by now.</summary>
    public void Delete(FileEntry file)
    {
        var address = ObjectAddress.Parse(file.Path);
        try
        {
            requests.Run(file.Path, cancellation => TryDeleteAsync(address, file, isConditional: true, cancellation));
        }
        catch (FileNotFoundException)
        {
            // Gone already, as Swift says and S3 doesn't; or another one came between the look and the request.
        }
    }

    /// <summary>Copies an object and deletes it; false where there is another one at the target.</summary>
    /// <exception cref="FileNotFoundException">The object is gone, or another one by now.</exception>
    public bool TryMove(FileEntry file, ObjectAddress target)
    {
        var source = ObjectAddress.Parse(file.Path);
        if (Look(source) is not { } found || ObjectVersion.Of(found).At(source) != file) throw new FileNotFoundException($"There is no object '{file.Path}' as it was.", file.Path);
        var isCopied = Look(target) is { } there ? IsCopy(there, found) : Copy(source, found, target);
        if (isCopied) Delete(file);
        return isCopied;
    }

    private static bool IsCopy(GetObjectMetadataResponse there, GetObjectMetadataResponse source) =>
        there.ContentLength == source.ContentLength && (there.ETag == source.ETag || there.Metadata[SourceTag] == source.ETag.Trim('"'));

    private async Task<GetObjectMetadataResponse?> LookAsync(ObjectAddress address, CancellationToken cancellation)
    {
        try
        {
            return await client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = address.Key }, cancellation).ConfigureAwait(false);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    private async Task<bool> TryDeleteAsync(ObjectAddress address, FileEntry file, bool isConditional, CancellationToken cancellation)
    {
        // For its ETag at first; then because a try whose answer was lost may have deleted it, and there may be another one now.
        if (await LookAsync(address, cancellation).ConfigureAwait(false) is not { } found || ObjectVersion.Of(found).At(address) != file) return false;
        try
        {
            await client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = address.Bucket, Key = address.Key, IfMatch = isConditional ? found.ETag : null }, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception refused) when (isConditional && refused.StatusCode is (HttpStatusCode.NotImplemented or HttpStatusCode.PreconditionFailed))
        {
            // Not every store knows conditions of deletions, and Swift compares objects of several parts with another tag.
            return await TryDeleteAsync(address, file, isConditional: false, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Copies an object to where there is none; false where there is another one after all.</summary>
    private bool Copy(ObjectAddress source, GetObjectMetadataResponse found, ObjectAddress target)
    {
        if (found.ContentLength > options.CopyPartBytes) return CopyInParts(source, found, target);
        return CopyOnce(target, found, async cancellation =>
        {
            var request = new CopyObjectRequest { SourceBucket = source.Bucket, SourceKey = source.Key, DestinationBucket = target.Bucket, DestinationKey = target.Key, ETagToMatch = found.ETag };
            await client.CopyObjectAsync(request, cancellation).ConfigureAwait(false);
        });
    }

    private bool CopyInParts(ObjectAddress source, GetObjectMetadataResponse found, ObjectAddress target)
    {
        var (path, start) = (target.ToString(), new InitiateMultipartUploadRequest { BucketName = target.Bucket, Key = target.Key });
        start.Metadata[SourceTag] = found.ETag.Trim('"');
        var upload = requests.Run(path, cancellation => client.InitiateMultipartUploadAsync(start, cancellation)).UploadId;
        try
        {
            var tags = new List<PartETag>();
            for (var first = 0L; first < found.ContentLength; first += options.CopyPartBytes)
            {
                var part = new CopyPartRequest
                {
                    SourceBucket = source.Bucket,
                    SourceKey = source.Key,
                    DestinationBucket = target.Bucket,
                    DestinationKey = target.Key,
                    UploadId = upload,
                    PartNumber = tags.Count + 1,
                    FirstByte = first,
                    LastByte = Math.Min(first + options.CopyPartBytes, found.ContentLength) - 1,
                    ETagToMatch = [found.ETag],
                };
                tags.Add(new PartETag(tags.Count + 1, requests.Copy(path, cancellation => client.CopyPartAsync(part, cancellation)).ETag));
            }

            var end = new CompleteMultipartUploadRequest { BucketName = target.Bucket, Key = target.Key, UploadId = upload, PartETags = tags };
            return CopyOnce(target, found, cancellation => client.CompleteMultipartUploadAsync(end, cancellation));
        }
        catch
        {
            Abort(target, upload);
            throw;
        }
    }

    /// <summary>Makes a request that puts the copy in place, again only as long as there is nothing.</summary>
    private bool CopyOnce(ObjectAddress target, GetObjectMetadataResponse found, Func<CancellationToken, Task> request)
    {
        var isAgain = false;
        return requests.Copy(target.ToString(), async cancellation =>
        {
            if (isAgain && await LookAsync(target, cancellation).ConfigureAwait(false) is { } there) return IsCopy(there, found);
            isAgain = true;
            await request(cancellation).ConfigureAwait(false);
            return true;
        });
    }

    /// <summary>Best effort, since what goes before has failed already: parts that stay are not seen, but cost.</summary>
    private void Abort(ObjectAddress target, string upload)
    {
        try
        {
            requests.Run(target.ToString(), cancellation => client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = target.Bucket, Key = target.Key, UploadId = upload }, cancellation));
        }
        catch (IOException)
        {
            // The first failure is told.
        }
    }
}
