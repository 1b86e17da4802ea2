namespace ReactiveEtl;

/// <summary>What the rows of a batch, or of a unit of it, come to: made by one worker at a time, and joined in the order of the records.</summary>
internal abstract class PartialResult
{
    /// <summary>Adds the rows of a vector, and says how many of them have no event time. The scope is valid during the call only.</summary>
    public abstract int Add(VectorScope rows);

    /// <summary>Adds what comes behind: a partial of the same query, which keeps what it has.</summary>
    public abstract void Append(PartialResult next);

    /// <summary>Forgets all rows.</summary>
    public abstract void Clear();
}
