namespace ReactiveEtl;

/// <summary>Zstandard, which .NET doesn't have.</summary>
/// <example><c>files.Read&lt;DeviceEvent&gt;(new ReadOptions { Compressions = [.. CompressionFormat.BuiltIn, Zstandard.Format] })</c></example>
public static class Zstandard
{
    /// <summary>Files that end with <c>.zst</c>, also of several frames behind each other. A broken one is a <see cref="FileSourceException"/> that names it.</summary>
    public static CompressionFormat Format { get; } = new(".zst", static stream => new ZstandardStream(stream));
}
