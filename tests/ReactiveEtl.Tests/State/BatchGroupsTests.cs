namespace ReactiveEtl.Tests.State;

/// <summary>Groups of batches that several workers read in units, against those of all rows in order.</summary>
public class BatchGroupsTests
{
    private const int VectorSize = 6;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Workers_FindTheGroupsOfAllRows_InTheirOrder(int seed)
    {
        var random = new Random(seed);
        var hasNumber = random.Next(2) == 0;
        var state = new GroupState(new KeyLayout(hasNumber ? [typeof(long?), typeof(string)] : [typeof(string)]), [new CountAggregator(CountKind.Rows)], GroupEnd.Never, retention: null);
        var workers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => state.NewBatch()).ToArray();
        var texts = workers.Select(_ => new StringVector(VectorSize)).ToArray();
        var numbers = new ColumnVector<long>(VectorSize);
        var model = new Dictionary<(string? Text, long? Number, long Window), long>();
        for (var batch = 0; batch < 6; batch++)
        {
            var names = random.Next(2) == 0 ? 20 : 2000;
            var late = new HashSet<(string?, long?, long)>();
            var touched = new List<(string? Text, long? Number, long Window)>();
            foreach (var worker in workers) worker.Clear();
            // As scans begin, or each with texts of its own; of some batches a worker has all rows in one window.
            if (random.Next(3) > 0) Array.ForEach(texts, own => own.Share(texts[0], workers.Length));
            var windowOf = random.Next(2) == 0 ? null : workers.Select(_ => (long)random.Next(2)).ToArray();
            for (var unit = 0; unit < 8; unit++)
            {
                var worker = random.Next(workers.Length);
                workers[worker].BeginUnit(unit);
                for (var vector = random.Next(20); vector > 0; vector--) Add(worker, names, windowOf?[worker], late, touched);
            }

            workers[0].Join(workers[1..]);
            var order = touched.Distinct().ToList();
            Assert.Equal((order.Count, late.Count), (workers[0].Groups.Count, workers[0].Late.Count));
            foreach (var key in touched) model[key] = model.GetValueOrDefault(key) + 1;
            var merged = state.Merge(workers[0]).Touched;
            var version = state.Freeze();
            Assert.Equal(order, merged.Select(group => KeyOf(version, group)));
            Assert.Equal(model, version.Groups.ToDictionary(group => KeyOf(version, group), group => (long)version.Aggregate(0, group)!));
            Assert.All(version.Groups, group => Assert.Equal(group, version.Find(hasNumber ? [version.Key(0, group), version.Key(1, group)] : [version.Key(0, group)], version.WindowId(group))));
        }

        void Add(int worker, int names, long? only, HashSet<(string?, long?, long)> late, List<(string?, long?, long)> touched)
        {
            texts[worker].Clear();
            numbers.Clear();
            var keys = new (string? Text, long? Number)[VectorSize];
            for (var row = 0; row < VectorSize; row++)
            {
                keys[row] = (random.Next(8) == 0 ? null : $"text {random.Next(names)}", hasNumber && random.Next(3) > 0 ? random.Next(2) : null);
                VectorValue.Store(texts[worker], row, keys[row].Text);
                VectorValue.Store(numbers, row, keys[row].Number);
            }

            var rows = Enumerable.Range(0, VectorSize).Where(_ => random.Next(4) > 0).ToArray();
            ColumnVector[] columns = hasNumber ? [numbers, texts[worker]] : [texts[worker]];
            var windows = rows.Select(_ => (long)random.Next(3)).ToArray();
            switch (only is null ? random.Next(4) : 2)
            {
                case 0:
                    var isWindowed = random.Next(2) == 0;
                    workers[worker].AddLate(columns, rows, isWindowed ? windows : []);
                    late.UnionWith(rows.Select((row, place) => (keys[row].Text, keys[row].Number, isWindowed ? windows[place] : 0)));
                    break;
                case 1:
                    workers[worker].Add(columns, [null], rows, windows);
                    touched.AddRange(rows.Select((row, place) => (keys[row].Text, keys[row].Number, windows[place])));
                    break;
                default:
                    var window = only ?? (random.Next(5) == 0 ? 1 : 0);
                    workers[worker].Add(columns, [null], rows, window);
                    touched.AddRange(rows.Select(row => (keys[row].Text, keys[row].Number, window)));
                    break;
            }
        }

        (string? Text, long? Number, long Window) KeyOf(GroupVersion version, int group) =>
            ((string?)version.Key(hasNumber ? 1 : 0, group), hasNumber ? (long?)version.Key(0, group) : null, version.WindowId(group));
    }

    /// <summary>A worker for which no unit was left may have the group without rows, which comes before all others.</summary>
    [Fact]
    public void WorkerWithoutUnits_IsJoinedToo()
    {
        var layout = new KeyLayout([typeof(long)]);
        var state = new GroupState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.Never, retention: null);
        var (first, second, keys) = (state.NewBatch(), state.NewBatch(), new ColumnVector<long>(VectorSize));
        first.AddTheOnlyGroup();
        second.BeginUnit(0);
        foreach (var (row, key) in ((long[])[7, 5, 7]).Index()) keys.Set(row, key);
        second.Add([keys], [null], [0, 1, 2], 0);
        first.Join([second]);
        var touched = state.Merge(first).Touched;
        var version = state.Freeze();
        Assert.Equal([(0L, 0L), (7, 2), (5, 1)], touched.Select(group => ((long)version.Key(0, group)!, (long)version.Aggregate(0, group)!)));
    }

    /// <summary>Of types whose keys take one word or two, each of a place of its own in the row's key.</summary>
    [Fact]
    public void KeysOfOneVector_AreThoseOfTheirRows()
    {
        var state = new GroupState(new KeyLayout([typeof(double), typeof(decimal), typeof(Guid)]), [new CountAggregator(CountKind.Rows)], GroupEnd.Never, retention: null);
        var (batch, numbers, amounts, ids) = (state.NewBatch(), new ColumnVector<double>(VectorSize), new ColumnVector<decimal>(VectorSize), new ColumnVector<Guid>(VectorSize));
        var keys = Enumerable.Range(0, VectorSize).Select(row => ((row % 2) + 0.5, row % 2 / 10m, new Guid(row % 4, 0, 0, new byte[8]))).ToArray();
        foreach (var (row, (number, amount, id)) in keys.Index())
        {
            numbers.Set(row, number);
            amounts.Set(row, amount);
            ids.Set(row, id);
        }

        batch.Add([numbers, amounts, ids], [null], [.. Enumerable.Range(0, VectorSize)], 0);
        var touched = state.Merge(batch).Touched;
        var version = state.Freeze();
        Assert.Equal(keys.CountBy(key => key), touched.Select(group => KeyValuePair.Create(((double)version.Key(0, group)!, (decimal)version.Key(1, group)!, (Guid)version.Key(2, group)!), (int)(long)version.Aggregate(0, group)!)));
    }

    /// <summary>All groups of the first worker are of one window and known by their texts, which does not hold for the other's.</summary>
    [Fact]
    public void GroupsOfSeveralWindows_JoinThoseOfOne()
    {
        var state = new GroupState(new KeyLayout([typeof(string)]), [new CountAggregator(CountKind.Rows)], GroupEnd.Never, retention: null);
        var (first, second, texts) = (state.NewBatch(), state.NewBatch(), new StringVector(VectorSize));
        foreach (var (row, text) in ((string[])["a", "b"]).Index()) VectorValue.Store(texts, row, text);
        first.BeginUnit(0);
        first.Add([texts], [null], [0, 1], 0);
        second.BeginUnit(1);
        second.Add([texts], [null], [0, 0, 1], [0, 1, 1]);
        first.Join([second]);
        var touched = state.Merge(first).Touched;
        var version = state.Freeze();
        Assert.Equal([("a", 0, 2), ("b", 0, 1), ("a", 1, 1), ("b", 1, 1)], touched.Select(group => ((string)version.Key(0, group)!, version.WindowId(group), (long)version.Aggregate(0, group)!)));
    }

    [Fact]
    public void Units_JoinInAnyOrder_OnlyWhereAllAggregatesDo()
    {
        Assert.True(JoinsInAnyOrder(new CountAggregator(CountKind.Rows), new DistinctAggregator<long>()));
        Assert.False(JoinsInAnyOrder(new CountAggregator(CountKind.Rows), new AverageAggregator()));

        static bool JoinsInAnyOrder(params Aggregator[] aggregators) => new GroupState(new KeyLayout([]), aggregators, GroupEnd.Never, retention: null).NewBatch().JoinsInAnyOrder;
    }

    /// <summary>A group whose time is null ends with the input only, and then in the order of arrival with all others.</summary>
    [Fact]
    public void GroupsWithoutTime_EndWithTheInput()
    {
        var layout = new KeyLayout([typeof(long), typeof(long?)]);
        var state = new GroupState(layout, [new CountAggregator(CountKind.Rows)], GroupEnd.OfColumn(1, layout), retention: null);
        var (batch, numbers, times) = (state.NewBatch(), new ColumnVector<long>(VectorSize), new ColumnVector<long>(VectorSize));
        foreach (var (row, time) in ((long?[])[30, null, 10, 40]).Index()) VectorValue.Store(times, row, time);
        batch.Add([numbers, times], [null], [0, 1, 2, 3], 0);
        state.Merge(batch);
        Assert.Equal((40, 4), (state.LastEnd, state.OpenCount));
        Assert.Equal([0, 2], state.Evict(30));
        Assert.Equal((40, 2), (state.LastEnd, state.OpenCount));
        Assert.Equal([1, 3], state.Evict(Watermark.Forever));
        Assert.Equal((null, 0), (state.LastEnd, state.OpenCount));
        Assert.Empty(state.Evict(Watermark.Forever));
    }
}
