#:project ../ReactiveEtl/ReactiveEtl.csproj
#:project ../ReactiveEtl.Sql/ReactiveEtl.Sql.csproj
#:project ../ReactiveEtl.Testing/ReactiveEtl.Testing.csproj

// The notebook: hourly counts over a directory of JSON lines, static and streaming. Run it with `dotnet run src/samples/notebook.cs [directory]`.
using System.Reactive.Linq;
using ReactiveEtl;
using ReactiveEtl.Testing;

var directory = args.FirstOrDefault() ?? Path.Combine(Path.GetTempPath(), "reactive-etl-events");
SampleDirectory.Prepare(directory);
var chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");
var files = JsonFiles.In(directory, "file-*.json");

// Static: what is there now, once.
Snapshot<HourlyCount> now = (await HourlyCounts(files.Read<DeviceEvent>())).As("static_counts");
now.Sql("select * from static_counts", chicago).Show(5, false);
now.Sql("select action, sum(count) as total_count from static_counts group by action").Show();

// Streaming: the same query, a file a batch, in the background.
await using StreamingQuery<HourlyCount> query = HourlyCounts(files.Watch<DeviceEvent>(new WatchOptions { MaxFilesPerBatch = 1 }))
    .Start("counts", new QueryOptions { OutputMode = OutputMode.Complete });

using var versions = query.Table.Where(version => version.Prefix.Files is 1 or 2 or 4).Subscribe(version =>
{
    Console.WriteLine($"after {version.Prefix.Files} files, {version.Prefix.Rows} events:");
    version.Sql("""
        select action, date_format(window.end, "MMM-dd HH:mm") as time, count
        from counts order by time, action
        """, chicago).Show();
});

await query.ProcessAllAvailableAsync();
query.Table.Sql("select action, sum(count) as total_count from counts group by action order by action").Show();
await query.StopAsync();
Console.WriteLine(query.Status.State);

static TableStream<HourlyCount> HourlyCounts(RowStream<DeviceEvent> events) =>
    events.Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1)))
          .GroupBy(e => e.Action)
          .Select(g => new HourlyCount(g.Key, g.Window, g.Count()));

internal sealed record DeviceEvent(DateTimeOffset Time, string Action);
internal sealed record HourlyCount(string Action, Window Window, long Count);
