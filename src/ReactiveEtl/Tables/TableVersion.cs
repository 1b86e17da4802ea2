namespace ReactiveEtl;

/// <summary>The rows of one version of a table, made when they are asked for. Immutable; for any thread.</summary>
internal abstract class TableVersion<TRow>
{
    public abstract int Count { get; }

    public abstract TRow this[int index] { get; }

    /// <summary>The changes from the version before.</summary>
    public abstract IEnumerable<Change<TRow>> Changes { get; }

    /// <summary>The rows that became final with this version: no later batch can change them, and with none before they were.</summary>
    public abstract IEnumerable<TRow> NewlyFinal { get; }

    /// <summary>The same rows, each with the end of its group, for an operator that goes on from them.</summary>
    public virtual IEnumerable<FinalRow> FinalWithEnd => throw new InvalidOperationException("Rows without groups have no end.");

    /// <summary>Whether no later batch can change a row.</summary>
    public abstract bool IsFinal(int index);

    /// <summary>The changes from any older version of the same query.</summary>
    public abstract IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older);

    /// <summary>The group of a row, by which its changes are known.</summary>
    public abstract long GroupOf(int index);

    /// <summary>The place of a group's row, or -1.</summary>
    public abstract int Find(object? key, Window? window);

    protected static ArgumentException NotOlder(TableVersion<TRow> older) => new("The changes are those since an older version of the same query.", nameof(older));
}

/// <summary>The rows of one batch, of a query that keeps nothing.</summary>
internal sealed class BatchVersion<TRow>(IReadOnlyList<TRow> rows) : TableVersion<TRow>
{
    private readonly IReadOnlyList<TRow> _rows = rows;

    public override int Count => _rows.Count;

    public override TRow this[int index] => _rows[index];

    public override IEnumerable<Change<TRow>> Changes => _rows.Select((row, i) => new Change<TRow>(ChangeKind.Added, i, row, default) { IsFinal = true });

    public override IEnumerable<TRow> NewlyFinal => _rows;

    public override bool IsFinal(int index) => true;

    public override long GroupOf(int index) => index;

    public override IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older)
    {
        if (ReferenceEquals(older, this)) return [];
        if (older is not BatchVersion<TRow> before) throw NotOlder(older);
        return before._rows.Select((row, i) => new Change<TRow>(ChangeKind.Removed, i, default, row)).Concat(Changes);
    }

    public override int Find(object? key, Window? window) => throw new ArgumentException("A query without groups has no keys to look for.");
}

/// <summary>The rows of groups: one for each, in order of first arrival.</summary>
/// <param name="query">How a row is made of a group.</param>
/// <param name="now">The groups.</param>
/// <param name="before">The groups in the version before; not that version, so that versions don't keep each other.</param>
/// <param name="batch">What the batch did to groups.</param>
/// <param name="newlyFinal">The groups that became final with it.</param>
internal sealed class GroupedVersion<TRow>(GroupQuery<TRow> query, GroupVersion now, GroupVersion? before, MergedGroups batch, IReadOnlyList<int> newlyFinal) : TableVersion<TRow>
{
    private readonly GroupVersion _now = now;

    public override int Count => _now.RowCount;

    public override TRow this[int index] => query.RowOf(_now, _now.GroupAt(index));

    public override IEnumerable<Change<TRow>> Changes => batch.Touched.Concat(batch.Removed).Select(group => ChangeOf(before, group));

    public override IEnumerable<TRow> NewlyFinal => newlyFinal.Select(group => query.RowOf(_now, group));

    public override IEnumerable<FinalRow> FinalWithEnd => newlyFinal.Select(group => new FinalRow(query.RowOf(_now, group), _now.EndOf(group)));

    public override bool IsFinal(int index) => _now.IsFinal(_now.GroupAt(index));

    public override long GroupOf(int index) => _now.GroupAt(index);

    public override IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older)
    {
        // The version before batch 0 belongs to no run: all groups are new since.
        var from = older.Count == 0 ? null : (older as GroupedVersion<TRow>)?._now;
        if (older.Count > 0 && from?.IsOlder(_now) != true) throw new ArgumentException("The changes are those since an older version of the same run of the same query.", nameof(older));
        // Numbers are never given again, so what the older one lacks is behind its count.
        return (from?.Groups ?? []).Concat(_now.Groups.Where(group => group >= (from?.Count ?? 0)))
            .Where(group => from?.IsPresent(group) != true || !_now.IsPresent(group) || !_now.HasSameValues(from, group))
            .Select(group => ChangeOf(from, group));
    }

    public override int Find(object? key, Window? window)
    {
        if (query.HasWindows != window is not null) throw new ArgumentException(query.HasWindows ? "The query has windows: look for key and window." : "The query has no windows: look for the key alone.");
        return query.Find(_now, key, window) is >= 0 and var group ? _now.PlaceOf(group) : -1;
    }

    private Change<TRow> ChangeOf(GroupVersion? from, int group)
    {
        if (!_now.IsPresent(group)) return new Change<TRow>(ChangeKind.Removed, group, default, query.RowOf(from!, group));
        var row = query.RowOf(_now, group);
        if (from?.IsPresent(group) != true) return new Change<TRow>(ChangeKind.Added, group, row, default) { IsFinal = _now.IsFinal(group) };
        var kind = _now.HasSameValues(from, group) ? ChangeKind.Touched : ChangeKind.Updated;
        return new Change<TRow>(kind, group, row, query.RowOf(from, group)) { IsFinal = _now.IsFinal(group) };
    }
}
