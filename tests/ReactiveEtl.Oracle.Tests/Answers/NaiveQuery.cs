using System.Globalization;
using System.Numerics;
using System.Text;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>A scenario's query over records, as plainly as possible: what each batch outputs, and how many groups are kept.</summary>
/// <remarks>Held against Spark's answers wherever no listed difference is met, so that it can be trusted where one is.</remarks>
internal sealed class NaiveQuery
{
    private readonly QueryDefinition _query;
    private readonly RowSchema _input;
    private readonly RowSchema _output;
    private readonly Dictionary<string, NaiveGroup> _groups = [];

    public NaiveQuery(QueryDefinition query, RowSchema input, RowSchema output)
    {
        _query = query;
        _input = input;
        _output = output;
    }

    public int Groups => _groups.Count;

    /// <summary>Whether it is a query of this plain kind: without a watermark, without comparing keys, in windows that the time alone decides.</summary>
    public static bool Knows(Scenario scenario) => Knows(scenario.Query) && !NeedsCast(scenario);

    private static bool Knows(QueryDefinition query) => !query.HasExpressions && query.Lateness is null && query.Dedup is null && query.Window?.Kind != "session";

    /// <summary>A window over a text, a date or a local time, a sum or average over a text: they are cast, as in Spark.</summary>
    private static bool NeedsCast(Scenario scenario) =>
        scenario.Query.Aggregates.Any(aggregate => aggregate.Function is "sum" or "avg" or "mean" && scenario.TypeOf(aggregate.Column) is "string" or "timestamp")
        || (scenario.Query.Window?.On is { } time && scenario.TypeOf(time) is "string" or "date" or "timestamp_ntz");

    private bool IsGlobal => _query.Window is null && _query.GroupBy.Count == 0;

    /// <summary>The rows that the next batch outputs.</summary>
    /// <exception cref="OverflowException">A sum of integers leaves 64 bits.</exception>
    public IReadOnlyList<string> Next(IEnumerable<IReadOnlyList<object?>> records)
    {
        var rows = records.Select(Selected).ToList();
        if (_query.Aggregates.Count == 0) return [.. rows.Select(row => Canonical.Row(_output, row))];
        var touched = rows.SelectMany(Keyed).GroupBy(pair => pair.Text).ToDictionary(group => group.Key, group => group.ToList());
        if (IsGlobal) touched.TryAdd("", []);
        foreach (var (text, members) in touched)
        {
            if (!_groups.TryGetValue(text, out var group))
                _groups[text] = group = new NaiveGroup(members.Count > 0 ? members[0].Key : [], [.. _query.Aggregates.Select(aggregate => new NaiveAggregate(aggregate))]);
            foreach (var aggregate in group.Aggregates) aggregate.Add([.. members.Select(member => ValueOf(aggregate, member.Row))]);
        }

        var output = _query.Mode == "complete" ? _groups.Values : touched.Keys.Select(text => _groups[text]);
        return [.. output.Select(group => Canonical.Row(_output, [.. group.Key, .. group.Aggregates.Select(aggregate => aggregate.Value)]))];
    }

    private IReadOnlyList<object?> Selected(IReadOnlyList<object?> record) =>
        _query.Select is null ? record : [.. _query.Select.Select(item => record[_input.IndexOf(QueryDefinition.AsColumn(item)!.Value.Name)])];

    private RowSchema AfterSelect => _query.Select is null ? _input
        : new RowSchema(_query.Select.Select(item => QueryDefinition.AsColumn(item)!.Value).Select(column => _input[_input.IndexOf(column.Name)] with { Name = column.Alias }));

    private IEnumerable<(string Text, List<object?> Key, IReadOnlyList<object?> Row)> Keyed(IReadOnlyList<object?> row)
    {
        var schema = AfterSelect;
        var places = _query.GroupBy.Select(name => schema.IndexOf(QueryDefinition.Unquoted(name))).ToList();
        var keys = places.Select(place => row[place] switch { double number => number + 0.0, float number => number + 0f, var other => other }).ToList();
        var text = string.Join("|", places.Select((place, i) => Canonical.Value(keys[i], schema[place])));
        if (_query.Window is not { } window) return [(text, keys, row)];
        if (row[schema.IndexOf(window.On!)] is not DateTimeOffset time) return [];
        return WindowsOf(window, time).Select(found => ($"{found}|{text}", keys.Prepend(found).ToList(), row));
    }

    /// <summary>Every window that begins at a multiple of the slide, moved by the offset, and holds the time.</summary>
    private static IEnumerable<Window> WindowsOf(WindowDefinition window, DateTimeOffset time)
    {
        var size = Duration.Parse(window.Size);
        var slide = window.Slide is { } text ? Duration.Parse(text) : size;
        var offset = window.Offset is { } shift ? Duration.Parse(shift) : TimeSpan.Zero;
        var sinceStart = (time - DateTimeOffset.UnixEpoch - offset).Ticks;
        var last = (Int128)sinceStart - ((((Int128)sinceStart % slide.Ticks) + slide.Ticks) % slide.Ticks);
        for (var start = last; start > sinceStart - (Int128)size.Ticks; start -= slide.Ticks)
            yield return new Window(Instant(start + offset.Ticks), Instant(start + offset.Ticks + size.Ticks));
    }

    /// <summary>Outside the calendar, its first or last microsecond.</summary>
    private static DateTimeOffset Instant(Int128 ticksSinceEpoch)
    {
        var ticks = Int128.Clamp(ticksSinceEpoch + DateTimeOffset.UnixEpoch.Ticks, 0, DateTimeOffset.MaxValue.Ticks / 10 * 10);
        return new DateTimeOffset((long)ticks, TimeSpan.Zero);
    }

    private object? ValueOf(NaiveAggregate aggregate, IReadOnlyList<object?> row)
    {
        if (aggregate.Text.CountsRows) return true;
        var column = AfterSelect.IndexOf(QueryDefinition.Unquoted(aggregate.Text.Distinct ?? aggregate.Text.Column));
        return row[column];
    }

    private sealed record NaiveGroup(List<object?> Key, IReadOnlyList<NaiveAggregate> Aggregates);
}

/// <summary>One aggregate of one group, from batch to batch.</summary>
internal sealed class NaiveAggregate(AggregateText text)
{
    private readonly HashSet<string> _distinct = [];
    private long _count;
    private object? _sum;
    private object? _picked;
    private bool _hasPicked;

    public AggregateText Text => text;

    public object? Value => text.Function switch
    {
        "count" => text.Distinct is null ? _count : (long)_distinct.Count,
        "sum" => _sum is BigInteger whole ? (long)whole : _sum,
        "avg" or "mean" => _sum is null ? null : (double)_sum / _count,
        _ => _picked,
    };

    public void Add(IReadOnlyList<object?> values)
    {
        var known = values.OfType<object>().ToList();
        switch (text.Function)
        {
            case "count":
                _count += known.Count;
                _distinct.UnionWith(known.Select(value => $"{(value is double number ? number + 0.0 : value)}"));
                break;
            case "sum" when known.Count > 0: _sum = Sum(known); break;
            case "avg" or "mean" when known.Count > 0:
                _count += known.Count;
                _sum = ((double?)_sum ?? 0) + known.Aggregate(0.0, (sum, value) => sum + Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case "min" or "max":
                foreach (var value in known) Pick(value, _picked is null || (text.Function == "min" ? Compare(value, _picked) < 0 : Compare(value, _picked) > 0));
                break;
            case "first" or "last":
                foreach (var value in values) Pick(value, !_hasPicked || text.Function == "last");
                break;
        }
    }

    private void Pick(object? value, bool replaces)
    {
        if (!replaces) return;
        _picked = value;
        _hasPicked = true;
    }

    /// <summary>Doubles and decimals: the batch's own sum is added to what is kept.</summary>
    private object Sum(List<object> values) => values[0] switch
    {
        float => Sum([.. values.Select(value => (object)(double)(float)value)]),
        double => (object)(((double?)_sum ?? 0) + values.Cast<double>().Aggregate(0.0, (sum, value) => sum + value)),
        decimal => (object)(((decimal?)_sum ?? 0) + values.Cast<decimal>().Sum()),
        _ => (object)SumOfIntegers(values),
    };

    /// <summary>Every sum of the batch on the way must fit, and then the sum with what is kept.</summary>
    private BigInteger SumOfIntegers(List<object> values) =>
        (long)(((BigInteger?)_sum ?? 0) + values.Aggregate(0L, (sum, value) => checked(sum + Convert.ToInt64(value, CultureInfo.InvariantCulture))));

    private static int Compare(object left, object right) => (left, right) switch
    {
        (string a, string b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)),
        (float a, float b) when float.IsNaN(a) || float.IsNaN(b) => float.IsNaN(a).CompareTo(float.IsNaN(b)),
        (double a, double b) when double.IsNaN(a) || double.IsNaN(b) => double.IsNaN(a).CompareTo(double.IsNaN(b)),
        _ => ((IComparable)left).CompareTo(right),
    };
}
