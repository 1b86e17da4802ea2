namespace ReactiveEtl;

/// <summary>What the rows of a batch, or of a unit of it, come to: made by one worker at a time, and joined in the order of the records.</summary>
/// <param name="stages">What is done with the rows first.</param>
internal abstract class PartialResult(RowStages stages)
{
    /// <summary>What was done with the rows before they were added.</summary>
    public RowStages Stages => stages;

    /// <summary>Adds the rows of a vector, of which there may be none left, and says how many of them a condition removed or have no event time. The scope is valid during the call only.</summary>
    public int Add(VectorScope rows)
    {
        var filtered = rows.Count == 0 ? 0 : stages.Apply(rows);
        if (rows.Count > 0) return filtered + AddRows(rows);
        AddNoRows();
        return filtered;
    }

    /// <summary>Adds what comes behind: a partial of the same query, which keeps what it has.</summary>
    public virtual void Append(PartialResult next) => stages.Append(next.Stages);

    /// <summary>Whether units may be joined in any order, so that a worker keeps one result for all that it reads.</summary>
    public virtual bool JoinsInAnyOrder => false;

    /// <summary>The column whose texts' ids it keeps beyond their vector; null where it keeps none.</summary>
    public virtual int? KeptTexts => null;

    /// <summary>Tells that what is added from now on is of a unit behind those before; where units join in any order.</summary>
    public virtual void BeginUnit(int number)
    {
    }

    /// <summary>Adds what several workers found, each in units of its own; where units join in any order.</summary>
    public virtual void Join(IReadOnlyList<PartialResult> parts)
    {
        foreach (var part in parts) stages.Append(part.Stages);
    }

    /// <summary>Forgets all rows.</summary>
    public virtual void Clear() => stages.Clear();

    /// <summary>Tells that no row is left of a vector, whose texts the scan keeps all the same where <see cref="KeptTexts"/> says so.</summary>
    protected virtual void AddNoRows()
    {
    }

    /// <summary>Adds the rows of a vector that the stages left, and says how many of them have no event time.</summary>
    protected abstract int AddRows(VectorScope rows);
}
