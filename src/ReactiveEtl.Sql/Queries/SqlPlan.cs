namespace ReactiveEtl;

/// <summary>A bound query: SQLite's SQL, whose columns are called c0, c1, ..., and what they are.</summary>
internal sealed record SqlPlan(string Sql, IReadOnlyList<SqlOutput> Columns)
{
    /// <summary>The columns' list in SQLite's words.</summary>
    public string ColumnList => string.Join(", ", Columns.Select((_, i) => Column(i)));

    public static string Column(int place) => $"c{place}";
}

/// <summary>A column of a result: Spark's name, and its type.</summary>
internal readonly record struct SqlOutput(string Name, SqlType Type);
