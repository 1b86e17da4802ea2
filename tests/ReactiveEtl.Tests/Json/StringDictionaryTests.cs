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
        // Long and short ones, of which each thread has most in common with the others; the table grows all the while.
        var texts = Enumerable.Range(0, 20_000).Select(i => new string('x', random.Next(3) == 0 ? 20 : 0) + i).ToArray();
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

    /// <summary>As a worker finds it: without the lock, and only then with it.</summary>
    private static unsafe int IdOf(StringDictionary dictionary, string text)
    {
        var padded = Encoding.UTF8.GetBytes(text + new string('\0', 32));
        fixed (byte* bytes = padded)
        {
            var known = text.Length <= 16 ? dictionary.FindShort(bytes, text.Length) : -1;
            return known >= 0 ? known : dictionary.GetOrAdd(padded.AsSpan(0, text.Length));
        }
    }
}
