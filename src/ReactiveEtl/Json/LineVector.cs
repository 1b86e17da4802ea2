namespace ReactiveEtl;

/// <summary>The lines of one vector: where they stand in the block, and which of them no path has taken yet.</summary>
/// <remarks>Line i goes to row i of the batch, until malformed and blank lines are taken out in the end. Valid while the block is pinned.</remarks>
internal readonly unsafe ref struct LineVector
{
    public LineVector(byte* block, int length, int* starts, int count, Span<int> open)
    {
        Block = block;
        Length = length;
        Starts = starts;
        Count = count;
        Open = open[..count];
        for (var i = 0; i < count; i++) Open[i] = i;
    }

    public byte* Block { get; }

    /// <summary>The bytes of the block, without the zeros behind them.</summary>
    public int Length { get; }

    /// <summary>Where each line starts, and behind them where the last one ends.</summary>
    public int* Starts { get; }

    public int Count { get; }

    /// <summary>The numbers of the lines that are still to be taken, ascending.</summary>
    public Span<int> Open { get; }

    /// <summary>A line with its line feed, if it has one.</summary>
    public ReadOnlySpan<byte> this[int line] => new(Block + Starts[line], Starts[line + 1] - Starts[line]);
}
