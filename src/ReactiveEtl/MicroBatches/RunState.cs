namespace ReactiveEtl;

/// <summary>What a stopped query left in memory, for another to go on from.</summary>
/// <param name="Sources">Where each source stood, in the order of the plan.</param>
/// <param name="Operator">What the stateful operator kept.</param>
internal sealed record RunState(IReadOnlyList<SourcePosition?> Sources, OperatorState? Operator);

/// <summary>What a stateful operator keeps between batches.</summary>
internal abstract record OperatorState;
