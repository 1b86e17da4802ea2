using System.IO.Compression;

namespace ReactiveEtl;

/// <summary>A compression that is told by the ending of a file's name. What it decompresses is read as a stream, in constant memory.</summary>
/// <param name="Extension">The ending, such as <c>.gz</c>; cases don't differ.</param>
/// <param name="Decompress">Gives a readable stream of what the given one holds, and disposes of that with itself.</param>
/// <remarks>Zstandard comes with the package <c>ReactiveEtl.Compression</c>.</remarks>
public sealed record CompressionFormat(string Extension, Func<Stream, Stream> Decompress)
{
    /// <summary>gzip, <c>.gz</c>, also of several members behind each other.</summary>
    public static CompressionFormat Gzip { get; } = new(".gz", static stream => new GZipStream(stream, CompressionMode.Decompress));

    /// <summary>Brotli, <c>.br</c>.</summary>
    public static CompressionFormat Brotli { get; } = new(".br", static stream => new BrotliStream(stream, CompressionMode.Decompress));

    /// <summary>What needs no other package: gzip and Brotli.</summary>
    public static IReadOnlyList<CompressionFormat> BuiltIn { get; } = [Gzip, Brotli];

    /// <summary>Whether a name tells of a compression that only the other package knows.</summary>
    internal static bool IsZstandard(string path) => path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase);

    internal static FileSourceException Missing(string path) =>
        new(path, $"The file '{path}' is compressed with Zstandard. Add the package ReactiveEtl.Compression and set Compressions = [.. CompressionFormat.BuiltIn, Zstandard.Format] in the options.");

    internal bool IsOf(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
}
