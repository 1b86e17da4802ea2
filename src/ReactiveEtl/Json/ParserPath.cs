namespace ReactiveEtl;

/// <summary>The ways from bytes to columns, the fastest first where lines look alike; all give the same answer.</summary>
internal enum ParserPath
{
    /// <summary>Lines by layouts; those that have none by templates, then by the index, and last by the exact parser.</summary>
    Template,

    /// <summary>Lines by a structural index; those that it leaves by the exact parser.</summary>
    Index,

    /// <summary>Every line by the exact parser.</summary>
    Exact,
}
