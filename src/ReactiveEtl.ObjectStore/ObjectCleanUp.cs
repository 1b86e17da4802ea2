using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReactiveEtl;

/// <summary>Deletes and copies objects, so that it does no harm to make a request again whose answer was lost. Thread-safe.</summary>
/// <remarks>
/// 1. What is deleted or copied is named by its ETag too, which stores compare as far as they can. 2. Before each further try of a deletion the object is looked at:
/// it must still be the same. 3. Nothing is deleted before an answer said that its copy is in place.
/// </remarks>
internal sealed class ObjectCleanUp
{
    private readonly IAmazonS3 _client;
    private readonly ObjectRequests _requests;
    private readonly ObjectCopy _copy;

    public ObjectCleanUp(IAmazonS3 client, ObjectRequests requests, ObjectStoreOptions options)
    {
        (_client, _requests) = (client, requests);
        _copy = new ObjectCopy(client, requests, options, LookAsync);
    }

    /// <summary>The object as it is now; null where there is none.</summary>
    public GetObjectMetadataResponse? Look(ObjectAddress address) => _requests.Run(address.ToString(), cancellation => LookAsync(address, cancellation));

    /// <summary>Deletes an object, unless there is another one by now.</summary>
    public void Delete(FileEntry file)
    {
        var address = ObjectAddress.Parse(file.Path);
        try
        {
            _requests.Run(file.Path, cancellation => TryDeleteAsync(address, file, isConditional: true, cancellation));
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
        var isCopied = Look(target) is { } there ? ObjectCopy.IsCopy(there, found) : _copy.TryCopy(source, found, target);
        if (isCopied) Delete(file);
        return isCopied;
    }

    private async Task<GetObjectMetadataResponse?> LookAsync(ObjectAddress address, CancellationToken cancellation)
    {
        try
        {
            return await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = address.Key }, cancellation).ConfigureAwait(false);
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
            await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = address.Bucket, Key = address.Key, IfMatch = isConditional ? found.ETag : null }, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (AmazonS3Exception refused) when (isConditional && refused.StatusCode is (HttpStatusCode.NotImplemented or HttpStatusCode.PreconditionFailed))
        {
            // Not every store knows conditions of deletions, and Swift compares objects of several parts with another tag.
            return await TryDeleteAsync(address, file, isConditional: false, cancellation).ConfigureAwait(false);
        }
    }
}
