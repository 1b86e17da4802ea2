using SQLitePCL;

namespace ReactiveEtl;

/// <summary>A statement in SQLite's own syntax, which ours does not have: SQLite runs it by its own rules over the tables in their plain form.</summary>
internal static class SqliteStatement
{
    /// <exception cref="SqlQueryException">SQLite does not read it either, and the error is that of our syntax; or it fails on its values.</exception>
    public static SqlResult Run(string statement, SqlQueryException unread, SqliteDatabase database, SqlTables tables, SqlZone zone)
    {
        sqlite3_stmt query;
        try
        {
            tables.ShowPlain(statement, zone);
            query = database.PrepareReader(statement);
        }
        catch (SqlQueryException refusal)
        {
            throw new SqlQueryException($"{unread.Reason} SQLite does not take it either: {refusal.Reason}", unread.Position, unread);
        }

        using (query) return Rows(statement, query, database, zone);
    }

    private static SqlResult Rows(string statement, sqlite3_stmt query, SqliteDatabase database, SqlZone zone)
    {
        var rows = new List<object?[]>();
        var types = new SqlType[raw.sqlite3_column_count(query)];
        Array.Fill(types, SqlType.Void);
        while (database.Step(query))
        {
            var row = new object?[types.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = PlainValues.Read(query, i);
                types[i] = PlainValues.Common(types[i], PlainValues.StorageOf(row[i]));
            }

            rows.Add(row);
        }

        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++) row[i] = types[i] == SqlType.String && row[i] is { } value ? PlainValues.Text(value) : row[i];
        }

        return new(statement, [.. types.Select((type, i) => new SqlOutput(raw.sqlite3_column_name(query, i).utf8_to_string(), type))], rows, zone);
    }
}
