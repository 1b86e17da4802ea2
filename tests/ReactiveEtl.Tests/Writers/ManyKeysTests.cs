using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Text;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Batches of many different texts, which workers share: P1 and P7 where nearly every row has a group of its own.</summary>
public class ManyKeysTests
{
    private const int FilesPerBatch = 3;

    public static TheoryData<int> AllSeeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(AllSeeds))]
    public async Task Versions_AtAnyParallelism_AreThoseOfThePrefix(int seed)
    {
        var random = new Random(seed);
        var isFiltered = random.Next(2) == 0;
        var directory = new VirtualDirectory();
        var files = Enumerable.Range(0, 4 * FilesPerBatch).Select(_ => Records(random)).ToList();
        foreach (var (number, records) in files.Index()) directory.Store.Add($"events/file-{number}.json", BytesOf(records), VirtualDirectory.Begin.AddSeconds(-100 + number));
        var naive = Enumerable.Range(1, 4).Select(batches => Naive(files.Take(batches * FilesPerBatch).SelectMany(file => file), isFiltered)).ToList();
        foreach (var parallelism in new[] { 1, 2, 7 })
        {
            var options = new ReadOptions { MaxFilesPerBatch = FilesPerBatch, Parallelism = parallelism, UnitSize = random.Next(500, 5000) };
            var readings = directory.Files.Read<Reading>(options, ImmediateScheduler.Instance);
            var versions = await (isFiltered ? readings.Where(reading => reading.Open) : readings)
                .Window(reading => reading.Time, Window.Tumbling(TimeSpan.FromHours(1)))
                .GroupBy(reading => reading.Action)
                .Select(g => new { g.Key, g.Window, Count = g.Count() })
                .Select(version => string.Join('\n', version.Rows.Select(row => $"{row.Key} {row.Window.Start:HH} {row.Count}")))
                .ToList();
            Assert.Equal(naive, versions);
        }
    }

    /// <summary>Of some files all are in one hour; of few names most come again, of many hardly any.</summary>
    private static List<(string Action, int Hour, bool IsOpen)> Records(Random random)
    {
        var names = random.Next(2) == 0 ? 50 : 5000;
        var hours = random.Next(3) == 0 ? 3 : 1;
        var length = random.Next(30);
        return [.. Enumerable.Range(0, 200).Select(_ => ($"{new string('k', length)}{random.Next(names)}", random.Next(hours), random.Next(8) == 0))];
    }

    private static byte[] BytesOf(IEnumerable<(string Action, int Hour, bool IsOpen)> records)
    {
        var text = new StringBuilder();
        foreach (var (action, hour, isOpen) in records)
            text.Append($"{{\"time\":\"{RandomFiles.Midnight.AddHours(hour):yyyy-MM-ddTHH:mm:ssZ}\",\"action\":\"{action}\",\"open\":{(isOpen ? "true" : "false")},\"level\":\"Low\"}}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Naive(IEnumerable<(string Action, int Hour, bool IsOpen)> records, bool isFiltered) => string.Join('\n', records
        .Where(record => record.IsOpen || !isFiltered)
        .GroupBy(record => (record.Action, record.Hour))
        .Select(group => $"{group.Key.Action} {group.Key.Hour:00} {group.Count()}"));
}
