namespace ReactiveEtl;

/// <summary>Tables in memory that SQL is asked about, with the answers of Spark.</summary>
/// <remarks>
/// Each table is read at the one version that is handed in. Statements are Spark's queries: both quotes are strings, backticks are names, names know no
/// case, <c>window.start</c> and <c>window.end</c> are fields, <c>/</c> divides as doubles. What cannot be answered as Spark does is an error.
/// <para>SQLite's functions that Spark lacks (<c>printf</c>, <c>json_extract</c>, <c>strftime</c>, <c>total</c>, ...) may be called in such a query: integers come as bigint, reals as
/// double, texts as string; values of a call that differ in type, as string. The query then runs as often as its types take to be known.</para>
/// <para>A query that only SQLite's syntax has (<c>->></c>, <c>GROUPS</c>, <c>EXCLUDE</c>, <c>json_each</c>, ...) is SQLite's whole, by its rules of quotes, division and types, and read only.
/// In both, booleans are 0 and 1, decimals reals, NaN null, dates and times texts (<c>2024-03-01 10:00:00</c>, in the session's zone), a window <c>w</c> a text,
/// in SQLite's own queries with <c>w_start</c> and <c>w_end</c> beside it; blobs come as hexadecimal digits.</para>
/// A session may be used by several threads, one statement at a time.
/// </remarks>
/// <example>
/// <code>
/// using var session = new SqlSession();
/// session.Add("counts", schema, rows);
/// session.Query("select action, sum(count) as total from counts group by action").Show();
/// </code>
/// </example>
public sealed class SqlSession : IDisposable
{
    private readonly Lock _one = new();
    private readonly SqliteDatabase _database = new();
    private readonly SqlTables _tables;
    private readonly SqlZone _zone;
    private readonly TimeProvider _clock;
    private bool _isDisposed;

    /// <summary>A session without tables.</summary>
    /// <param name="timeZone">The zone in which times are written, read and cut into days; UTC by default.</param>
    /// <param name="clock">What <c>current_timestamp()</c> reads, once a statement; the system's by default.</param>
    public SqlSession(TimeZoneInfo? timeZone = null, TimeProvider? clock = null)
    {
        _zone = new(timeZone ?? TimeZoneInfo.Utc);
        _clock = clock ?? TimeProvider.System;
        _tables = new(_database);
    }

    /// <summary>Makes a table known.</summary>
    /// <param name="name">Its name, compared without case.</param>
    /// <param name="schema">Its columns.</param>
    /// <param name="rows">Its rows, enumerated once, when a statement first names the table.</param>
    /// <exception cref="ArgumentException">There is a table of that name, or the name is empty.</exception>
    public void Add(string name, RowSchema schema, IEnumerable<Row> rows)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(rows);
        lock (_one) _tables.Add(name, schema, rows);
    }

    /// <summary>The answer to a statement, all of it.</summary>
    /// <param name="statement">A query: SELECT, WITH, VALUES.</param>
    /// <exception cref="SqlQueryException">The statement is not understood, names what there is not, or fails on its values.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed of.</exception>
    public SqlResult Query(string statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        lock (_one)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            try
            {
                return Run(statement);
            }
            catch (SqlQueryException error)
            {
                throw new SqlQueryException(statement, error.Reason, error.Position, _tables.Known, error.InnerException);
            }
        }
    }

    /// <summary>The answer to one statement over tables at hand.</summary>
    /// <param name="statement">A query: SELECT, WITH, VALUES.</param>
    /// <param name="timeZone">The session zone; UTC by default.</param>
    /// <param name="tables">The tables: name, columns, rows.</param>
    /// <exception cref="SqlQueryException">The statement is not understood, names what there is not, or fails on its values.</exception>
    public static SqlResult Answer(string statement, TimeZoneInfo? timeZone = null, params IEnumerable<(string Name, RowSchema Schema, IEnumerable<Row> Rows)> tables)
    {
        ArgumentNullException.ThrowIfNull(tables);
        using var session = new SqlSession(timeZone);
        foreach (var (name, schema, rows) in tables) session.Add(name, schema, rows);
        return session.Query(statement);
    }

    /// <summary>Frees the tables.</summary>
    public void Dispose()
    {
        lock (_one)
        {
            _isDisposed = true;
            _database.Dispose();
        }
    }

    private SqlResult Run(string statement)
    {
        SqlQuery query;
        try
        {
            query = SqlParser.Parse(statement);
        }
        catch (SqlQueryException error) when (error.IsSyntax)
        {
            return SqliteStatement.Run(statement, error, _database, _tables, _zone);
        }

        var context = new SqlContext(_zone, MicrosecondTime.Of(_clock.GetUtcNow()), new(), _database);
        while (true)
        {
            try
            {
                var result = Run(statement, query, context);
                if (context.Types.AreSettled()) return result;
            }
            catch (SqlQueryException) when (!context.Types.AreSettled())
            {
                // With the types that it saw until then the statement may have an answer.
            }
        }
    }

    private SqlResult Run(string statement, SqlQuery syntax, SqlContext context)
    {
        var plan = new QueryBinder(context, _tables, new(_database, context.Types)).Bind(syntax);
        var columns = plan.Columns;
        var rows = new List<object?[]>();
        using var query = _database.Prepare(plan.Sql);
        while (_database.Step(query))
        {
            var row = new object?[columns.Count];
            for (var i = 0; i < row.Length; i++) row[i] = SqliteValues.Read(query, i, columns[i].Type);
            rows.Add(row);
        }

        return new(statement, columns, rows, _zone);
    }
}
