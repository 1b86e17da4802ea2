using System.Text;

namespace ReactiveEtl.Tests.State;

/// <summary>Whose dictionary the texts of a batch stand in, and for how long.</summary>
public class BatchTextTests
{
    private const int Rows = 8;

    [Fact]
    public void TextsOfNoGroup_AreNotKeptWithTheBatch()
    {
        var (state, texts, sizes) = (NewState(), new StringVector(Rows), new List<int>());
        var groups = state.NewBatch();
        var counts = new Dictionary<string, long>();
        for (var vector = 0; vector < 2000; vector++)
        {
            // One row of a vector is kept, whose text is one of three hundred; the others are filtered, and never seen again.
            var kept = $"kept {vector % 300}";
            Fill(texts, [kept, .. Enumerable.Range(1, Rows - 1).Select(row => $"filtered {vector} {row}")]);
            groups.Add([texts], [null], [0], vector % 7 == 0 ? 1 : 0);
            var name = $"{kept} in {(vector % 7 == 0 ? 1 : 0)}";
            counts[name] = counts.GetValueOrDefault(name) + 1;
            sizes.Add(texts.Dictionary.Count);
        }

        state.Merge(groups);
        Assert.Equal(counts, Counts(state));
        // Tables are tiny in Debug, so that a dictionary is large early; in Release it is not within this test.
#if DEBUG
        Assert.InRange(sizes.Max(), 65, 4000);
#endif
    }

    /// <summary>Rows that came too late are of the groups they were of, also behind the row at which the scan gets its dictionary back.</summary>
    [Fact]
    public void LateGroups_AreKnownStill_WhenTheScanHasItsDictionaryBack()
    {
        var (texts, sizes) = (new StringVector(Rows), new List<int>());
        var groups = NewState().NewBatch();
        for (var vector = 0; vector < 2000; vector++)
        {
            Fill(texts, [.. Enumerable.Range(1, Rows - 1).Select(row => $"filtered {vector} {row}"), $"late {vector % 50}"]);
            groups.AddLate([texts], [Rows - 1], []);
            sizes.Add(texts.Dictionary.Count);
        }

        Assert.Equal((50, 0), (groups.Late.Count, groups.Groups.Count));
#if DEBUG
        Assert.InRange(sizes.Max(), 65, 4000);
#endif
    }

    /// <summary>Only the first row is of a group: nothing of the others stays, whether nobody asks for them, they have no time, or they never come to the groups.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TextsOfFilteredVectors_AreNotKeptWithTheBatch(bool isAdded)
    {
        var (state, texts, sizes) = (NewState(), new StringVector(Rows), new List<int>());
        var groups = state.NewBatch();
        Fill(texts, ["first"]);
        groups.Add([texts], [null], [0], 0);
        for (var vector = 0; vector < 2000; vector++)
        {
            Fill(texts, [.. Enumerable.Range(0, Rows).Select(row => $"filtered {vector} {row}")]);
            if (isAdded) groups.Add([texts], [null], [], ReadOnlySpan<long>.Empty);
            else groups.GiveBackTexts();
            sizes.Add(texts.Dictionary.Count);
        }

        state.Merge(groups);
        Assert.Equal(new Dictionary<string, long> { ["first in 0"] = 1 }, Counts(state));
#if DEBUG
        Assert.InRange(sizes.Max(), 65, 80);
#endif
    }

    [Fact]
    public void TextsOfAFirstBatch_AreTheTablesOwn()
    {
        var (state, texts) = (NewState(), new StringVector(Rows));
        var groups = state.NewBatch();
        var counts = new Dictionary<string, long>();
        var lent = new List<StringDictionary>();
        for (var batch = 0; batch < 4; batch++)
        {
            groups.Clear();
            // The first dictionary was given away, so that the scan has another one at once.
            if (batch == 1) Assert.NotSame(lent[0], texts.Dictionary);
            for (var vector = 0; vector < 3000; vector++)
            {
                var names = Enumerable.Range(0, Rows).Select(row => $"{(vector + batch) * Rows + row}").ToArray();
                Fill(texts, names);
                groups.Add([texts], [null], [.. Enumerable.Range(0, Rows)], 0);
                foreach (var name in names) counts[$"{name} in 0"] = counts.GetValueOrDefault($"{name} in 0") + 1;
            }

            state.Merge(groups);
            lent.Add(texts.Dictionary);
            Assert.Equal(counts, Counts(state));
        }

        groups.Clear();
        Assert.Equal(counts, Counts(state));
    }

    /// <summary>Texts of several columns stand in a dictionary of the batch's own, which is given away too.</summary>
    [Fact]
    public void TextsOfSeveralColumns_AreTheTablesOwn()
    {
        var state = new GroupState(new KeyLayout([typeof(string), typeof(string)]), [new CountAggregator(CountKind.Rows)], GroupEnd.Never, retention: null);
        var (groups, texts, same) = (state.NewBatch(), new StringVector(Rows), new StringVector(Rows));
        for (var vector = 0; vector < 3000; vector++)
        {
            Fill(texts, [.. Enumerable.Range(0, Rows).Select(row => $"{(vector * Rows) + row}")]);
            Fill(same, [.. Enumerable.Range(0, Rows).Select(_ => "same")]);
            groups.Add([same, texts], [null], [.. Enumerable.Range(0, Rows)], 0);
        }

        state.Merge(groups);
        var given = groups.Texts;
        Assert.Equal(1 + (3000 * Rows), given.Count);
        groups.Clear();
        Assert.NotSame(given, groups.Texts);
        var version = state.Freeze();
        Assert.Equal(Enumerable.Range(0, 3000 * Rows).Select(row => ("same", $"{row}")), version.Groups.Select(group => ((string)version.Key(0, group)!, (string)version.Key(1, group)!)));
    }

#if DEBUG
    /// <summary>A batch's own dictionary is another one behind a batch that gave it away, or in which it grew large; else it stays. Large ones are tiny in Debug.</summary>
    [Fact]
    public void OwnTexts_StayWhereTheyAreFewAndNobodyElses()
    {
        var state = new GroupState(new KeyLayout([typeof(string), typeof(string)]), [new CountAggregator(CountKind.Rows)], GroupEnd.Never, retention: null);
        var (groups, texts, others) = (state.NewBatch(), new StringVector(Rows), new StringVector(Rows));

        Assert.False(IsKept(vectors: 2));
        Assert.True(IsKept(vectors: 1));
        Assert.False(IsKept(vectors: 500));
        Assert.True(IsKept(vectors: 2));

        bool IsKept(int vectors)
        {
            for (var vector = 0; vector < vectors; vector++)
            {
                Fill(texts, [.. Enumerable.Range(0, Rows).Select(row => $"{(vector * Rows) + row}")]);
                Fill(others, [.. Enumerable.Range(0, Rows).Select(row => $"other {row}")]);
                groups.Add([texts, others], [null], [.. Enumerable.Range(0, Rows)], 0);
            }

            state.Merge(groups);
            var before = groups.Texts;
            groups.Clear();
            return ReferenceEquals(before, groups.Texts);
        }
    }
#endif

    [Fact]
    public void TextsWithoutGroups_AreNotGivenToTheTable()
    {
        var (state, texts) = (NewState(), new StringVector(Rows));
        var groups = state.NewBatch();
        for (var vector = 0; vector < 5; vector++)
        {
            Fill(texts, [.. Enumerable.Range(0, Rows).Select(row => $"{vector} {row}")]);
            groups.Add([texts], [null], [0, 1], 0);
        }

        state.Merge(groups);
        var lent = texts.Dictionary;
        for (var batch = 0; batch < 3; batch++)
        {
            Assert.True(texts.KeepsDictionary);
            groups.Clear();
            Assert.False(texts.KeepsDictionary);
            Assert.Same(lent, texts.Dictionary);
            groups.Add([texts], [null], [0, 1], 0);
        }

        Assert.Equal(10, Counts(state).Count);
    }

    /// <summary>Of two vectors that share texts each may hold as many as both would alone; one that left them behind only its own.</summary>
    [Fact]
    public void SharedTexts_AreLeftWhereTheyAreTooMany()
    {
        var (first, second) = (new StringVector(Rows), new StringVector(Rows));
        first.Share(first, 2);
        second.Share(first, 2);
        Assert.Same(first.Dictionary, second.Dictionary);
        var large = Enumerable.Range(0, 30_000).Select(i => $"text {i}").Chunk(Rows).ToList();
        var encoder = new KeyEncoder(new KeyLayout([typeof(string)]), borrows: true);
        encoder.Encode([first], [0], 0, new long[3]);
        foreach (var texts in large) Fill(second, texts);
#if DEBUG
        // Large from 64 texts on: the second one holds nothing and is on its own by now, the first one still has them.
        Assert.NotSame(first.Dictionary, second.Dictionary);
        Assert.Equal((2, 1), (first.Sharers, second.Sharers));
        foreach (var texts in large) Fill(first, texts);
        Assert.Equal((true, false), (encoder.HoldsTooMany(30_000 / 8 - 100), encoder.HoldsTooMany(30_000 / 8 + 100)));
        encoder.Clear();
        first.Clear();
        Assert.Equal((0, 1), (first.Dictionary.Count, first.Sharers));
#endif
        Assert.InRange(first.Dictionary.Count, 0, 30_000);
    }

    [Fact]
    public void Dictionary_OfTooManyBytes_SaysSo()
    {
        var texts = new StringDictionary(maxBytes: 40);
        var ids = new[] { "a text of twenty byte", "another, shorter", "" }.Select(text => texts.GetOrAdd(Encoding.UTF8.GetBytes(text))).ToArray();
        Assert.Equal([0, 1, 2], ids);
        var refused = Assert.Throws<InsufficientMemoryException>(() => texts.GetOrAdd("four"u8));
        Assert.Contains("MaxBytesPerBatch", refused.Message, StringComparison.Ordinal);
        Assert.Equal((3, 1, 3), (texts.Count, texts.GetOrAdd("another, shorter"u8), texts.GetOrAdd("abc"u8)));
        Assert.Equal(["a text of twenty byte", "another, shorter", "", "abc"], Enumerable.Range(0, 4).Select(texts.GetString));
    }

    private static GroupState NewState() => new(new KeyLayout([typeof(string)]), [new CountAggregator(CountKind.Rows)], GroupEnd.Never, retention: null);

    private static Dictionary<string, long> Counts(GroupState state)
    {
        var version = state.Freeze();
        return version.Groups.ToDictionary(group => $"{version.Key(0, group)} in {version.WindowId(group)}", group => (long)version.Aggregate(0, group)!);
    }

    private static void Fill(StringVector texts, string[] values)
    {
        texts.Clear();
        for (var row = 0; row < values.Length; row++) texts.Set(row, Encoding.UTF8.GetBytes(values[row]));
    }
}
