namespace ReactiveEtl;

/// <summary>What happened to a row between two versions.</summary>
public enum ChangeKind
{
    /// <summary>It is new.</summary>
    Added,

    /// <summary>It has another value.</summary>
    Updated,

    /// <summary>The batch had records for it, and its value is the same.</summary>
    Touched,

    /// <summary>It is gone.</summary>
    Removed,
}

/// <summary>The difference of one row between two versions.</summary>
/// <typeparam name="TRow">The type of the rows.</typeparam>
/// <param name="Kind">What happened.</param>
/// <param name="Group">Which group's row: its number in the order of first arrival, the same in all versions.</param>
/// <param name="Row">The row now; of a removed one the default.</param>
/// <param name="Before">The row before; of an added one the default.</param>
public readonly record struct Change<TRow>(ChangeKind Kind, long Group, TRow? Row, TRow? Before)
{
    /// <summary>Whether no later batch can change the row any more.</summary>
    public bool IsFinal { get; init; }
}
