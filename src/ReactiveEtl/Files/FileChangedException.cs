using System.Globalization;

namespace ReactiveEtl;

/// <summary>A file is no longer the one that was recorded, so that what was read of it must not count.</summary>
public sealed class FileChangedException : FileSourceException
{
    private const string Remedy = "Write files under a temporary name and move them into place when they are complete.";

    internal FileChangedException(Slice slice, FileEntry? found)
        : base(slice.File.Path, Describe(slice.File, found))
    {
        Recorded = slice.File;
        Found = found;
        IsFollowed = slice.MayGrow;
    }

    /// <summary>A file that was read whole, and of which no more is remembered than that it was another.</summary>
    internal FileChangedException(FileEntry found)
        : base(found.Path, $"The file '{found.Path}' changed after it was read: it is now {Text(found)}. {Remedy}")
    {
        Found = found;
    }

    /// <summary>The file as it was when it was found to be ready; null where it changed after it was read whole.</summary>
    public FileEntry? Recorded { get; }

    /// <summary>The file as it is now, or null when it is gone.</summary>
    public FileEntry? Found { get; }

    /// <summary>Whether the file may grow, so that it was cut or rotated: the source tells that when it looks at it again.</summary>
    internal bool IsFollowed { get; }

    private static string Describe(FileEntry recorded, FileEntry? found) =>
        $"The file '{recorded.Path}' changed after it was found: recorded {Text(recorded)}, now {(found is { } file ? Text(file) : "gone")}. " +
        Remedy;

    private static string Text(FileEntry file) =>
        string.Create(CultureInfo.InvariantCulture, $"{file.Size} bytes of {file.ModifiedAt:yyyy-MM-dd HH:mm:ss.fffffff}");
}
