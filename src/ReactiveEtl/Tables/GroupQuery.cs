namespace ReactiveEtl;

/// <summary>A query over groups, as a description: what the keys are, which windows, which aggregates, and how a row is made of a group.</summary>
/// <remarks>Immutable; each run makes its own state of it.</remarks>
internal sealed record GroupQuery<TRow>
{
    /// <summary>The key columns.</summary>
    public required IReadOnlyList<RowValue> Keys { get; init; }

    /// <summary>The event time; null where there are no windows.</summary>
    public RowValue? Time { get; init; }

    public WindowAssigner? Windows { get; init; }

    public required IReadOnlyList<AggregateDefinition> Aggregates { get; init; }

    /// <summary>A row from the values of the keys, then of the window if there are windows, then of the aggregates.</summary>
    public required Func<object?[], TRow> Project { get; init; }

    /// <summary>The columns of a key that a user holds.</summary>
    /// <exception cref="ArgumentException">The key is of another type.</exception>
    public required Func<object?, IReadOnlyList<object?>> KeyValues { get; init; }

    public required TableSchema<TRow> Schema { get; init; }

    /// <summary>Whether there is one row from the beginning, without any record.</summary>
    public bool HasOnlyGroup => Keys.Count == 0 && Windows is null;

    /// <summary>The state of a run, without any group.</summary>
    public GroupState NewState() => new(new KeyLayout([.. Keys.Select(key => key.Type)]), [.. Aggregates.Select(aggregate => aggregate.NewAggregator())]);

    public TRow RowOf(GroupVersion version, int group)
    {
        var values = new object?[Keys.Count + (Windows is null ? 0 : 1) + Aggregates.Count];
        var place = 0;
        for (var key = 0; key < Keys.Count; key++) values[place++] = version.Key(key, group);
        if (Windows is not null && version.WindowStart(group) is var start) values[place++] = new Window(start, Windows.EndOf(start));
        for (var i = 0; i < Aggregates.Count; i++) values[place++] = Aggregates[i].ToClr(version.Aggregate(i, group));
        return Project(values);
    }

    /// <summary>The query in lines, and which of its parts run on rows.</summary>
    public IEnumerable<string> Explain(RowMapping? rows)
    {
        if (Windows is not null) yield return $"window {Time!.Explain(rows)}, {Windows}";
        if (Keys.Count > 0) yield return $"group by {string.Join(", ", Keys.Select(key => key.Explain(rows)))}";
        yield return $"aggregate {string.Join(", ", Aggregates.Select(aggregate => aggregate.Explain(rows)))}";
    }
}
