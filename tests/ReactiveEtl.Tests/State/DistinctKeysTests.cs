using System.Text;

namespace ReactiveEtl.Tests.State;

/// <summary>Keys that are known until their time has come, against a dictionary, by random scripts of batches that are committed or undone.</summary>
public class DistinctKeysTests
{
    private const int Rows = 7;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 30)];

    /// <summary>Keys within a lateness, keys that hold the event time, and keys for ever; judged by the watermark of the batch, or exactly by that of each row.</summary>
    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void DistinctKeys_AreADictionaryOfEnds(int seed)
    {
        var random = new Random(seed);
        var holdsTime = random.Next(3) == 0;
        long? lateness = !holdsTime && random.Next(3) > 0 ? random.Next(1, 60) : null;
        var isExact = random.Next(2) == 0;
        var names = random.Next(2) == 0 ? 30 : 300;
        var keys = new DistinctKeys([typeof(long?), typeof(string)], holdsTime ? 0 : null, lateness is { } delay ? TimeSpan.FromMicroseconds(delay) : null);
        var (texts, numbers, times, watermarks) = (new StringVector(Rows), new ColumnVector<long>(Rows), new ColumnVector<long>(Rows), new ColumnVector<long>(Rows));
        var known = new Dictionary<(string? Text, long? Number), long>();
        var watermark = 0L;
        for (var batch = 0; batch < 200; batch++)
        {
            var (added, running) = (new Dictionary<(string? Text, long? Number), long>(known), watermark);
            for (var vector = random.Next(4); vector >= 0; vector--)
            {
                texts.Clear();
                numbers.Clear();
                times.Clear();
                var expected = new List<int>();
                for (var row = 0; row < Rows; row++)
                {
                    // Not late, so that a key that is known under an end that has come gets a later one.
                    var time = running + random.Next(1, 40);
                    (string? Text, long? Number) key = (random.Next(9) == 0 ? null : $"text {random.Next(names)}", holdsTime ? time : random.Next(9) == 0 ? null : random.Next(2));
                    if (key.Text is { } text) texts.Set(row, Encoding.UTF8.GetBytes(text));
                    else texts.SetNull(row);
                    if (key.Number is { } number) numbers.Set(row, number);
                    else numbers.SetNull(row);
                    times.Set(row, time);
                    watermarks.Set(row, running);
                    var end = lateness is { } kept ? time + kept : holdsTime ? time : Watermark.Forever;
                    if (!added.TryGetValue(key, out var old) || (isExact && old <= running))
                    {
                        added[key] = end;
                        expected.Add(row);
                    }

                    running = Math.Max(running, time - 20);
                }

                var found = new int[Rows];
                var count = keys.KeepFirst([numbers, texts], times, isExact ? watermarks : null, Rows, found);
                Assert.Equal(expected, found[..count]);
                Assert.Equal(added.Count, keys.Count);
            }

            if (random.Next(4) == 0)
            {
                keys.Undo();
            }
            else
            {
                watermark = random.Next(3) == 0 ? watermark : running;
                foreach (var ended in added.Where(pair => pair.Value <= watermark).Select(pair => pair.Key).ToList()) added.Remove(ended);
                known = added;
                keys.Commit(watermark);
            }

            var ends = known.Values.Where(end => end < Watermark.Forever).ToList();
            Assert.Equal((known.Count, ends.Count == 0 ? null : ends.Max()), (keys.Count, keys.LastEnd));
        }
    }

    /// <summary>The memory is that of the keys that are known: entries are used again, and texts of forgotten keys are let go of.</summary>
    [Fact]
    public void KeysThatComeAndGo_TakeTheMemoryOfThoseThatAreLeft()
    {
        var keys = new DistinctKeys([typeof(string)], null, TimeSpan.FromMicroseconds(2));
        var (texts, times, most) = (new StringVector(Rows), new ColumnVector<long>(Rows), 0L);
        for (var round = 0; round < 20_000; round++)
        {
            texts.Clear();
            for (var row = 0; row < Rows; row++)
            {
                texts.Set(row, Encoding.UTF8.GetBytes($"{round} {row}"));
                times.Set(row, round);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Equal(Rows, keys.KeepFirst([texts], times, null, Rows, new int[Rows]));
            keys.Commit(round);
            most = Math.Max(most, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(2 * Rows, keys.Count);
        // Whoever held entries or texts of all keys that ever were would make arrays for all of them at once. In Release the first page of a dictionary is a large one.
#if DEBUG
        Assert.InRange(most, 0, 400_000);
#else
        Assert.InRange(most, 0, 2_000_000);
#endif
    }

    [Fact]
    public void KeysOfOneHash_AreDifferent()
    {
        var random = new Random(1);
        var layout = new KeyLayout([typeof(long)]);
        var seen = new Dictionary<uint, long>();
        var (keys, numbers, pairs) = (new DistinctKeys([typeof(long)], null, null), new ColumnVector<long>(Rows), 0);
        for (var i = 0; i < 400_000; i++)
        {
            var words = new long[layout.WordCount];
            words[^1] = random.NextInt64();
            var hash = KeyLayout.Hash(words);
            if (seen.TryAdd(hash, words[^1])) continue;
            numbers.Set(0, seen[hash]);
            numbers.Set(1, words[^1]);
            Assert.Equal((2, 0), (keys.KeepFirst([numbers], null, null, 2, new int[2]), keys.KeepFirst([numbers], null, null, 2, new int[2])));
            pairs++;
        }

        Assert.NotEqual(0, pairs);
    }
}
