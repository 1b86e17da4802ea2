namespace ReactiveEtl;

/// <summary>What a stopped query left in memory, for another to go on from.</summary>
/// <param name="Sources">Where each source stood, in the order of the plan.</param>
/// <param name="Operators">What each operator kept, in the order of the data's way.</param>
internal sealed record RunState(IReadOnlyList<SourcePosition?> Sources, IReadOnlyList<OperatorState> Operators);

/// <summary>What an operator keeps between batches.</summary>
internal abstract record OperatorState;
