namespace ReactiveEtl;

/// <summary>A file as a store saw it at one moment: its path and the identity that tells whether it changed since.</summary>
/// <param name="Path">The full path as the store writes it, with <c>/</c> between its parts on every system.</param>
/// <param name="Size">The number of bytes.</param>
/// <param name="ModifiedAt">When its content was last modified, offset 0.</param>
public readonly record struct FileEntry(string Path, long Size, DateTimeOffset ModifiedAt)
{
    internal bool HasIdentityOf(FileEntry other) => Size == other.Size && ModifiedAt == other.ModifiedAt;
}
