using SQLitePCL;

namespace ReactiveEtl;

/// <summary>A SQLite database in memory with functions of ours. Not thread-safe; its owner lets one thread in at a time.</summary>
/// <remarks>An error in a function of ours stops the statement; it is kept in <see cref="_failure"/>, since SQLite passes on only texts.</remarks>
internal sealed class SqliteDatabase : IDisposable
{
    // SQLite's action of a recursive query, which the package does not name.
    private const int SqliteRecursive = 33;

    private readonly sqlite3 _database;
    private HashSet<(string Name, bool IsAggregate)>? _functions;
    private SqlQueryException? _failure;

    public SqliteDatabase()
    {
        Batteries_V2.Init();
        var code = raw.sqlite3_open_v2(":memory:", out _database, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_MEMORY | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK) throw new InvalidOperationException($"SQLite does not open a database in memory: {raw.sqlite3_errstr(code).utf8_to_string()}.");
    }

    public void Execute(string sql)
    {
        using var statement = Prepare(sql);
        Step(statement);
    }

    /// <exception cref="SqlQueryException">SQLite does not take the statement.</exception>
    public sqlite3_stmt Prepare(string sql)
    {
        if (raw.sqlite3_prepare_v2(_database, sql, out var statement) == raw.SQLITE_OK) return statement;
        throw new SqlQueryException($"The statement is not supported ({raw.sqlite3_errmsg(_database).utf8_to_string()}).", null, new InvalidOperationException(sql));
    }

    /// <summary>Prepares one statement that only reads, as its author wrote it.</summary>
    /// <exception cref="SqlQueryException">SQLite does not take the statement, or it does anything else than reading.</exception>
    public sqlite3_stmt PrepareReader(string sql)
    {
        strdelegate_authorizer reading = (_, action, _, _, _, _) =>
            action is raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_FUNCTION or SqliteRecursive ? raw.SQLITE_OK : raw.SQLITE_DENY;
        _ = raw.sqlite3_set_authorizer(_database, reading, null);
        try
        {
            if (raw.sqlite3_prepare_v2(_database, sql, out var statement, out var rest) != raw.SQLITE_OK) throw new SqlQueryException(
                $"{raw.sqlite3_errmsg(_database).utf8_to_string()}.");
            var refusal = raw.sqlite3_column_count(statement) == 0 ? "it is no query."
                : raw.sqlite3_bind_parameter_count(statement) > 0 ? "it has parameters, which nobody sets."
                : rest.AsSpan().Trim(" \t\r\n;").Length > 0 ? "it is more than one statement."
                : null;
            if (refusal is null) return statement;
            statement.Dispose();
            throw new SqlQueryException(refusal);
        }
        finally
        {
            _ = raw.sqlite3_set_authorizer(_database, (strdelegate_authorizer?)null, null);
        }
    }

    /// <summary>Whether SQLite has a function of its own by a name in lower case.</summary>
    /// <param name="name">The name.</param>
    /// <param name="isAggregate">Whether one over rows is meant, or one of a row's values.</param>
    public bool HasFunction(string name, bool isAggregate)
    {
        _functions ??= Functions();
        return _functions.Contains((name, isAggregate));
    }

    /// <summary>Whether there is another row.</summary>
    /// <exception cref="SqlQueryException">The statement fails on its values.</exception>
    public bool Step(sqlite3_stmt statement)
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        var message = raw.sqlite3_errmsg(_database).utf8_to_string();
        throw TakeFailure() ?? new SqlQueryException(message == "integer overflow" ? "The sum leaves the range of bigint." : $"The statement fails: {message}.");
    }

    /// <summary>Makes a function known; a statement's functions replace those of the statement before.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isDeterministic">Whether SQLite may compute it ahead, even without rows: not where it may fail without arguments.</param>
    /// <param name="function">What it gives.</param>
    public void Function(string name, bool isDeterministic, Func<sqlite3_value[], object?> function) =>
        raw.sqlite3_create_function(_database, name, -1, isDeterministic ? raw.SQLITE_DETERMINISTIC : 0, null, (context, _, arguments) =>
        {
            try
            {
                SqliteValues.Result(context, function(arguments));
            }
            catch (Exception error)
            {
                Fail(context, error);
            }
        });

    /// <summary>Makes an aggregate known.</summary>
    public void Aggregate(string name, Func<SqlAccumulator> create, SqlType[] arguments) =>
        raw.sqlite3_create_function(_database, name, -1, 0, null, (context, _, values) =>
        {
            try
            {
                var row = new object?[arguments.Length];
                for (var i = 0; i < row.Length; i++) row[i] = SqliteValues.Read(values[i], arguments[i]);
                ((SqlAccumulator)(context.state ??= create())).Add(row);
            }
            catch (Exception error)
            {
                Fail(context, error);
            }
        }, (context, _) =>
        {
            try
            {
                SqliteValues.Result(context, ((SqlAccumulator?)context.state ?? create()).Result());
            }
            catch (Exception error)
            {
                Fail(context, error);
            }
        });

    public void Dispose() => _database.Dispose();

    private HashSet<(string Name, bool IsAggregate)> Functions()
    {
        var functions = new HashSet<(string, bool)>();
        using var list = Prepare("SELECT lower(name), type <> 's' FROM pragma_function_list WHERE builtin");
        while (Step(list)) functions.Add((raw.sqlite3_column_text(list, 0).utf8_to_string(), raw.sqlite3_column_int(list, 1) != 0));
        return functions;
    }

    private SqlQueryException? TakeFailure()
    {
        var failure = _failure;
        _failure = null;
        return failure;
    }

    private void Fail(sqlite3_context context, Exception error)
    {
        _failure ??= SqlFailures.Of(error, null);
        raw.sqlite3_result_error(context, error.Message);
    }
}
