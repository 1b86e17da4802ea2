namespace ReactiveEtl.Benchmarks;

/// <summary>What a command can't do, in one line for its user: what is wrong, and what is expected.</summary>
internal sealed class CommandException(string message) : Exception(message);
