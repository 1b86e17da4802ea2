using System.Numerics;
using System.Runtime.InteropServices;
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
    public void Texts_OfSeveralThreads_HaveOneIdEach(int seed)
    {
        var random = new Random(seed);
        // Long and short ones, of one word and of two, of which each thread has most in common with the others; the table grows all the while.
        var texts = Enumerable.Range(0, 20_000).Select(i => new string('x', random.Next(4) switch { 0 => 20, 1 => 8, _ => 0 }) + i).ToArray();
        var orders = Enumerable.Range(0, Threads).Select(_ => texts.OrderBy(_ => random.Next()).Take(15_000).ToArray()).ToArray();
        var dictionary = new StringDictionary();
        var found = new Dictionary<string, int>[Threads];
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            found[number] = orders[number].ToDictionary(text => text, text => IdOf(dictionary, text), StringComparer.Ordinal);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        var ids = found.SelectMany(some => some).Distinct().ToList();
        Assert.Equal(Enumerable.Range(0, dictionary.Count), ids.Select(id => id.Value).Order());
        Assert.All(ids, id => Assert.Equal(id.Key, dictionary.GetString(id.Value)));
    }

    /// <summary>Texts that differ in their last byte, or in their length alone, each found at once if it is there.</summary>
    [Fact]
    public unsafe void ShortTexts_AreFoundByTheirBytesAndLength()
    {
        var dictionary = new StringDictionary();
        var texts = Enumerable.Range(0, 17).SelectMany(length => new[] { 'a', 'b', '\0' }.Select(last => new string('x', length)[..Math.Max(0, length - 1)] + (length == 0 ? "" : last))).Distinct().ToArray();
        foreach (var (number, text) in texts.Index())
        {
            // What stands behind a text is none of it.
            var bytes = Encoding.UTF8.GetBytes(text + new string('y', 32));
            fixed (byte* first = bytes)
            {
                Assert.Equal(-1, dictionary.FindShort(first, text.Length));
                Assert.Equal(number, dictionary.GetOrAdd(bytes.AsSpan(0, text.Length)));
                Assert.Equal(number, dictionary.FindShort(first, text.Length));
            }
        }

        Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(dictionary.GetString));
    }

    /// <summary>A hash is no text: two that have the same one, made by undoing the last step of the other.</summary>
    [Fact]
    public void LongTexts_OfOneHash_AreDifferentTexts()
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        static ulong Step(ulong word) => BitOperations.RotateLeft(unchecked(word * Multiplier), 29);
        static byte[] Text(params ulong[] words) => MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
        var dictionary = new StringDictionary();

        var ids = new[] { Text(1, 2, 3), Text(4, 2 ^ Step(1) ^ Step(4), 3), Text(5, 2 ^ Step(1) ^ Step(5), 3) }.Select(text => dictionary.GetOrAdd(text));

        Assert.Equal([0, 1, 2], ids);
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
