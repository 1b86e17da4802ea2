namespace ReactiveEtl;

/// <summary>A way from lines to columns that takes those lines it is sure of, and leaves the others for another.</summary>
/// <remarks>
/// What it takes, the exact parser accepts with the same values; of a line that it leaves, all values may have been written over. Belongs to one parser and
/// one thread.
/// </remarks>
internal abstract class LinePath
{
    /// <summary>How many lines it took so far. Nothing depends on it: it is what tests see of the ways that give the same answer.</summary>
    public long Taken { get; protected set; }

    /// <summary>Reads the open lines into the rows of their numbers.</summary>
    /// <param name="lines">The lines; <see cref="LineVector.Open"/> is made to begin with those that stay open, ascending.</param>
    /// <param name="open">How many are open.</param>
    /// <returns>How many stay open.</returns>
    public abstract int Take(in LineVector lines, int open);
}
