namespace ReactiveEtl;

/// <summary>What is done with rows after their event time was seen, in order.</summary>
internal abstract record RowStage;

/// <summary>Keeps the rows for which a condition holds; it may read the event time, so what it removes has moved the watermark.</summary>
internal sealed record ConditionStage(VectorExpression Condition) : RowStage;

/// <summary>Keeps the first row of each key.</summary>
/// <param name="Number">Which of the plan's steps of this kind it is: what it remembers is kept under that from batch to batch.</param>
/// <param name="Keys">The key, in terms of the plan's columns.</param>
/// <param name="IsWithinWatermark">Whether a key is forgotten when the watermark has passed its first row by the lateness.</param>
internal sealed record DistinctStage(int Number, IReadOnlyList<VectorExpression> Keys, bool IsWithinWatermark) : RowStage;
