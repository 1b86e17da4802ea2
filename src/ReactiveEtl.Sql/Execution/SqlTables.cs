using SQLitePCL;

namespace ReactiveEtl;

/// <summary>The tables of a session. A table's rows go into the database when a statement first names it. Not thread-safe.</summary>
internal sealed class SqlTables(SqliteDatabase database)
{
    private readonly Dictionary<string, Table> _tables = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The tables and their columns, for messages.</summary>
    public string Known => _tables.Count == 0
        ? "There are no tables."
        : $"Tables: {string.Join("; ", _tables.Values.Select(table => $"{table.Name}({table.Schema})"))}";

    public void Add(string name, RowSchema schema, IEnumerable<Row> rows)
    {
        var outputs = schema.Select(column => new SqlOutput(column.Name, SqlType.Of(column))).ToList();
        if (!_tables.TryAdd(name, new(name, _tables.Count, $"main.\"#{_tables.Count}\"", schema, outputs, rows))) throw new ArgumentException($"There is a table '{name}' already.", nameof(name));
    }

    /// <summary>The name of a table in SQLite, and its columns.</summary>
    public (string Physical, IReadOnlyList<SqlOutput> Columns) Find(string name, int position)
    {
        if (!_tables.TryGetValue(name, out var table)) throw new SqlQueryException($"There is no table '{name}'.", position);
        Load(table);
        return (table.Physical, table.Columns);
    }

    /// <summary>Makes the tables that a statement may name readable under their names, with plain values and windows' ends besides.</summary>
    public void ShowPlain(string statement, SqlZone zone)
    {
        foreach (var table in _tables.Values.Where(table => !table.IsShownPlain && statement.Contains(table.Name, StringComparison.OrdinalIgnoreCase)))
        {
            Load(table);
            var columns = table.Columns.SelectMany((column, i) => Plain(column, i, table, zone));
            database.Execute($"CREATE TEMP VIEW {Quoted(table.Name)} AS SELECT {string.Join(", ", columns)} FROM {table.Physical}");
            table.IsShownPlain = true;
        }
    }

    private IEnumerable<string> Plain(SqlOutput column, int place, Table table, SqlZone zone)
    {
        var (kept, type) = (SqlPlan.Column(place), column.Type);
        if (PlainValues.IsKept(type)) return [$"{kept} AS {Quoted(column.Name)}"];
        string Function(string field, Func<object, object?> plain)
        {
            var name = $"plain{table.Place}_{place}{field}";
            database.Function(name, isDeterministic: true, values => SqliteValues.Read(values[0], type) is { } value ? plain(value) : null);
            return $"{name}({kept}) AS {Quoted(column.Name + field)}";
        }

        var whole = Function("", value => PlainValues.Of(value, type, zone));
        return type.Kind != SqlKind.Window ? [whole] :
        [
            whole,
            Function("_start", value => PlainValues.Of(((Window)value).StartMicroseconds, SqlFields.TypeIn(type), zone)),
            Function("_end", value => PlainValues.Of(((Window)value).EndMicroseconds, SqlFields.TypeIn(type), zone)),
        ];
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void Load(Table table)
    {
        if (table.IsLoaded) return;
        var names = Enumerable.Range(0, table.Columns.Count).Select(SqlPlan.Column).ToList();
        database.Execute("BEGIN");
        try
        {
            database.Execute($"CREATE TABLE {table.Physical} ({string.Join(", ", names)})");
            using var insert = database.Prepare($"INSERT INTO {table.Physical} VALUES ({string.Join(", ", names.Select(_ => "?"))})");
            foreach (var row in table.Rows)
            {
                for (var i = 0; i < names.Count; i++) SqliteValues.Bind(insert, i + 1, RowValues.ToSql(row[i], table.Columns[i].Type));
                database.Step(insert);
                _ = raw.sqlite3_reset(insert);
            }
        }
        catch
        {
            database.Execute("ROLLBACK");
            throw;
        }

        database.Execute("COMMIT");
        table.IsLoaded = true;
    }

    private sealed class Table(string name, int place, string physical, RowSchema schema, IReadOnlyList<SqlOutput> columns, IEnumerable<Row> rows)
    {
        public string Name => name;

        public int Place => place;

        public string Physical => physical;

        public RowSchema Schema => schema;

        public IReadOnlyList<SqlOutput> Columns => columns;

        public IEnumerable<Row> Rows => rows;

        public bool IsLoaded { get; set; }

        public bool IsShownPlain { get; set; }
    }
}
