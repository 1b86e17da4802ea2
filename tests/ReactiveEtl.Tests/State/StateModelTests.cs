using System.Text;

namespace ReactiveEtl.Tests.State;

/// <summary>The structures of the state against plain collections, by random scripts.</summary>
public class StateModelTests
{
    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 10)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void StringDictionary_IsADictionary(int seed)
    {
        var random = new Random(seed);
        var texts = new StringDictionary();
        var model = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 3000; i++)
        {
            var text = new string((char)('a' + random.Next(3)), random.Next(20)) + (random.Next(3) == 0 ? "\0" : "") + random.Next(40);
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.Equal(model.TryGetValue(text, out var known) ? known : -1, texts.Find(bytes));
            if (random.Next(2) == 0) continue;
            model.TryAdd(text, model.Count);
            Assert.Equal(model[text], texts.GetOrAdd(bytes));
        }

        Assert.Equal(model.Count, texts.Count);
        Assert.All(model, pair => Assert.Equal(pair.Key, texts.GetString(pair.Value)));
        Assert.All(model, pair => Assert.Equal(pair.Key, Encoding.UTF8.GetString(texts[pair.Value])));
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void OpenGroups_AreTakenWhenTheyEnd(int seed)
    {
        var random = new Random(seed);
        var ends = new Dictionary<int, long>();
        var open = new OpenGroups(random.Next(2) == 0 ? 1 : random.Next(2, 50));
        var isFixed = random.Next(2) == 0;
        var (now, next) = (-100L, 0);
        for (var step = 0; step < 400; step++)
        {
            for (var i = random.Next(6); i > 0; i--)
            {
                ends[next] = now + 1 + random.Next(60);
                open.Add(ends[next], next++);
            }

            foreach (var moved in isFixed ? [] : ends.Keys.Where(_ => random.Next(8) == 0).ToList())
            {
                if (random.Next(4) == 0) ends.Remove(moved);
                else open.MoveTo(ends[moved] += random.Next(40));
            }

            now += random.Next(5);
            var expected = ends.Where(pair => pair.Value <= now).Select(pair => pair.Key).Order().ToList();
            Assert.Equal(expected, open.TakeEndedBy(now, group => ends.TryGetValue(group, out var end) ? end : null));
            foreach (var ended in expected) ends.Remove(ended);
            if (isFixed) Assert.Equal(ends.Count == 0 ? null : ends.Values.Max(), open.LastEnd);
        }

        Assert.Equal(ends.Keys.Order(), open.TakeEndedBy(Watermark.Forever, group => ends.TryGetValue(group, out var end) ? end : null));
        Assert.Null(open.LastEnd);
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void Groups_AreADictionaryOfKeys(int seed)
    {
        var random = new Random(seed);
        var layout = new KeyLayout([typeof(long), typeof(decimal?)]);
        var local = new LocalGroups(layout);
        var table = new GroupTable(layout);
        var model = new Dictionary<string, int>(StringComparer.Ordinal);
        var versions = new List<(PagedVersion<long>[] Words, int Count)>();
        var keys = new List<long[]>();
        for (var i = 0; i < 2000; i++)
        {
            var key = Enumerable.Range(0, layout.WordCount).Select(_ => (long)random.Next(4) * (random.Next(2) == 0 ? 1 : 1L << 62)).ToArray();
            var name = string.Join(' ', key);
            Assert.Equal(model.TryGetValue(name, out var known) ? known : -1, table.Find(key));
            if (model.TryAdd(name, model.Count)) keys.Add(key);
            var groups = new int[1];
            local.Find(key, groups);
            Assert.Equal((model[name], model[name]), (groups[0], table.Find(key) is >= 0 and var there ? there : table.Add(key)));
            if (random.Next(50) == 0) versions.Add((table.Freeze().Words, table.Count));
        }

        Assert.Equal(model.Count, local.Count);
        Assert.Equal(model.Count, table.Count);
        Assert.All(keys, key => Assert.Equal(key, local[model[string.Join(' ', key)]].ToArray()));
        Assert.All(versions, version => Assert.All(Enumerable.Range(0, version.Count), group => Assert.Equal(keys[group], version.Words.Select(word => word[group]))));
        local.Clear();
        var first = new int[1];
        local.Find(keys[^1], first);
        Assert.Equal((0, 1), (first[0], local.Count));
    }

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public void GroupIndex_FindsWhatIsThere(int seed)
    {
        var random = new Random(seed);
        var index = new GroupIndex();
        var keys = new CollidingKeys();
        var model = new Dictionary<long, int>();
        for (var step = 0; step < 4000; step++)
        {
            // Seasons of growing and of shrinking, so that an index is cleared while it is full, and while it is all but empty.
            var grows = step / 500 % 2 == 0;
            long key = random.Next(150);
            var hash = CollidingKeys.HashOf(key);
            var known = model.GetValueOrDefault(key, -1);
            Assert.Equal(known, index.Find(keys, hash, [key]));
            switch (random.Next(10))
            {
                case < 8 when known < 0 && grows:
                    model.Add(key, keys.Count);
                    index.Add(keys.Add(key), hash);
                    break;
                case < 8 when known >= 0 && !grows:
                    model.Remove(key);
                    index.Remove(known, hash);
                    break;
                case 8:
                    index.Remove(keys.Count, hash);
                    if (random.Next(20) == 0) index.Reserve(random.Next(300));
                    break;
                case 9 when random.Next(60) == 0:
                    index.Clear(keys, keys.Count);
                    model.Clear();
                    break;
            }
        }

        Assert.All(model, pair => Assert.Equal(pair.Value, index.Find(keys, CollidingKeys.HashOf(pair.Key), [pair.Key])));
    }

    [Fact]
    public void GroupIndex_OfKeysThatComeAndGo_DoesNotGrow()
    {
        var (index, keys) = (new GroupIndex(), new CollidingKeys());
        var group = keys.Add(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            index.Add(group, keys.HashOf(group));
            index.Remove(group, keys.HashOf(group));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Fact]
    public void Keys_OfOneHash_AreDifferentGroups()
    {
        var random = new Random(1);
        var layout = new KeyLayout([typeof(long)]);
        var seen = new Dictionary<uint, long[]>();
        var (local, table) = (new LocalGroups(layout), new GroupTable(layout));
        var pairs = 0;
        for (var i = 0; i < 400_000; i++)
        {
            var key = new long[layout.WordCount];
            key[^1] = random.NextInt64();
            if (seen.TryAdd(KeyLayout.Hash(key), key)) continue;
            pairs++;
            var groups = new int[2];
            local.Find([.. seen[KeyLayout.Hash(key)], .. key], groups);
            Assert.Equal(groups[0] + 1, groups[1]);
            var first = table.Add(seen[KeyLayout.Hash(key)]);
            Assert.Equal((first, -1), (table.Find(seen[KeyLayout.Hash(key)]), table.Find(key)));
            Assert.Equal(table.Add(key), table.Find(key));
        }

        Assert.NotEqual(0, pairs);
    }

    /// <summary>Keys of which several have one hash, others the same slot, and all want the last slots, behind which the first ones follow.</summary>
    private sealed class CollidingKeys : IGroupKeys
    {
        private readonly List<long> _keys = [];

        public int Count => _keys.Count;

        public static uint HashOf(long key) => uint.MaxValue - (uint)(key % 12) - ((uint)(key % 2) << 20);

        public int Add(long key)
        {
            _keys.Add(key);
            return _keys.Count - 1;
        }

        public bool HasKey(int group, ReadOnlySpan<long> key) => _keys[group] == key[0];

        public uint HashOf(int group) => HashOf(_keys[group]);
    }
}
