namespace ReactiveEtl;

/// <summary>The ways from bytes to columns, the fastest first where lines look alike; all give the same answer.</summary>
internal enum ParserPath
{
    /// <summary>Lines by templates; those that none takes by the index.</summary>
    Template,

    /// <summary>Lines by a structural index; those that it leaves by the exact parser.</summary>
    Index,

    /// <summary>Every line by the exact parser.</summary>
    Exact,
}
