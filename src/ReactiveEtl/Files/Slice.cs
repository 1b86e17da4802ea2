namespace ReactiveEtl;

/// <summary>A range of a file's bytes that ends at a line end, or at the end of a finished file.</summary>
/// <param name="File">The file with the identity that it must still have when the slice is read.</param>
/// <param name="Start">The offset of the first byte, which is the first of a line.</param>
/// <param name="Length">The number of bytes.</param>
public sealed record Slice(FileEntry File, long Start, long Length)
{
    /// <summary>All of a finished file.</summary>
    public static Slice Whole(FileEntry file) => new(file, 0, file.Size);
}
