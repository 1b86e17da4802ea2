namespace ReactiveEtl;

/// <summary>The rows of one version of a table, made when they are asked for. Immutable; for any thread.</summary>
internal abstract class TableVersion<TRow>
{
    public abstract int Count { get; }

    public abstract TRow this[int index] { get; }

    /// <summary>The changes from the version before.</summary>
    public abstract IEnumerable<Change<TRow>> Changes { get; }

    /// <summary>The changes from any older version of the same query.</summary>
    public abstract IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older);

    /// <summary>The place of a group's row, or -1.</summary>
    public abstract int Find(object? key, Window? window);
}

/// <summary>The rows of one batch, of a query that keeps nothing.</summary>
internal sealed class BatchVersion<TRow>(IReadOnlyList<TRow> rows) : TableVersion<TRow>
{
    private readonly IReadOnlyList<TRow> _rows = rows;

    public override int Count => _rows.Count;

    public override TRow this[int index] => _rows[index];

    public override IEnumerable<Change<TRow>> Changes => _rows.Select((row, i) => new Change<TRow>(ChangeKind.Added, i, row, default));

    public override IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older)
    {
        if (ReferenceEquals(older, this)) return [];
        if (older is not BatchVersion<TRow> before) throw new ArgumentException("The changes are those since an older version of the same query.", nameof(older));
        return before._rows.Select((row, i) => new Change<TRow>(ChangeKind.Removed, i, default, row)).Concat(Changes);
    }

    public override int Find(object? key, Window? window) => throw new ArgumentException("A query without groups has no keys to look for.");
}

/// <summary>The rows of groups: one for each, in order of first arrival.</summary>
/// <param name="query">How a row is made of a group.</param>
/// <param name="now">The groups.</param>
/// <param name="before">The groups in the version before; not that version, so that versions don't keep each other.</param>
/// <param name="touched">The groups that the batch had records for.</param>
internal sealed class GroupedVersion<TRow>(GroupQuery<TRow> query, GroupVersion now, GroupVersion? before, int[] touched) : TableVersion<TRow>
{
    private readonly GroupVersion _now = now;

    public override int Count => _now.Count;

    public override TRow this[int index] => query.RowOf(_now, index);

    public override IEnumerable<Change<TRow>> Changes => touched.Select(group => ChangeOf(before, group));

    public override IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older)
    {
        // The version before batch 0 belongs to no run: all groups are new since.
        var from = older.Count == 0 ? null : (older as GroupedVersion<TRow>)?._now;
        if (older.Count > 0 && from?.IsOlder(_now) != true) throw new ArgumentException("The changes are those since an older version of the same run of the same query.", nameof(older));
        return Enumerable.Range(0, Count).Where(group => from is null || !_now.HasSameValues(from, group)).Select(group => ChangeOf(from, group));
    }

    public override int Find(object? key, Window? window)
    {
        if (query.Windows is null != window is null) throw new ArgumentException(query.Windows is null ? "The query has no windows: look for the key alone." : "The query has windows: look for key and window.");
        if (window is { } sought && query.Windows!.EndOf(sought.StartMicroseconds) != sought.EndMicroseconds) return -1;
        return _now.Find(query.KeyValues(key), window?.StartMicroseconds ?? 0);
    }

    private Change<TRow> ChangeOf(GroupVersion? from, int group)
    {
        if (from is null || group >= from.Count) return new Change<TRow>(ChangeKind.Added, group, this[group], default);
        var kind = _now.HasSameValues(from, group) ? ChangeKind.Touched : ChangeKind.Updated;
        return new Change<TRow>(kind, group, this[group], query.RowOf(from, group));
    }
}
