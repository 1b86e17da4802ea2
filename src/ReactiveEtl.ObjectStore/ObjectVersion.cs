using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3.Model;

namespace ReactiveEtl;

/// <summary>What an answer says of an object: two of the same are one version of it.</summary>
/// <param name="Size">The number of bytes.</param>
/// <param name="ModifiedAt">When it was put there.</param>
/// <param name="ETag">The store's tag of its content.</param>
internal sealed record ObjectVersion(long? Size, DateTime? ModifiedAt, string? ETag)
{
    public static ObjectVersion Of(GetObjectMetadataResponse answer) => new(answer.ContentLength, answer.LastModified, answer.ETag);

    /// <summary>As a file. The time is in whole seconds, since looks and ranges give no more; the device is 0, since an object can't be renamed.</summary>
    public FileEntry At(ObjectAddress address)
    {
        var ticks = (ModifiedAt ?? DateTime.UnixEpoch).ToUniversalTime().Ticks;
        var time = new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        return new FileEntry(address.ToString(), Size ?? 0, time, new FileIdentity(0, HashOf(ETag ?? ""), 0));
    }

    private static ulong HashOf(string etag)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(etag.Trim('"')), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
