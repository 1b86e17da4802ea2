namespace ReactiveEtl;

/// <summary>Which rows of a version are output.</summary>
public enum OutputMode
{
    /// <summary>Rows that no later batch can change.</summary>
    Append,

    /// <summary>Rows that the batch touched.</summary>
    Update,

    /// <summary>All rows.</summary>
    Complete,
}
