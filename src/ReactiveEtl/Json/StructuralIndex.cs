namespace ReactiveEtl;

/// <summary>The tokens of some lines: what <see cref="StructuralIndexKernel"/> found.</summary>
/// <remarks>The last token is a line feed, and every walk ends at the first one that it meets. Valid until the next one is made.</remarks>
internal readonly unsafe ref struct StructuralIndex(byte* block, int* places, byte* tokens, int count, bool hasEscapes)
{
    public byte* Block => block;

    /// <summary>Where each token stands in the block.</summary>
    public int* Places => places;

    /// <summary>The first byte of each.</summary>
    public byte* Tokens => tokens;

    public int Count => count;

    /// <summary>Whether there are backslashes, so that a name may be written in another way.</summary>
    public bool HasEscapes => hasEscapes;
}
