namespace ReactiveEtl;

/// <summary>What a scan saw: every record of a batch is in exactly one of its buckets.</summary>
internal record struct ScanCounts
{
    public long Files { get; set; }

    public long Bytes { get; set; }

    /// <summary>Records read: every line that is not blank, and every row from memory.</summary>
    public long Read { get; set; }

    /// <summary>Records that a condition removed.</summary>
    public long Filtered { get; set; }

    public long Malformed { get; set; }

    public void Add(ScanCounts other)
    {
        Files += other.Files;
        Bytes += other.Bytes;
        Read += other.Read;
        Filtered += other.Filtered;
        Malformed += other.Malformed;
    }
}
