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

    /// <summary>Sessions, in the place of windows that the time alone decides.</summary>
    public SessionWindows? Sessions { get; init; }

    /// <summary>The key column that is the event time, or -1.</summary>
    public int TimeKey { get; init; } = -1;

    /// <summary>Whether the windows are those of the rows' event time, so that they end with the watermark.</summary>
    public bool HasTimedWindows { get; init; }

    /// <summary>How long behind its end a session is final, in microseconds: where lateness is exact, one gap, since until then a row may join that is not late.</summary>
    public long SessionDelay { get; init; }

    public bool HasWindows => Windows is not null || Sessions is not null;

    /// <summary>Whether groups end, so that they can be final before the input is.</summary>
    public bool HasEnd => HasTimedWindows || TimeKey >= 0;

    public required IReadOnlyList<AggregateDefinition> Aggregates { get; init; }

    /// <summary>A row from the values of the keys, then of the window if there are windows, then of the aggregates.</summary>
    public required Func<object?[], TRow> Project { get; init; }

    /// <summary>The columns of a key that a user holds.</summary>
    /// <exception cref="ArgumentException">The key is of another type.</exception>
    public required Func<object?, IReadOnlyList<object?>> KeyValues { get; init; }

    public required TableSchema<TRow> Schema { get; init; }

    /// <summary>Whether there is one row from the beginning, without any record.</summary>
    public bool HasOnlyGroup => Keys.Count == 0 && !HasWindows;

    /// <summary>The state of a run, without any group.</summary>
    /// <param name="keepsAll">Whether no group is ever final.</param>
    /// <param name="retention">How long behind its end a final row stays; null for ever.</param>
    public GroupState NewState(bool keepsAll = false, TimeSpan? retention = null)
    {
        var types = Keys.Select(key => key.Type);
        // A session's end is a part of its key: its start alone is that of any row in it.
        var layout = new KeyLayout([.. Sessions is null ? types : types.Append(typeof(long))]);
        var end = keepsAll || !HasEnd ? GroupEnd.Never
            : Windows is not null && HasTimedWindows ? GroupEnd.OfWindow(Windows)
            : Sessions is null ? GroupEnd.OfColumn(TimeKey, layout) : GroupEnd.OfColumn(Keys.Count, layout, SessionDelay);
        var aggregators = Aggregates.Select(aggregate => aggregate.NewAggregator()).ToArray();
        var kept = retention?.Ticks / TimeSpan.TicksPerMicrosecond;
        return Sessions is null
            ? new GroupState(layout, aggregators, end, kept) { WindowOf = Windows is null ? null : key => Windows.WindowOf(key[KeyLayout.WindowWord]) }
            : new SessionState(layout, aggregators, end, kept) { WindowOf = key => new Window(key[KeyLayout.WindowWord], key[layout.PlaceOf(Keys.Count)]) };
    }

    /// <summary>How the rows of a vector come to windows, for one worker.</summary>
    public PlacedRows NewPlaced() => Windows is not null ? new WindowedRows(Windows) : Sessions is not null ? new SessionRows(Sessions) : new UnwindowedRows(TimeKey >= 0);

    /// <summary>The window of a group.</summary>
    public Window WindowOf(GroupVersion version, int group) =>
        Windows?.WindowOf(version.WindowId(group)) ?? new Window(version.WindowId(group), version.Word(Keys.Count, group));

    /// <summary>The group of a key and perhaps a window, or -1.</summary>
    public int Find(GroupVersion version, object? key, Window? window)
    {
        if (window is not { } sought) return version.Find(KeyValues(key), 0);
        if (Sessions is not null) return version.Find([.. KeyValues(key), sought.EndMicroseconds], sought.StartMicroseconds);
        var values = KeyValues(key);
        return Windows!.IdOf(sought) is { } id ? version.Find(values, id) : -1;
    }

    public TRow RowOf(GroupVersion version, int group)
    {
        var values = new object?[Keys.Count + (HasWindows ? 1 : 0) + Aggregates.Count];
        var place = 0;
        for (var key = 0; key < Keys.Count; key++) values[place++] = version.Key(key, group);
        if (HasWindows) values[place++] = WindowOf(version, group);
        for (var i = 0; i < Aggregates.Count; i++) values[place++] = Aggregates[i].ToClr(version.Aggregate(i, group));
        return Project(values);
    }

    /// <summary>The query in lines, and which of its parts run on rows.</summary>
    public IEnumerable<string> Explain(RowMapping? rows)
    {
        if (HasWindows) yield return $"window {Time?.Explain(rows) ?? "of the event time"}, {(object?)Windows ?? Sessions}";
        if (Keys.Count > 0) yield return $"group by {string.Join(", ", Keys.Select(key => key.Explain(rows)))}";
        yield return $"aggregate {string.Join(", ", Aggregates.Select(aggregate => aggregate.Explain(rows)))}";
    }
}
