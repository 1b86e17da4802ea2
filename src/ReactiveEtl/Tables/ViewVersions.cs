namespace ReactiveEtl;

/// <summary>The rows of a version for which a condition holds.</summary>
internal sealed class FilteredVersion<TRow>(TableVersion<TRow> inner, Func<TRow, bool> condition) : TableVersion<TRow>
{
    private readonly TableVersion<TRow> _inner = inner;
    private readonly Lazy<int[]> _places = new(() => [.. Enumerable.Range(0, inner.Count).Where(place => condition(inner[place]))]);

    public override int Count => _places.Value.Length;

    public override TRow this[int index] => _inner[_places.Value[index]];

    public override IEnumerable<Change<TRow>> Changes => Filter(_inner.Changes);

    public override IEnumerable<TRow> NewlyFinal => _inner.NewlyFinal.Where(condition);

    public override bool IsFinal(int index) => _inner.IsFinal(_places.Value[index]);

    public override long GroupOf(int index) => _inner.GroupOf(_places.Value[index]);

    public override IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older) => older is FilteredVersion<TRow> before ? Filter(_inner.ChangesSince(before._inner)) : throw NotOlder(older);

    public override int Find(object? key, Window? window) => _inner.Find(key, window) is >= 0 and var place ? Math.Max(-1, Array.BinarySearch(_places.Value, place)) : -1;

    private IEnumerable<Change<TRow>> Filter(IEnumerable<Change<TRow>> changes)
    {
        foreach (var change in changes)
        {
            var isNow = change.Kind != ChangeKind.Removed && condition(change.Row!);
            var wasBefore = change.Kind != ChangeKind.Added && condition(change.Before!);
            if (isNow && wasBefore) yield return change;
            else if (isNow) yield return new Change<TRow>(ChangeKind.Added, change.Group, change.Row, default) { IsFinal = change.IsFinal };
            else if (wasBefore) yield return new Change<TRow>(ChangeKind.Removed, change.Group, default, change.Before);
        }
    }
}

/// <summary>The rows of a version in order of a key.</summary>
internal sealed class OrderedVersion<TRow, TOrder>(TableVersion<TRow> inner, Func<TRow, TOrder> key, IComparer<TOrder> comparer) : TableVersion<TRow>
{
    private readonly TableVersion<TRow> _inner = inner;
    private readonly Lazy<int[]> _places = new(() => [.. Enumerable.Range(0, inner.Count).OrderBy(place => key(inner[place]), comparer)]);

    public override int Count => _inner.Count;

    public override TRow this[int index] => _inner[_places.Value[index]];

    public override IEnumerable<Change<TRow>> Changes => _inner.Changes;

    public override IEnumerable<TRow> NewlyFinal => _inner.NewlyFinal.OrderBy(key, comparer);

    public override bool IsFinal(int index) => _inner.IsFinal(_places.Value[index]);

    public override long GroupOf(int index) => _inner.GroupOf(_places.Value[index]);

    public override IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older) => older is OrderedVersion<TRow, TOrder> before ? _inner.ChangesSince(before._inner) : throw NotOlder(older);

    public override int Find(object? key, Window? window) => _inner.Find(key, window) is >= 0 and var place ? Array.IndexOf(_places.Value, place) : -1;
}

/// <summary>The first rows of a version.</summary>
/// <param name="inner">The version.</param>
/// <param name="before">The one before; the view of it is made again where changes are asked for, so that versions don't keep each other.</param>
/// <param name="count">How many rows.</param>
/// <param name="newlyFinal">The rows that became final, as far as there is room for them.</param>
internal sealed class FirstRowsVersion<TRow>(TableVersion<TRow> inner, TableVersion<TRow>? before, int count, IReadOnlyList<TRow> newlyFinal) : TableVersion<TRow>
{
    private readonly TableVersion<TRow> _inner = inner;

    public override int Count => Math.Min(count, _inner.Count);

    public override TRow this[int index] => _inner[index];

    public override IEnumerable<Change<TRow>> Changes => ChangesFrom(before);

    public override IEnumerable<TRow> NewlyFinal => newlyFinal;

    public override bool IsFinal(int index) => _inner.IsFinal(index);

    public override long GroupOf(int index) => _inner.GroupOf(index);

    public override IEnumerable<Change<TRow>> ChangesSince(TableVersion<TRow> older) => older is FirstRowsVersion<TRow> first ? ChangesFrom(first._inner) : throw NotOlder(older);

    public override int Find(object? key, Window? window) => _inner.Find(key, window) is var place && place < Count ? place : -1;

    private IEnumerable<Change<TRow>> ChangesFrom(TableVersion<TRow>? from)
    {
        var old = from is null ? [] : Enumerable.Range(0, Math.Min(count, from.Count)).ToDictionary(from.GroupOf, place => from[place]);
        for (var place = 0; place < Count; place++)
        {
            var (group, row) = (GroupOf(place), this[place]);
            if (!old.Remove(group, out var known)) yield return new Change<TRow>(ChangeKind.Added, group, row, default) { IsFinal = IsFinal(place) };
            else if (!Equals(known, row)) yield return new Change<TRow>(ChangeKind.Updated, group, row, known) { IsFinal = IsFinal(place) };
        }

        foreach (var (group, row) in old) yield return new Change<TRow>(ChangeKind.Removed, group, default, row);
    }
}

/// <summary>Makes the first rows of version after version, and counts the final rows that were output.</summary>
internal sealed class FirstRows<TRow>
{
    private readonly int _count;
    private TableVersion<TRow>? _before;
    private int _output;

    public FirstRows(int count, RunContext context)
    {
        _count = count;
        if (context.Resume?.Operators[context.Captures.Count] is OutputCount resumed) _output = resumed.Rows;
        context.Captures.Add(() => new OutputCount(_output));
    }

    public TableVersion<TRow> Next(TableVersion<TRow> version)
    {
        var final = version.NewlyFinal.Take(_count - _output).ToList();
        _output += final.Count;
        var first = new FirstRowsVersion<TRow>(version, _before, _count, final);
        _before = version;
        return first;
    }

    private sealed record OutputCount(int Rows) : OperatorState;
}
