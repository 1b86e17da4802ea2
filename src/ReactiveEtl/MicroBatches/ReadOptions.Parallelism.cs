namespace ReactiveEtl;

public partial record ReadOptions
{
    /// <summary>How many workers read a batch; null (the default): one a core. The answer is the same for any number.</summary>
    /// <remarks>A batch of less than 4 MB is read by one, and so are batches whose rows go through <c>WhereRow</c> or <c>SelectRow</c>: that code need not stand several threads.</remarks>
    public int? Parallelism { get; init; }

    /// <summary>The bytes of a unit of work, for tests to cross its bounds.</summary>
    internal long UnitSize { get; init; } = ScanUnit.DefaultSize;
}
