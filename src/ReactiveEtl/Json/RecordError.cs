namespace ReactiveEtl;

/// <summary>A malformed record inside a block: where it stands and why it was refused.</summary>
/// <param name="Start">Its first byte in the block.</param>
/// <param name="Length">Its bytes, without the line end.</param>
/// <param name="Line">How many lines of the same vector stand before it.</param>
/// <param name="Reason">Why, for people.</param>
internal readonly record struct RecordError(int Start, int Length, int Line, string Reason);
