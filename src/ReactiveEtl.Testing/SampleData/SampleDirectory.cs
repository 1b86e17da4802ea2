using System.Globalization;

namespace ReactiveEtl.Testing;

/// <summary>The folder that holds the sample data as <c>file-0.json</c> ... <c>file-49.json</c>.</summary>
/// <remarks>
/// Only files that are the sample's own, byte by byte, are ever replaced or taken for the sample; <c>_sample</c> beside them names their
/// seed (names that begin with <c>_</c> are no data). A file is written under another name and moved into place, so it is whole or absent.
/// </remarks>
public static class SampleDirectory
{
    /// <summary>The names of its files.</summary>
    public const string Pattern = "file-*.json";

    /// <summary>The seed that is taken where none is asked for.</summary>
    public const int DefaultSeed = 1;
    private const string SeedFile = "_sample";

    /// <summary>Behind the last event, and long ago: the files are finished at the first look. Ten seconds from one file to the next.</summary>
    private static readonly DateTime FirstModified = new(2016, 7, 28, 7, 0, 0, DateTimeKind.Utc);

    /// <summary>Writes what is missing of the sample; a complete one is kept.</summary>
    /// <param name="directory">The folder; it is made where it is missing.</param>
    /// <param name="seed">Which sample; null: the one that is there, else that of <see cref="DefaultSeed"/>.</param>
    /// <exception cref="IOException">The folder can't be made, or holds files that the sample's pattern matches and that are not the sample.</exception>
    public static Sample Prepare(string directory, int? seed = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        MakeFolder(directory);
        var seedThere = SeedIn(directory);
        var wanted = seed ?? seedThere ?? DefaultSeed;
        var files = SampleEvents.Files(wanted);
        if (seedThere is { } other && other != wanted) Remove(directory, SampleEvents.Files(other));
        RefuseForeign(directory, files);

        if (seedThere != wanted) File.WriteAllText(Path.Combine(directory, SeedFile), string.Create(CultureInfo.InvariantCulture, $"{wanted}\n"));
        var written = Enumerable.Range(0, files.Length).Count(i => Write(PathOf(directory, i), files[i], FirstModified.AddSeconds(10 * i)));
        return new Sample(directory, wanted, files.Length, written);
    }

    /// <summary>The system's own words speak of a file where it allows no folder.</summary>
    private static void MakeFolder(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The folder '{directory}' can't be made: name another one, where you may write ({exception.Message})", exception);
        }
    }

    private static int? SeedIn(string directory)
    {
        var path = Path.Combine(directory, SeedFile);
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seed) ? seed : null;
    }

    /// <summary>Another seed's sample makes room, once it is sure that all of it is that.</summary>
    private static void Remove(string directory, byte[][] files)
    {
        RefuseForeign(directory, files);
        for (var i = 0; i < files.Length; i++) File.Delete(PathOf(directory, i));
    }

    /// <summary>What the pattern matches must be the sample's, or (after a lost write) the beginning of it.</summary>
    private static void RefuseForeign(string directory, byte[][] files)
    {
        var own = Enumerable.Range(0, files.Length).ToDictionary(i => Path.GetFileName(PathOf(directory, i)), i => files[i], StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, Pattern).Order(StringComparer.Ordinal))
        {
            if (own.TryGetValue(Path.GetFileName(path), out var bytes) && File.Exists(path) && bytes.AsSpan().StartsWith(File.ReadAllBytes(path))) continue;
            throw new IOException($"'{path}' is not of the sample data, and would be counted with it: move it away, or choose another folder.");
        }
    }

    /// <summary>Whether the file had to be written. One that is whole keeps its bytes, and gets its time again where a copy lost it.</summary>
    private static bool Write(string path, byte[] bytes, DateTime modified)
    {
        var there = new FileInfo(path);
        if (there.Exists && there.Length == bytes.Length)
        {
            if (there.LastWriteTimeUtc != modified) there.LastWriteTimeUtc = modified;
            return false;
        }

        var unfinished = path + ".tmp";
        File.WriteAllBytes(unfinished, bytes);
        File.SetLastWriteTimeUtc(unfinished, modified);
        File.Move(unfinished, path, overwrite: true);
        return true;
    }

    private static string PathOf(string directory, int file) => Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"file-{file}.json"));
}

/// <summary>A complete sample in its folder.</summary>
/// <param name="Directory">The folder.</param>
/// <param name="Seed">The seed that it was made from.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="Written">How many of them had to be written now.</param>
public sealed record Sample(string Directory, int Seed, int Files, int Written);
