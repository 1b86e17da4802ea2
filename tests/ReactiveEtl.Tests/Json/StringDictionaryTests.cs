using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>The workers of a batch add to one dictionary at the same time.</summary>
public class StringDictionaryTests
{
    private const int Threads = 4;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Texts_OfSeveralThreads_HaveOneIdEach(int seed)
    {
        var random = new Random(seed);
        // Long and short ones, of one word and of two, of which each thread has most in common with the others; the table grows all the while.
        var texts = Enumerable.Range(0, 20_000).Select(i => new string('x', random.Next(4) switch { 0 => 20, 1 => 8, _ => 0 }) + i).ToArray();
        var orders = Enumerable.Range(0, Threads).Select(_ => texts.OrderBy(_ => random.Next()).Take(15_000).ToArray()).ToArray();
        var dictionary = new StringDictionary();
        var found = new Dictionary<string, int>[Threads];
        using var start = new Barrier(Threads);
        // Threads of their own, since they wait for each other.
        var finding = Enumerable.Range(0, Threads).Select(number => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                found[number] = orders[number].ToDictionary(text => text, text => IdOf(dictionary, text), StringComparer.Ordinal);
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
        await Task.WhenAll(finding);

        var ids = found.SelectMany(some => some).Distinct().ToList();
        Assert.Equal(Enumerable.Range(0, dictionary.Count), ids.Select(id => id.Value).Order());
        Assert.All(ids, id => Assert.Equal(id.Key, dictionary.GetString(id.Value)));
    }

    /// <summary>Around the length up to which a text stands in its entry, few letters make texts that differ in one byte, in their length, or in zeros at their end.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Texts_OfAnyLength_AreToldApart(int seed)
    {
        var random = new Random(seed);
        var dictionary = new StringDictionary();
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < 20_000; i++)
        {
            var letters = random.GetItems<char>("\0\0\0a", random.Next(4) == 0 ? random.Next(32) : random.Next(9, 14));
            // Most of a long one is equal, so that whole words are.
            var text = new string('b', random.Next(3) == 0 ? 8 : 0) + new string(letters);
            if (text.Length >= 32) continue;
            Assert.Equal(ids.GetValueOrDefault(text, -1), Find(dictionary, text));
            if (!ids.ContainsKey(text)) ids.Add(text, ids.Count);
            Assert.Equal(ids[text], IdOf(dictionary, text));
        }

        Assert.Equal(ids.Count, dictionary.Count);
        Assert.All(ids, id => Assert.Equal(id.Key, dictionary.GetString(id.Value)));
    }

    /// <summary>Of one hash and one length: their bytes alone tell them apart.</summary>
    [Fact]
    public void Texts_OfOneHash_AreToldApart()
    {
        string[] texts = ["0000010000090000", "0000010800020000"];
        var dictionary = new StringDictionary();
        Assert.Equal([0, 1], texts.Select(text => dictionary.GetOrAdd(Encoding.UTF8.GetBytes(text))));
        Assert.Equal([0, 1], texts.Select(text => Find(dictionary, text)));
    }

    /// <summary>Twice the room there is would not do.</summary>
    [Fact]
    public void Texts_LongerThanAllBeforeTogether_HaveRoom()
    {
        string[] texts = [new('a', 10_000), "b", new('c', 100_000), new('d', 1_000_000)];
        var dictionary = new StringDictionary();
        Assert.Equal([0, 1, 2, 3], texts.Select(text => dictionary.GetOrAdd(Encoding.UTF8.GetBytes(text))));
        Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(dictionary.GetString));
    }

    /// <summary>Among other bytes, as it stands in a block.</summary>
    private static unsafe int Find(StringDictionary dictionary, string text)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes($"{text}\",{new string('x', 32)}")) return dictionary.Find(bytes, text.Length);
    }

    /// <summary>As a worker finds it: without the lock, and only then with it.</summary>
    private static int IdOf(StringDictionary dictionary, string text) =>
        Find(dictionary, text) is >= 0 and var known ? known : dictionary.GetOrAdd(Encoding.UTF8.GetBytes(text));
}
