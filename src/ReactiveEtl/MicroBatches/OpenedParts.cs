namespace ReactiveEtl;

/// <summary>What the parts of a unit are read from, some of it opened before it is their turn, where the store says that this pays.</summary>
/// <remarks>
/// A unit holds so few bytes that all its files may be in memory. What can't be opened ahead is opened by its reader when it is its turn, which tells why. One
/// thread at a time; what was not taken is disposed of with this.
/// </remarks>
internal sealed class OpenedParts(FileStore store, ReadOptions options, IReadOnlyList<(SlicePart Part, int Slice)> parts) : IDisposable
{
    private readonly Queue<Stream?> _ahead = new();
    private int _next;

    /// <summary>The stream of the next part; null where its reader is to open it.</summary>
    public Stream? Take()
    {
        if (store.OpensAhead == 0) return null;
        while (_next < parts.Count && _ahead.Count <= store.OpensAhead) _ahead.Enqueue(TryOpen(parts[_next++].Part));
        return _ahead.Dequeue();
    }

    public void Dispose()
    {
        while (_ahead.TryDequeue(out var stream)) stream?.Dispose();
    }

    private Stream? TryOpen(SlicePart part)
    {
        try
        {
            return BlockReader.Open(store, part, options.CompressionOf(part.Slice.File.Path));
        }
        catch (FileSourceException)
        {
            return null;
        }
    }
}
