using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace ReactiveEtl.Tests.State;

/// <summary>Each aggregator against the rows of its groups, by random scripts of all that can be done to it; versions stay what they were.</summary>
public class AggregatorTests
{
    private const int Rows = 8;

    private static readonly Aggregate[] All =
    [
        new("count", () => new CountAggregator(CountKind.Rows), () => null, _ => null, rows => (long)rows.Count),
        new("count of values", () => new CountAggregator(CountKind.NotNull), NewLongs, random => Long(random), rows => rows.LongCount(row => row is not null)),
        new("count of a condition", () => new CountAggregator(CountKind.True), NewLongs, random => random.Next(3) switch { 0 => null, var truth => truth - 1L }, rows => rows.LongCount(row => row is 1L)),
        new("distinct texts", () => new DistinctAggregator<string>(), () => new StringVector(Rows), Text, rows => rows.Where(row => row is not null).Distinct().LongCount()),
        new("distinct doubles", () => new DistinctAggregator<double>(), () => new ColumnVector<double>(Rows), random => random.Next(5) switch { 0 => null, 1 => -0.0, 2 => double.NaN, var number => number - 3.0 }, rows => rows.OfType<double>().Distinct().LongCount()),
        new("sum of integers", () => new Int64SumAggregator(), NewLongs, random => Long(random), rows => rows.OfType<long>().Any() ? rows.OfType<long>().Sum() : null),
        new("sum of doubles", () => new SumAggregator<double>(), () => new ColumnVector<double>(Rows), random => Long(random) * 0.25, rows => rows.OfType<double>().Any() ? rows.OfType<double>().Sum() : null),
        new("sum of decimals", () => new SumAggregator<decimal>(), () => new ColumnVector<decimal>(Rows), random => Long(random) * 0.1m, rows => rows.OfType<decimal>().Any() ? rows.OfType<decimal>().Sum() : null),
        new("average of integers", () => new AverageAggregator(), NewLongs, random => Long(random), rows => rows.OfType<long>().Any() ? rows.OfType<long>().Average() : null),
        new("average of doubles", () => new AverageAggregator(), () => new ColumnVector<double>(Rows), random => Long(random) * 0.25, rows => rows.OfType<double>().Any() ? rows.OfType<double>().Average() : null),
        new("average of decimals", () => new AverageAggregator(), () => new ColumnVector<decimal>(Rows), random => Long(random) * 0.5m, rows => rows.OfType<decimal>().Any() ? rows.OfType<decimal>().Average(number => (double)number) : null),
        new("least integer", () => new PickAggregator<long>(PickKind.Min, Comparer<long>.Default), NewLongs, random => Long(random), rows => rows.OfType<long>().Any() ? rows.OfType<long>().Min() : null),
        new("greatest text", () => new PickAggregator<string>(PickKind.Max, ValueOrder.Texts), () => new StringVector(Rows), Text, rows => rows.Max()),
        new("greatest double", () => new PickAggregator<double>(PickKind.Max, ValueOrder.Doubles), () => new ColumnVector<double>(Rows), random => random.Next(9) == 0 ? double.NaN : Long(random) * 1.5, rows => rows.Contains(double.NaN) ? double.NaN : rows.Max()),
        new("first", () => new PickAggregator<long>(PickKind.First, Comparer<long>.Default), NewLongs, random => Long(random), rows => rows.FirstOrDefault()),
        new("last", () => new PickAggregator<string>(PickKind.Last, ValueOrder.Texts), () => new StringVector(Rows), Text, rows => rows.LastOrDefault()),
        new("own", () => new UserAggregator(typeof(int?), "", (text, row) => $"{text}{row ?? "-"},", Joined), NewLongs, random => Long(random), rows => string.Concat(rows.Select(row => $"{row ?? "-"},"))),
    ];

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 5)];

    private sealed record Aggregate(string Name, Func<Aggregator> New, Func<ColumnVector?> NewInput, Func<Random, object?> Value, Func<List<object?>, object?> Naive)
    {
        public override string ToString() => Name;
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Aggregators_AreTheAggregatesOfTheirRows(int seed)
    {
        foreach (var aggregate in All) new Script(aggregate, new Random(seed)).Run();
    }

    /// <summary>To the last bit, where they say so: of two zeros, numbers with zeros behind the point, and sums that are rounded.</summary>
    [Fact]
    public void PartialsThatJoinInAnyOrder_GiveTheSame()
    {
        object?[] values = [1e16, 1.0, -1e16, 0.0, -0.0, 1.0m, 1.00m, 0.1m, 5L, 6L, 5L, "b", "a", "b"];
        var random = new Random(1);
        foreach (var aggregate in All.Where(aggregate => aggregate.New().JoinsInAnyOrder))
        {
            var input = aggregate.NewInput();
            object?[] rows = [.. values.Where(value => input is null || input.GetType().BaseType!.GenericTypeArguments.Concat(input.GetType().GenericTypeArguments).Contains(value is string ? typeof(int) : value!.GetType()))];
            var found = Enumerable.Range(0, 20).Select(_ => Joined(aggregate, rows, random)).Distinct();
            Assert.True(found.Count() == 1, $"{aggregate}: {string.Join(' ', found)}");
        }

        Assert.All(All, aggregate => Assert.True(aggregate.New().JoinsInAnyOrder || aggregate.Name is not ("count" or "distinct texts" or "least integer" or "greatest text"), aggregate.Name));
    }

    /// <summary>A sum that leaves 64 bits at any row of a batch, or with what was there before, is told and not merged.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void SumOfIntegers_IsCheckedAtEveryRow(int seed)
    {
        long[] numbers = [long.MaxValue, long.MinValue, long.MaxValue - 1, 1L << 62, -(1L << 62), 1, -1, 0];
        var random = new Random(seed);
        var sums = new Int64SumAggregator();
        var (partial, next, input) = (sums.NewPartial(), sums.NewPartial(), new ColumnVector<long>(Rows));
        var (before, refused) = (BigInteger.Zero, 0);
        for (var batch = 0; batch < 2000; batch++)
        {
            var rows = Enumerable.Range(0, random.Next(1, Rows + 1)).Select(_ => numbers[random.Next(numbers.Length)]).ToList();
            var own = random.Next(rows.Count + 1);
            for (var row = 0; row < rows.Count; row++) input.Set(row, rows[row]);
            partial.Clear();
            next.Clear();
            partial.Resize(1);
            next.Resize(1);
            partial.Add(input, [.. Enumerable.Range(0, own)], new int[own]);
            next.Add(input, [.. Enumerable.Range(own, rows.Count - own)], new int[rows.Count - own]);
            partial.Append(next, [0]);
            var running = rows.Aggregate(new List<BigInteger> { 0 }, (all, number) => [.. all, all[^1] + number]);
            var fits = running.Append(before + running[^1]).All(sum => sum >= long.MinValue && sum <= long.MaxValue);
            var wrong = sums.Check(partial, 0, 0);
            Assert.Equal(fits ? null : "a sum of integers leaves 64 bits", wrong);
            if (!fits) refused++;
            if (!fits) continue;
            if (sums.Count == 0) sums.AddGroup();
            sums.Merge(partial, 0, 0);
            before += running[^1];
            Assert.Equal((long)before, sums.Freeze()[0]);
        }

        Assert.InRange(refused, 1, 1999);
        sums.AddGroup();
        sums.MergeGroup(0, 1);
        if (before != 0) Assert.Throws<OverflowException>(() => { for (var i = 0; i < 65; i++) sums.MergeGroup(1, 1); });
    }

    /// <summary>The same for decimals.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void SumOfDecimals_IsCheckedAtEveryRow(int seed)
    {
        decimal[] numbers = [decimal.MaxValue, decimal.MinValue, decimal.MaxValue / 2, decimal.MinValue / 2, 1, -1, 0];
        var random = new Random(seed);
        var sums = new SumAggregator<decimal>();
        var (partial, next, input) = (sums.NewPartial(), sums.NewPartial(), new ColumnVector<decimal>(Rows));
        var before = 0m;
        for (var batch = 0; batch < 1000; batch++)
        {
            var rows = Enumerable.Range(0, random.Next(1, Rows + 1)).Select(_ => numbers[random.Next(numbers.Length)]).ToArray();
            var own = random.Next(rows.Length + 1);
            for (var row = 0; row < rows.Length; row++) input.Set(row, rows[row]);
            partial.Clear();
            next.Clear();
            partial.Resize(1);
            next.Resize(1);
            partial.Add(input, [.. Enumerable.Range(0, own)], new int[own]);
            next.Add(input, [.. Enumerable.Range(own, rows.Length - own)], new int[rows.Length - own]);
            partial.Append(next, [0]);
            var fits = true;
            var after = Sum([before, Sum(rows)]);
            // What leaves the range by itself behind the rows of another partial is told too, even where the sum of both would not have.
            Sum(rows.AsSpan(own));
            Assert.Equal(fits ? null : "a sum of decimals leaves their range", sums.Check(partial, 0, 0));
            if (!fits) continue;
            if (sums.Count == 0) sums.AddGroup();
            sums.Merge(partial, 0, 0);
            before = after;
            Assert.Equal(before, sums.Freeze()[0]);

            decimal Sum(ReadOnlySpan<decimal> parts)
            {
                var total = 0m;
                foreach (var part in parts)
                {
                    try
                    {
                        total += part;
                    }
                    catch (OverflowException)
                    {
                        fits = false;
                    }
                }

                return total;
            }
        }
    }

    [Fact]
    public void FreedPage_IsLetGoOf()
    {
        foreach (var aggregate in All)
        {
            var (aggregator, partial, input, random) = (aggregate.New(), aggregate.New().NewPartial(), aggregate.NewInput(), new Random(1));
            for (var row = 0; row < Rows; row++) VectorValue.Store(input, row, Enumerable.Range(0, 100).Select(_ => aggregate.Value(random)).FirstOrDefault(value => value is not (null or 0L or 0.0 or 0m)));
            partial.Resize(1);
            partial.Add(input, [0], [0]);
            for (var group = 0; group <= PagedColumn.PageMask; group++)
            {
                aggregator.AddGroup();
                aggregator.Merge(partial, 0, group);
            }

            var (before, same) = (aggregator.Freeze(), aggregator.Freeze());
            aggregator.FreePage(0);
            Assert.True(same.SharesPage(before, 0) && !aggregator.Freeze().SharesPage(before, 0), aggregate.Name);
            foreach (var field in aggregator.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
                if (field.GetValue(aggregator) is { } column && column.GetType().GetMethod(nameof(PagedColumn<>.Indexes), [typeof(int)]) is { } indexes) Assert.Empty((IEnumerable<int>)indexes.Invoke(column, [0])!);
        }
    }

    [Theory]
    [InlineData(PickKind.Min)]
    [InlineData(PickKind.Max)]
    public void LeastAndGreatest_OfEqualValues_AreTheFirst(object kind)
    {
        var aggregator = new PickAggregator<decimal>((PickKind)kind, Comparer<decimal>.Default);
        var (partial, input) = (aggregator.NewPartial(), new ColumnVector<decimal>(Rows));
        foreach (var (row, number) in ((decimal[])[1.0m, 1.00m, 1.000m]).Index()) input.Set(row, number);
        aggregator.AddGroup();
        partial.Resize(1);
        partial.Add(input, [0, 1], [0, 0]);
        aggregator.Merge(partial, 0, 0);
        partial.Clear();
        partial.Resize(1);
        partial.Add(input, [2], [0]);
        aggregator.Merge(partial, 0, 0);
        Assert.Equal("1.0", string.Create(CultureInfo.InvariantCulture, $"{aggregator.Freeze()[0]}"));
    }

    /// <summary>As their UTF-8 bytes are, and a null before all.</summary>
    [Fact]
    public void Texts_AreOrderedByTheirBytes()
    {
        string?[] texts = [null, "", "a", "ab", "b", "z", "\u00e9", "\ud7ff", "\uff5e", "\uffff", "\ud83d\ude00", "\ud83d\ude01", "a\uffff", "a\ud83d\ude00"];
        var sorted = texts.OrderBy(text => text is null ? "" : "0" + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)), StringComparer.Ordinal).ToList();
        foreach (var (place, text) in sorted.Index())
        {
            foreach (var (other, second) in sorted.Index()) Assert.Equal(place.CompareTo(other), Math.Sign(ValueOrder.CompareTexts(text, second)));
        }
    }

    [Fact]
    public void Doubles_AreOrderedWithNaNBehindAll()
    {
        double[] sorted = [double.NegativeInfinity, -1, 0, 1, double.PositiveInfinity, double.NaN];
        foreach (var (place, number) in sorted.Index())
        {
            foreach (var (other, second) in sorted.Index()) Assert.Equal(place.CompareTo(other), Math.Sign(ValueOrder.Doubles.Compare(number, second)));
        }
    }

    /// <summary>What holds no row is not merged, so that a seed need not be the merge's neutral element.</summary>
    private static string Joined(object? x, object? y) => x is null or "" || y is null or "" ? "a seed is merged" : $"{x}{y}";

    private static ColumnVector<long> NewLongs() => new(Rows);

    private static long? Long(Random random) => random.Next(4) == 0 ? null : random.Next(-3, 4);

    private static string? Text(Random random) => random.Next(4) == 0 ? null : $"text {random.Next(6)}";

    /// <summary>What the values give, in three partials that are joined in some order.</summary>
    private static string Joined(Aggregate aggregate, object?[] values, Random random)
    {
        var (aggregator, input) = (aggregate.New(), aggregate.NewInput());
        aggregator.AddGroup();
        foreach (var part in values.Index().GroupBy(value => value.Index % 3).OrderBy(_ => random.Next()))
        {
            var rows = part.Select(value => value.Item).ToArray();
            for (var row = 0; row < rows.Length; row++) VectorValue.Store(input, row, rows[row]);
            var partial = aggregator.NewPartial();
            partial.Resize(1);
            partial.Add(input, [.. Enumerable.Range(0, rows.Length)], new int[rows.Length]);
            aggregator.Merge(partial, 0, 0);
        }

        return Bits(aggregator.Freeze()[0]);
    }

    private static string Bits(object? value) => value switch
    {
        double number => BitConverter.DoubleToInt64Bits(number).ToString(CultureInfo.InvariantCulture),
        _ => $"{value}",
    };

    private sealed class Script(Aggregate aggregate, Random random)
    {
        private readonly Aggregator _aggregator = aggregate.New();
        private readonly List<List<object?>> _groups = [];
        private readonly HashSet<int> _closed = [];
        private readonly HashSet<int> _freed = [];
        private readonly List<(AggregateVersion Version, Dictionary<int, object?> Values)> _versions = [];

        public void Run()
        {
            var (partial, next, input) = (_aggregator.NewPartial(), _aggregator.NewPartial(), aggregate.NewInput());
            for (var step = 0; step < 60; step++)
            {
                partial.Clear();
                var locals = Add(partial, input, random.Next(1, Rows + 1));
                if (random.Next(2) == 0) Append(partial, locals, next, input);
                Merge(partial, locals);
                Change();
                if (random.Next(3) == 0) _versions.Add((_aggregator.Freeze(), Enumerable.Range(0, _groups.Count).Except(_freed).ToDictionary(group => group, group => aggregate.Naive(_groups[group]))));
            }

            foreach (var (version, values) in _versions)
                Assert.All(values, value => Assert.True(Equals(value.Value, version[value.Key]), $"{aggregate} of group {value.Key}: {value.Value} is not {version[value.Key]}"));
            foreach (var (older, newer) in _versions.Zip(_versions.Skip(1)))
                Assert.All(newer.Values, value => Assert.True(!newer.Version.SharesPage(older.Version, value.Key) || Equals(older.Values[value.Key], value.Value), aggregate.Name));
            var (last, same) = (_aggregator.Freeze(), _aggregator.Freeze());
            Assert.All(Enumerable.Range(0, _groups.Count), group => Assert.True(same.SharesPage(last, group)));
        }

        /// <summary>Adds vectors of rows to groups of a partial.</summary>
        private List<List<object?>> Add(PartialAggregate partial, ColumnVector? input, int count)
        {
            var locals = Enumerable.Range(0, count).Select(_ => new List<object?>()).ToList();
            for (var vector = random.Next(1, 4); vector > 0; vector--)
            {
                // Groups come one after another, as new keys do.
                var known = vector == 1 ? count : random.Next(1, count + 1);
                partial.Resize(vector == 1 ? count : known);
                input?.Clear();
                var values = Enumerable.Range(0, Rows).Select(_ => aggregate.Value(random)).ToArray();
                for (var row = 0; row < Rows; row++) VectorValue.Store(input, row, values[row]);
                var rows = Enumerable.Range(0, Rows).Where(_ => random.Next(3) > 0).ToArray();
                var groups = rows.Select(_ => random.Next(known)).ToArray();
                partial.Add(input, rows, groups);
                foreach (var (row, group) in rows.Zip(groups)) locals[group].Add(values[row]);
            }

            return locals;
        }

        private void Append(PartialAggregate partial, List<List<object?>> locals, PartialAggregate next, ColumnVector? input)
        {
            next.Clear();
            var others = Add(next, input, random.Next(1, Rows + 1));
            var places = Enumerable.Range(0, locals.Count + others.Count).OrderBy(_ => random.Next()).Take(others.Count).ToArray();
            while (locals.Count <= places.Max()) locals.Add([]);
            partial.Resize(locals.Count);
            partial.Append(next, places);
            foreach (var (place, rows) in places.Zip(others)) locals[place].AddRange(rows);
        }

        private void Merge(PartialAggregate partial, List<List<object?>> locals)
        {
            var open = Enumerable.Range(0, _groups.Count).Except(_closed).OrderBy(_ => random.Next()).ToList();
            var touched = locals.Select((_, local) => local < open.Count && random.Next(3) > 0 ? open[local] : -1).ToArray();
            var made = _groups.Count;
            for (var local = 0; local < touched.Length; local++) touched[local] = touched[local] < 0 ? made++ : touched[local];
            _aggregator.Fetch(touched);
            for (var local = 0; local < touched.Length; local++)
            {
                Assert.Null(_aggregator.Check(partial, local, touched[local]));
                if (touched[local] == _groups.Count)
                {
                    _aggregator.AddGroup();
                    _groups.Add([]);
                }

                _aggregator.Merge(partial, local, touched[local]);
                _groups[touched[local]].AddRange(locals[local]);
                Assert.Equal(_groups.Count, _aggregator.Count);
            }
        }

        /// <summary>Joins groups, empties one, or closes some, whose page is freed when all of it are.</summary>
        private void Change()
        {
            var open = Enumerable.Range(0, _groups.Count).Except(_closed).OrderBy(_ => random.Next()).Take(2).ToArray();
            if (open.Length == 2 && random.Next(2) == 0)
            {
                _aggregator.MergeGroup(open[0], open[1]);
                _groups[open[1]].AddRange(_groups[open[0]]);
            }

            if (open.Length > 0 && random.Next(3) == 0)
            {
                _aggregator.Reset(open[0]);
                _groups[open[0]].Clear();
            }

            foreach (var group in open)
            {
                if (random.Next(2) == 0) continue;
                _aggregator.Release(group);
                _closed.Add(group);
                var page = Enumerable.Range(group & ~PagedColumn.PageMask, PagedColumn.PageMask + 1).ToArray();
                if (!page.All(_closed.Contains)) continue;
                _aggregator.FreePage(group);
                _freed.UnionWith(page);
            }
        }
    }
}
