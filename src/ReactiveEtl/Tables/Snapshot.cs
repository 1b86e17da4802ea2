using System.Collections;

namespace ReactiveEtl;

/// <summary>One version of a table: all its rows after a batch, what changed, and the exact prefix of the files that it answers for.</summary>
/// <typeparam name="TRow">The type of the rows.</typeparam>
/// <remarks>Immutable, and for any thread; versions share what did not change, so that keeping many is cheap. Rows are made when they are asked for.</remarks>
public sealed class Snapshot<TRow>
{
    private readonly TableVersion<TRow> _version;
    private readonly TableSchema<TRow> _schema;

    internal Snapshot(string name, TableVersion<TRow> version, TableSchema<TRow> schema, Prefix prefix, BatchProgress? progress)
    {
        Name = name;
        _version = version;
        _schema = schema;
        Prefix = prefix;
        Progress = progress;
        Rows = new RowList(version);
    }

    /// <summary>The name under which SQL knows it: its query's, or the one given by <see cref="As"/>.</summary>
    public string Name { get; }

    /// <summary>The columns: the names that the rows' members have in JSON.</summary>
    public RowSchema Schema => _schema.Columns;

    /// <summary>The batches, files and records that the version answers for.</summary>
    public Prefix Prefix { get; }

    /// <summary>What the last batch did; null before batch 0.</summary>
    public BatchProgress? Progress { get; }

    /// <summary>The batch for an operator that goes on from the table; null where none can.</summary>
    internal RunnerOrigin? Origin { get; init; }

    internal TableVersion<TRow> Version => _version;

    internal TableSchema<TRow> RowSchema => _schema;

    /// <summary>All rows, in order of first arrival.</summary>
    public IReadOnlyList<TRow> Rows { get; }

    /// <summary>The difference to the version before, in the order of the batch; folded into its rows it gives these.</summary>
    public IEnumerable<Change<TRow>> Changes => _version.Changes;

    /// <summary>The difference to an older version of the same query, for who skipped some: rows that are not the same, in order of first arrival.</summary>
    /// <exception cref="ArgumentException">The other is no older version of the same run of the query.</exception>
    public IEnumerable<Change<TRow>> ChangesSince(Snapshot<TRow> older)
    {
        ArgumentNullException.ThrowIfNull(older);
        return _version.ChangesSince(older._version);
    }

    /// <summary>Whether no later batch can change a row: event time has passed the end of its group, or the input is at its end.</summary>
    /// <param name="row">The place of the row in <see cref="Rows"/>.</param>
    public bool IsFinal(int row) => _version.IsFinal(row);

    /// <summary>The rows that became final with this version, in order of first arrival. Each row does so once.</summary>
    public IEnumerable<TRow> NewlyFinal => _version.NewlyFinal;

    /// <summary>The row of a group of a windowed query.</summary>
    /// <exception cref="ArgumentException">The key is of another type than the query's, or the query has no windows.</exception>
    public bool TryGet<TKey>(TKey key, Window window, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TRow row) => TryGet(_version.Find(key, window), out row);

    /// <summary>The row of a group of a query without windows.</summary>
    /// <exception cref="ArgumentException">The key is of another type than the query's, or the query has windows.</exception>
    public bool TryGet<TKey>(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TRow row) => TryGet(_version.Find(key, null), out row);

    /// <summary>The same version under another name.</summary>
    public Snapshot<TRow> As(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Snapshot<TRow>(name, _version, _schema, Prefix, Progress) { Origin = Origin };
    }

    /// <summary>The same batch with other rows of the same columns.</summary>
    internal Snapshot<TRow> With(TableVersion<TRow> version) => new(Name, version, _schema, Prefix, Progress) { Origin = Origin };

    /// <summary>The same batch with other rows of other columns.</summary>
    internal Snapshot<TOther> With<TOther>(TableVersion<TOther> version, TableSchema<TOther> schema) => new(Name, version, schema, Prefix, Progress) { Origin = Origin };

    /// <summary>The rows as columns by name, in order of first arrival.</summary>
    public IEnumerable<Row> ToRows() => Rows.Select(_schema.ToRow);

    /// <summary>The table as Spark's <c>show</c> prints it.</summary>
    /// <param name="count">How many rows at most.</param>
    /// <param name="truncate">How many characters a cell has at most; 0 for all, and left-aligned cells.</param>
    /// <param name="timeZone">The zone of times; UTC by default.</param>
    public string ToText(int count = 20, int truncate = 20, TimeZoneInfo? timeZone = null) => ShowText.Of(Schema, ToRows(), count, truncate, timeZone);

    /// <summary>The table as <see cref="ToText"/> gives it: 20 rows, cells cut at 20 characters.</summary>
    public override string ToString() => ToText();

    private bool TryGet(int index, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TRow row)
    {
        row = index >= 0 ? _version[index] : default;
        return index >= 0;
    }

    private sealed class RowList(TableVersion<TRow> version) : IReadOnlyList<TRow>
    {
        public int Count => version.Count;

        public TRow this[int index] => index >= 0 && index < version.Count ? version[index] : throw new ArgumentOutOfRangeException(nameof(index), index, $"The table has {version.Count} rows.");

        public IEnumerator<TRow> GetEnumerator()
        {
            for (var i = 0; i < version.Count; i++) yield return version[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
