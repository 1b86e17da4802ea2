namespace ReactiveEtl;

/// <summary>What functions know of the session: its zone, the one moment that a statement takes for now, and SQLite's own functions with their types.</summary>
internal sealed record SqlContext(SqlZone Zone, long? Now, ObservedTypes Types, SqliteDatabase? Sqlite)
{
    /// <summary>For expressions over rows and tables: without a clock, so that an answer can be repeated, and without SQLite.</summary>
    public static SqlContext OfExpressions(SqlZone zone) => new(zone, null, new(), null);
}
