namespace ReactiveEtl;

/// <summary>Why a row is refused after it was read.</summary>
/// <param name="Kind">What kind of refusal.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Watermark">The watermark that refused a late one, in microseconds.</param>
internal readonly record struct Refusal(RefusedKind Kind, string Reason, long? Watermark = null)
{
    public RefusedRecord At(string file, long line, long offset, long length, string text) =>
        new(Kind, file, line, offset, length, Reason, text) { Watermark = Watermark is { } instant ? MicrosecondTime.ToTime(instant) : null };

    /// <summary>A row from memory, which stands in no file: its line is its number in the batch.</summary>
    public RefusedRecord InMemory(int number, object? row) => At("", number + 1, number, 0, $"{row}");
}
