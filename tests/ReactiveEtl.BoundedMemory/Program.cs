using System.Globalization;
using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Text;
using ReactiveEtl;
using ReactiveEtl.BoundedMemory;

switch (args)
{
    case ["count", var gigabytes]: await CountAsync(int.Parse(gigabytes, CultureInfo.InvariantCulture)); break;
    case ["publish", var groups, var changed]: Publish(int.Parse(groups, CultureInfo.InvariantCulture), int.Parse(changed, CultureInfo.InvariantCulture)); break;
    default: throw new ArgumentException("Expected 'count GIGABYTES' or 'publish GROUPS CHANGED'.");
}

// Prints: bytes, rows, the counts of both actions, and the memory that there is.
static async Task CountAsync(int gigabytes)
{
    var block = Block(1 << 20);
    var store = new GeneratedFile(block, gigabytes << 10);
    var table = await JsonFiles.In("events", store).Read<DeviceEvent>(null, ImmediateScheduler.Instance)
        .Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Action).Select(g => new { g.Key, Count = g.Count() });
    Console.WriteLine($"{table.Prefix.Bytes} {table.Prefix.Rows} {string.Join(' ', table.Rows.Select(row => $"{row.Key}={row.Count}"))} {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes}");
}

// Prints: rows, and the bytes that the thread allocated to publish one version of a large table of which little changed.
static void Publish(int groups, int changed)
{
    using var source = new Subject<MicroBatch<Item>>();
    var query = source.AsRows().GroupBy(e => e.Key).Select(g => new { g.Key, Count = g.Count(), Sum = g.Sum(e => e.Number) }).Start("large");
    source.OnNext(MicroBatch.Of(Enumerable.Range(0, groups).Select(i => new Item(i, 1))));
    var few = Enumerable.Range(0, changed).Select(i => new Item((long)i * (groups / changed), 1)).ToArray();
    source.OnNext(MicroBatch.Of(few));
    var before = GC.GetAllocatedBytesForCurrentThread();
    source.OnNext(MicroBatch.Of(few));
    var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
    var current = query.Table.Current;
    Console.WriteLine($"{current.Rows.Count} {current.Changes.Count()} {current.Rows.Sum(row => row.Count)} {allocated}");
}

// Whole lines of one hour, as many of either action, filled up with blanks, which are no record.
static byte[] Block(int length)
{
    var text = new StringBuilder();
    for (var i = 0; text.Length < length - 100 || i % 2 == 1; i++) text.Append(CultureInfo.InvariantCulture, $"{{\"time\":{1469498400 + (i % 3600)},\"action\":\"{(i % 2 == 0 ? "Open" : "Close")}\"}}\n");
    return Encoding.UTF8.GetBytes(text.ToString().PadRight(length - 1) + "\n");
}

internal sealed record DeviceEvent(DateTimeOffset Time, string Action);

internal sealed record Item(long Key, int Number);
