using System.Reactive.Concurrency;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Tests.Json;

/// <summary>Lines of one file in memory, read with a run-time schema.</summary>
internal static class JsonReading
{
    public static async Task<IReadOnlyList<Row>> Read(string schema, ReadOptions options, params string[] lines)
    {
        var store = new MemoryFileStore(new HistoricalScheduler());
        store.Add("in/file.json", string.Join('\n', lines));
        await using var query = JsonFiles.In("in", store).Read(schema, options, ImmediateScheduler.Instance).Start("read");
        await query.Completion;
        return query.Table.Current.Rows;
    }

    /// <summary>One value of a column <c>a</c>; null where it is malformed.</summary>
    public static async Task<object?> Value(string type, string json, TimeZoneInfo? zone = null) =>
        (await Read($"a {type}, _corrupt_record string", new ReadOptions { TimeZone = zone ?? TimeZoneInfo.Utc }, $$"""{"a":{{json}}}"""))[0]["a"];
}
