using System.Collections.Specialized;
using System.Globalization;
using System.Net;

namespace ReactiveEtl.Tests.Objects;

/// <summary>Objects that are written or copied in parts, as S3 has it: begun, copied part by part, and put in place as a whole or given up. Used under the memory's lock.</summary>
internal sealed class MemoryUploads
{
    private readonly Dictionary<string, (Dictionary<string, string> About, SortedDictionary<int, byte[]> Parts)> _open = [];
    private int _begun;

    /// <param name="request">A request that is about an upload.</param>
    /// <param name="query">What stands in its address.</param>
    /// <param name="source">Gives the bytes of a part, or null where it is not what was asked for.</param>
    /// <param name="store">Puts bytes in place, with what is said of them and the number of their parts, and gives their ETag.</param>
    public HttpResponseMessage Answer(HttpRequestMessage request, NameValueCollection query, Func<byte[]?> source, Func<byte[], Dictionary<string, string>, int, string> store)
    {
        if (query["uploadId"] is not { } upload)
        {
            upload = $"upload-{_begun++}";
            _open[upload] = (MemoryS3.About(request), []);
            return new(HttpStatusCode.OK) { Content = MemoryS3.Xml($"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>") };
        }

        if (!_open.TryGetValue(upload, out var open)) return MemoryS3.Error(HttpStatusCode.NotFound, "NoSuchUpload");
        if (request.Method == HttpMethod.Put)
        {
            if (source() is not { } bytes) return MemoryS3.Error(HttpStatusCode.PreconditionFailed, "PreconditionFailed");
            open.Parts[int.Parse(query["partNumber"]!, CultureInfo.InvariantCulture)] = bytes;
            return new(HttpStatusCode.OK) { Headers = { { "ETag", "\"part\"" } }, Content = MemoryS3.Xml("<CopyPartResult><ETag>\"part\"</ETag></CopyPartResult>") };
        }

        _open.Remove(upload);
        if (request.Method == HttpMethod.Delete) return new(HttpStatusCode.NoContent);
        var tag = store([.. open.Parts.Values.SelectMany(part => part)], open.About, open.Parts.Count);
        return new(HttpStatusCode.OK) { Content = MemoryS3.Xml($"<CompleteMultipartUploadResult><ETag>{tag}</ETag></CompleteMultipartUploadResult>") };
    }

    public int Open => _open.Count;
}
