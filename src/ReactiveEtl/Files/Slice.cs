namespace ReactiveEtl;

/// <summary>A range of a file's bytes that ends at a line end, or at the end of a finished file.</summary>
/// <param name="File">The file with the identity that it must still have when the slice is read.</param>
/// <param name="Start">The offset of the first byte, which is the first of a line.</param>
/// <param name="Length">The number of bytes.</param>
/// <param name="MayGrow">Whether the file is followed: it may be written to behind the slice meanwhile, and only there.</param>
public sealed record Slice(FileEntry File, long Start, long Length, bool MayGrow = false)
{
    /// <summary>All of a finished file.</summary>
    public static Slice Whole(FileEntry file) => new(file, 0, file.Size);

    /// <summary>Whether the bytes of the slice are still those that were recorded, as far as the file's identity tells.</summary>
    internal bool IsIn(FileEntry found) =>
        MayGrow ? found.IsSameFileAs(File) && found.Size >= Start + Length : found.HasIdentityOf(File);
}
