namespace ReactiveEtl;

/// <summary>Finds how far the lines of a growing file are complete.</summary>
internal static class LineEnd
{
    private const int Step = 64 << 10;

    /// <summary>The offset behind the last <c>\n</c> from a place on to the file's end, read backwards; null where there is none.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static long? FindLast(FileStore store, FileEntry file, long from)
    {
        using var stream = store.OpenRead(file.Path);
        var buffer = new byte[(int)Math.Min(Step, file.Size - from)];
        for (var end = file.Size; end > from;)
        {
            var start = Math.Max(from, end - buffer.Length);
            stream.Seek(start, SeekOrigin.Begin);
            var read = stream.ReadAtLeast(buffer.AsSpan(0, (int)(end - start)), (int)(end - start), throwOnEndOfStream: false);
            var found = buffer.AsSpan(0, read).LastIndexOf((byte)'\n');
            if (found >= 0) return start + found + 1;
            end = start;
        }

        return null;
    }
}
