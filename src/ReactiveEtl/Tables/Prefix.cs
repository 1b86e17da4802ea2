using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ReactiveEtl;

/// <summary>What a version is the answer for: the slices of all batches up to one, and no others. Immutable; for any thread.</summary>
public sealed class Prefix
{
    private readonly Prefix? _before;
    private readonly IReadOnlyList<Slice> _slices;
    private readonly byte[] _digest;

    private Prefix(Prefix? before, IReadOnlyList<Slice> slices, long rows)
    {
        _before = before;
        _slices = slices;
        BatchId = (before?.BatchId ?? -2) + 1;
        Files = (before?.Files ?? 0) + slices.Count;
        Bytes = (before?.Bytes ?? 0) + slices.Sum(slice => slice.Length);
        Rows = (before?.Rows ?? 0) + rows;
        _digest = before is null ? new byte[SHA256.HashSizeInBytes] : DigestOf(before._digest, slices);
    }

    /// <summary>The last batch, from 0; -1 before the first.</summary>
    public long BatchId { get; }

    /// <summary>How many slices of files were read.</summary>
    public long Files { get; }

    /// <summary>Their bytes.</summary>
    public long Bytes { get; }

    /// <summary>How many records were read, counted or not.</summary>
    public long Rows { get; }

    /// <summary>How far event time was known to have come when the batch ran: from the batches before it. Null for a query without a watermark.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>A chained SHA-256 of all slices in order, batch by batch, in hex: equal digests, equal prefixes.</summary>
    public string Digest => Convert.ToHexStringLower(_digest);

    /// <summary>The slices in order.</summary>
    public IEnumerable<Slice> Slices
    {
        get
        {
            var batches = new Stack<IReadOnlyList<Slice>>();
            for (var prefix = this; prefix is not null; prefix = prefix._before) batches.Push(prefix._slices);
            return batches.SelectMany(slices => slices);
        }
    }

    /// <summary>The prefix before the first batch.</summary>
    internal static Prefix Empty { get; } = new(null, [], 0);

    /// <summary>The batch, and how much it comes to.</summary>
    public override string ToString() => $"batch {BatchId}, files {Files}, rows {Rows}";

    internal Prefix Then(IReadOnlyList<Slice> slices, long rows, DateTimeOffset? watermark) => new(this, slices, rows) { Watermark = watermark };

    private static byte[] DigestOf(byte[] before, IReadOnlyList<Slice> slices)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        Span<byte> numbers = stackalloc byte[4 * sizeof(long)];
        foreach (var slice in slices)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(slice.File.Path));
            BinaryPrimitives.WriteInt64LittleEndian(numbers, slice.File.Size);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], slice.File.ModifiedAt.UtcTicks);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], slice.Start);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], slice.Length);
            hash.AppendData(numbers);
        }

        return hash.GetHashAndReset();
    }
}
