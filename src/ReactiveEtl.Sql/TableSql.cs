namespace ReactiveEtl;

/// <summary>SQL over tables and their versions.</summary>
public static class TableSql
{
    /// <summary>Answers a statement over one version of a table, which it knows by the version's name.</summary>
    /// <param name="snapshot">The version.</param>
    /// <param name="statement">The statement: Spark's dialect, and what SQLite knows besides.</param>
    /// <param name="timeZone">The session's zone, in which times are printed and dates begin; UTC by default.</param>
    /// <exception cref="SqlQueryException">The statement can't be answered.</exception>
    /// <example><c>snapshot.As("static_counts").Sql("select action, sum(count) as total_count from static_counts group by action").Show()</c></example>
    public static SqlResult Sql<TRow>(this Snapshot<TRow> snapshot, string statement, TimeZoneInfo? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return SqlSession.Answer(statement, timeZone, (snapshot.Name, snapshot.Schema, snapshot.ToRows()));
    }

    /// <summary>Answers a statement over the current version of a live table, which it knows by its query's name.</summary>
    /// <inheritdoc cref="Sql{TRow}(Snapshot{TRow}, string, TimeZoneInfo?)"/>
    public static SqlResult Sql<TRow>(this ResultTable<TRow> table, string statement, TimeZoneInfo? timeZone = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Current.Sql(statement, timeZone);
    }

    /// <summary>Adds a version of a table under its name, so that a statement can read several tables, each at one version.</summary>
    public static void Add<TRow>(this SqlSession session, Snapshot<TRow> snapshot)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(snapshot);
        session.Add(snapshot.Name, snapshot.Schema, snapshot.ToRows());
    }
}
