using System.Text.Json.Serialization;
using ReactiveEtl.Tests.Operators;
using ReactiveEtl.Tests.Writers;

namespace ReactiveEtl.Tests.MicroBatches;

/// <summary>Which types are rows, what their columns are called, and what a missing value means.</summary>
public class FlatTypeTests
{
    private sealed record Strict(string Name, int Number);

    private sealed record Lenient(string? Name, int? Number);

    private sealed record Defaults(string Name = "nobody", int Number = 7, Plain Kind = Plain.Many, decimal Amount = 1.5m, string? Note = null, DateTimeOffset At = default);

    private sealed record Renamed([property: JsonPropertyName("odd name")] string Name, long LongName);

    private sealed record Corrupt(string? Name, int? Number, [property: CorruptRecord] string? Raw);

    private sealed class Settable
    {
        public string? Name { get; set; }

        public int Number { get; init; }

        [JsonIgnore]
        public List<int> Ignored { get; set; } = [];

        public string Computed => $"{Name}{Number}";
    }

    private struct Plainly
    {
        public int Number { get; set; }
    }

    private sealed record Nested(string Name, Strict Inner);

    private sealed record Listed(int[] Numbers);

    private sealed class Two
    {
        public Two(int number) => Number = number;

        public Two(int number, int other) => Number = number + other;

        public int Number { get; }
    }

    private sealed record BadCorrupt(int Number, [property: CorruptRecord] string? Raw);

    private sealed record NoText([property: CorruptRecord] int? Raw);

    private sealed record Numbered(Plain Kind, Small Size);

    [Fact]
    public void Missing_OrNull_WhereItMayNotBe_IsMalformed()
    {
        var (rows, refused) = Read<Strict>("{\"name\":\"a\",\"number\":1}", "{\"name\":\"b\"}", "{\"number\":1}", "{\"name\":null,\"number\":1}", "{\"name\":\"c\",\"number\":null}", "{}");
        Assert.Equal([new Strict("a", 1)], rows);
        Assert.Equal(["column 'number' is missing", "column 'name' is missing", "column 'name' is null", "column 'number' is null", "column 'name' is missing"], refused.Select(record => record.Reason.Split(',')[0]));
    }

    [Fact]
    public void Missing_OrNull_WhereItMayBe_IsNull() =>
        Assert.Equal([new Lenient(null, null), new Lenient(null, 1), new Lenient("a", null)], Read<Lenient>("{}", "{\"name\":null,\"number\":1}", "{\"name\":\"a\",\"number\":null}").Rows);

    [Fact]
    public void Missing_OrNull_WithADefault_IsTheDefault() =>
        Assert.Equal([new Defaults(), new Defaults(), new Defaults("a", 1, Plain.One, 2, "n", DateTimeOffset.UnixEpoch)], Read<Defaults>(
            "{}", "{\"name\":null,\"number\":null,\"kind\":null,\"amount\":null,\"note\":null,\"at\":null}", "{\"name\":\"a\",\"number\":1,\"kind\":1,\"amount\":2,\"note\":\"n\",\"at\":0}").Rows);

    [Fact]
    public void Names_AreCamelCaseOrAsSaid_InExactCase()
    {
        var (rows, refused) = Read<Renamed>("{\"odd name\":\"a\",\"longName\":1}", "{\"name\":\"a\",\"longName\":1}", "{\"odd name\":\"a\",\"LongName\":1}", "{\"odd\\u0020name\":\"b\",\"longN\\u0061me\":2,\"longName\":3}");
        Assert.Equal([new Renamed("a", 1), new Renamed("b", 3)], rows);
        Assert.Equal(2, refused.Count);
    }

    [Fact]
    public void CorruptRecord_TakesTheTextOfMalformedRecords_WhichAreCounted()
    {
        var (rows, refused) = Read<Corrupt>("{\"name\":\"a\",\"number\":1}", "none", "{\"name\":\"b\",\"number\":\"x\"}", "[]", "{\"name\":\"c\",\"number\":2} x", "{\"raw\":\"mine\"}");
        Assert.Equal(
            [new("a", 1, null), new(null, null, "none"), new("b", null, "{\"name\":\"b\",\"number\":\"x\"}"), new(null, null, "[]"), new(null, null, "{\"name\":\"c\",\"number\":2} x"), new(null, null, null)], rows);
        Assert.Empty(refused);
    }

    [Fact]
    public void Types_WithProperties_AreFilledByThem()
    {
        var rows = Read<Settable>("{\"name\":\"a\",\"number\":1,\"ignored\":5,\"computed\":\"x\"}", "{\"number\":2}").Rows;
        Assert.Equal([("a", 1, "a1"), (null, 2, "2")], rows.Select(row => (row.Name, row.Number, row.Computed)));
        Assert.Equal(5, Assert.Single(Read<Plainly>("{\"number\":5}").Rows).Number);
    }

    [Fact]
    public void Enums_WithoutNames_AreNumbersInRange()
    {
        var (rows, refused) = Read<Numbered>("{\"kind\":1,\"size\":255}", "{\"kind\":77,\"size\":0}", "{\"kind\":\"One\",\"size\":0}", "{\"kind\":1,\"size\":256}", "{\"kind\":3000000000,\"size\":0}");
        Assert.Equal([new(Plain.One, Small.Yes), new((Plain)77, Small.No)], rows);
        Assert.Equal(3, refused.Count);
    }

    [Fact]
    public void Types_ThatAreNotFlat_AreRefusedAtTheCall()
    {
        var files = new VirtualDirectory().Files;
        Assert.Contains("Inner", Assert.Throws<ArgumentException>(() => files.Read<Nested>()).Message, StringComparison.Ordinal);
        Assert.Contains("Numbers", Assert.Throws<ArgumentException>(() => files.Watch<Listed>()).Message, StringComparison.Ordinal);
        Assert.Contains("JsonConstructor", Assert.Throws<ArgumentException>(() => files.Read<Two>()).Message, StringComparison.Ordinal);
        Assert.Contains("nullable", Assert.Throws<ArgumentException>(() => files.Read<BadCorrupt>()).Message, StringComparison.Ordinal);
        Assert.Contains("no string", Assert.Throws<ArgumentException>(() => files.Read<NoText>()).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => files.Read<IDisposable>());
        Assert.Throws<ArgumentException>(() => files.Read<Row>());
        Assert.Throws<ArgumentException>(() => files.Read<object>());
    }

    /// <summary>The rows of a file of these lines, and what was refused.</summary>
    private static (List<T> Rows, List<RefusedRecord> Refused) Read<T>(params string[] lines)
    {
        var directory = new VirtualDirectory();
        directory.Store.Add("events/a.json", string.Join('\n', lines), RandomFiles.Midnight);
        var query = directory.Files.Watch<T>(null, directory.Scheduler).Start("read");
        var refused = new List<RefusedRecord>();
        using var subscription = query.Refused.Subscribe(refused.Add);
        directory.PassUntil(query, 1);
        Assert.True(query.StopAsync().IsCompletedSuccessfully);
        return ([.. query.Table.Current.Rows], refused);
    }
}
