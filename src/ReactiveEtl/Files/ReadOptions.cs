namespace ReactiveEtl;

/// <summary>Which files are read, and how many in a batch.</summary>
public partial record ReadOptions
{
    // The last delay of a second doubled so often is a day and a half.
    private const int MaxRetries = 16;

    /// <summary>How many files a batch takes at most; null (the default): no limit.</summary>
    public int? MaxFilesPerBatch { get; init; }

    /// <summary>How many bytes of files a batch takes at most, though always one file; null (the default): no limit.</summary>
    public long? MaxBytesPerBatch { get; init; }

    /// <summary>Whether sub-directories are searched too, for the same names; false by default.</summary>
    public bool Recursive { get; init; }

    /// <summary>Whether the newest unread file comes first; false by default: the oldest newly found one, behind those that wait already.</summary>
    public bool LatestFirst { get; init; }

    /// <summary>
    /// How much older than the newest file handed out so far a newly found one may be; older ones are skipped, visibly. Null (the default): no limit.
    /// </summary>
    /// <remarks>
    /// The rule is Spark's <c>maxFileAge</c>: it asks no clock, the first batch accepts all, and with <see cref="LatestFirst"/> and a limit to
    /// the batches it does not apply, since old files come last then.
    /// </remarks>
    public TimeSpan? MaxFileAge { get; init; }

    /// <summary>A glob that the name of a file must match too, such as <c>*.json</c>; null (the default): any name.</summary>
    public string? NameFilter { get; init; }

    /// <summary>How many bytes a line may have, without its line feed; a longer one is one malformed record. 16 MiB by default.</summary>
    public int MaxRecordBytes { get; init; } = 16 << 20;

    /// <summary>
    /// How often a file that can't be read, since it can't be opened or its disk fails, is tried again; 3 by default. Meanwhile a watching query goes on with
    /// other files, and the file gets another place in the order; a finite one waits.
    /// </summary>
    public int Retries { get; init; } = 3;

    /// <summary>How long after the first failure a file is tried again, on the query's scheduler; each further time it is twice as long. A second by default.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether a file that can't be read after all <see cref="Retries"/> is skipped visibly, until it changes; false by default: the query fails with an error
    /// that names it.
    /// </summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>What is done about a file that changes while it is read or after it was read; by default it is told.</summary>
    public OnChange OnChange { get; init; }

    /// <summary>The compressions that the names of files tell, gzip (<c>.gz</c>) and Brotli (<c>.br</c>) by default; offsets count decompressed bytes there.</summary>
    /// <example><c>new ReadOptions { Compressions = [.. CompressionFormat.BuiltIn, Zstandard.Format] }</c> with the package <c>ReactiveEtl.Compression</c>.</example>
    public IReadOnlyList<CompressionFormat> Compressions { get; init; } = CompressionFormat.BuiltIn;

    internal CompressionFormat? CompressionOf(string path) => Compressions.FirstOrDefault(format => format.IsOf(path));

    internal bool IsCompressed(string path) => CompressionOf(path) is not null;

    /// <summary>How long to wait after so many failures of a file; null where they are too many.</summary>
    internal TimeSpan? DelayAfter(int failures) => failures > Retries ? null : RetryDelay * Math.Pow(2, failures - 1);

    internal TimeSpan? EffectiveMaxFileAge => LatestFirst && (MaxFilesPerBatch ?? MaxBytesPerBatch) is not null ? null : MaxFileAge;

    /// <summary>Checked by the call that the options are given to, so that it is the one that throws.</summary>
    internal virtual void Validate()
    {
        Positive(MaxFilesPerBatch ?? 1, nameof(MaxFilesPerBatch));
        Positive(MaxBytesPerBatch ?? 1, nameof(MaxBytesPerBatch));
        if (MaxRecordBytes is < 16 or > 1 << 30) throw new ArgumentException($"{nameof(MaxRecordBytes)} is {MaxRecordBytes}; expected 16 bytes to 1 GiB.");
        ArgumentNullException.ThrowIfNull(Compressions);
        NotNegative(MaxFileAge ?? default, nameof(MaxFileAge));
        NotNegative(RetryDelay, nameof(RetryDelay));
        if (Retries is < 0 or > MaxRetries) throw new ArgumentException($"{nameof(Retries)} is {Retries}; expected 0 to {MaxRetries}.");
        if (!Enum.IsDefined(OnChange)) throw new ArgumentException($"{nameof(OnChange)} is {OnChange}; expected one of: {string.Join(", ", Enum.GetNames<OnChange>())}.");
        Positive(Parallelism ?? 1, nameof(Parallelism));
        if (NameFilter is not null) _ = new Glob(NameFilter);
    }

    private protected static void NotNegative(TimeSpan value, string option)
    {
        if (value < TimeSpan.Zero) throw new ArgumentException($"{option} is {value}; expected a time that is not negative.");
    }

    private static void Positive(long value, string option)
    {
        if (value <= 0) throw new ArgumentException($"{option} is {value}; expected a positive number, or null for no limit.");
    }
}
