namespace ReactiveEtl;

/// <summary>A malformed record inside a block: where it stands and why it was refused.</summary>
/// <param name="Start">Its first byte in the block.</param>
/// <param name="Length">Its bytes, without the line end.</param>
/// <param name="Reason">Why, for people.</param>
internal readonly record struct RecordError(int Start, int Length, string Reason);
