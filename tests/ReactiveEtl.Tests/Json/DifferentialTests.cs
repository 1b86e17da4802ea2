using System.Globalization;
using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Each path of the parser against the naive reference: which lines are records, their values, where the others stand, and why they were refused.</summary>
public class DifferentialTests
{
    private const int RecordsPerBlock = 40;
    private const int BlocksPerPath = 4;
    private const int OrdinaryRecords = 200_000;
    private const string MutationsVariable = "REACTIVEETL_MUTATIONS";
    private const string SeedVariable = "REACTIVEETL_SEED";

    /// <summary>How many mutated records; a nightly run sets 10,000,000.</summary>
    private static readonly int Records = Setting(MutationsVariable) ?? OrdinaryRecords;

    /// <summary>The first of a case's seeds, one for each 16 blocks; one that was printed comes first when it is passed back. Where more than the ordinary records are asked for, other ones each time.</summary>
    private static readonly int Seed = Setting(SeedVariable) ?? (Records > OrdinaryRecords ? Random.Shared.Next() : 1);

    /// <summary>A column of each type, as <see cref="OddJson"/> names them.</summary>
    internal static readonly ColumnFormat[] AllTypes =
    [
        new(new ColumnSchema("a", ColumnType.Int32)), new(new ColumnSchema("b", ColumnType.Int64)), new(new ColumnSchema("d", ColumnType.Double)), new(new ColumnSchema("m", ColumnType.Decimal)), new(new ColumnSchema("n", ColumnType.Decimal) { Precision = 10, Scale = 2 }),
        new(new ColumnSchema("s", ColumnType.String)), new(new ColumnSchema("c", ColumnType.Boolean)), new(new ColumnSchema("g", ColumnType.Guid)), new(new ColumnSchema("e", ColumnType.Date)),
        new(new ColumnSchema("k", ColumnType.Int32)) { EnumNames = new Dictionary<string, long> { ["One"] = 1, ["Two"] = 2 }, Range = (0, 255) },
        new(new ColumnSchema("i8", ColumnType.Int8)), new(new ColumnSchema("i16", ColumnType.Int16)), new(new ColumnSchema("f", ColumnType.Single)), new(new ColumnSchema("l", ColumnType.LocalTimestamp)), new(new ColumnSchema("time", ColumnType.Timestamp)), new(new ColumnSchema("action", ColumnType.String)),
    ];

    private static readonly ColumnFormat CorruptRecord = new(new ColumnSchema("_corrupt_record", ColumnType.String)) { IsCorruptRecord = true };

    private static readonly IReadOnlyDictionary<string, RecordFormat> Formats = new Dictionary<string, RecordFormat>
    {
        ["all types"] = Format(AllTypes),
        ["two columns"] = Format(AllTypes[^2], AllTypes[^1]),
        ["integer and text"] = Format(AllTypes[1], AllTypes[^1]),
        ["required and default"] = Format(Required("time", ColumnType.Timestamp), Required("action", ColumnType.String), new(new ColumnSchema("a", ColumnType.Int32, false)) { Default = 7L }, new(new ColumnSchema("s", ColumnType.String)) { Default = "none" }),
        ["corrupt record"] = Format([.. AllTypes, CorruptRecord]),
        ["corrupt record, required"] = Format(CorruptRecord, Required("a", ColumnType.Int32), Required("action", ColumnType.String), AllTypes[^2]),
    };

    public static TheoryData<string, string> Cases => new(from path in TestedPath.All from format in Formats.Keys select (path, format));

    [Theory]
    [InlineData(MutationsVariable)]
    [InlineData(SeedVariable)]
    public void Variables_AreNumbers(string name) =>
        Assert.True(string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)) || Setting(name) is not null, $"{name} is '{Environment.GetEnvironmentVariable(name)}': expected a whole number up to {int.MaxValue}.");

    [Theory]
    [MemberData(nameof(Cases))]
    public void MutatedBlocks_AreReadAsByTheReference(string path, string format)
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"REACTIVEETL_SEED={Seed}");
        // A path is new every few blocks, since what it knows or gave up after many would be the same for all that follow.
        var seeds = Math.Max(1, Records / (RecordsPerBlock * BlocksPerPath * BlockComparison.Ways) / Cases.Count);
        var (rows, errors, met) = (0L, 0L, new MetLines(0, 0, 0));
        for (var i = 0; i < seeds; i++)
        {
            var seed = unchecked(Seed + i);
            var mutator = new JsonMutator(seed, WithLayouts(format));
            var comparison = new BlockComparison(path, Formats[format], mutator.Capacity);
            for (var block = 0; block < BlocksPerPath * BlockComparison.Ways; block++) comparison.Compare(mutator.Block(2 * RecordsPerBlock), block / BlocksPerPath, $"REACTIVEETL_SEED={seed}");
            (rows, errors, met) = (rows + comparison.Rows, errors + comparison.Errors, met.Plus(comparison.Met));
        }

        var records = seeds * RecordsPerBlock * BlocksPerPath * BlockComparison.Ways;
        Assert.InRange(rows, records / 10, rows);
        Assert.True(Formats[format].KeepsMalformed || errors > records / 10, $"only {errors} malformed records");
        AssertMet(path, format, met, records / 40);
    }

    /// <summary>Odd lines are no test of what is learned where they never come before it.</summary>
    private static void AssertMet(string path, string format, MetLines met, long least)
    {
        if (path == nameof(ParserPath.Template) && WithLayouts(format).Count > 0) Assert.InRange(met.Layouts, least, long.MaxValue);
        if (path == nameof(ParserPath.Template)) Assert.InRange(met.Templates, least, long.MaxValue);
        if (path == nameof(ParserPath.Index)) Assert.InRange(met.Outlines, least, long.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void FixedLines_AreReadAsByTheReference(string path, string format)
    {
        var comparison = new BlockComparison(path, Formats[format]);
        var way = 0;
        foreach (var line in OddJson.Lines) comparison.Compare(line, way++, "a fixed line");
        foreach (var lines in OddJson.Lines.Chunk(64)) comparison.Compare([.. lines.SelectMany(line => line.Append((byte)'\n'))], way++, "fixed lines");
    }

    /// <summary>As many as a vector takes, fewer and more, and behind them a last one that does not end.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void ShortLines_HoweverMany_AreReadAsByTheReference(string path, string format)
    {
        var comparison = new BlockComparison(path, Formats[format]);
        for (var lines = 0; lines < 30; lines++)
        {
            comparison.Compare([.. Enumerable.Repeat("{}\n"u8.ToArray(), lines).SelectMany(line => line), .. "{}"u8], 2 * lines, "short lines");
            comparison.Compare([.. Enumerable.Repeat("{}\n"u8.ToArray(), lines + 1).SelectMany(line => line)], (2 * lines) + 1, "short lines");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryChangeAtEveryPlace_IsReadAsByTheReference(string path, string format)
    {
        var (way, changes, met) = (0, 0L, new MetLines(0, 0, 0));
        var ordinary = WithLayouts(format) is { Count: > 0 } known ? known : [.. OddJson.Ordinary.Take(2), OddJson.OfAllTypes];
        foreach (var usual in ordinary)
        {
            // Lines that fill a vector and teach, then a few changes among others that are as usual, and a new path for the next few: it meets them with what
            // it learned, and has not given up. Each comes twice, since where it is the first of a vector of few lines nothing was seen before it.
            var good = Encoding.UTF8.GetBytes(usual + "\n");
            var taught = Enumerable.Repeat(good, 10).SelectMany(line => line).ToArray();
            foreach (var lines in OddJson.EveryChange(usual).Chunk(8))
            {
                var comparison = new BlockComparison(path, Formats[format], capacity: 7);
                comparison.Compare([.. taught, .. lines.SelectMany(line => (byte[])[.. line, (byte)'\n', .. good, .. good, .. line, (byte)'\n', .. good, .. good])], way++, $"changes of {usual}");
                (changes, met) = (changes + lines.Length, met.Plus(comparison.Met));
            }
        }

        AssertMet(path, format, met, changes / 20);
    }

    /// <summary>Ordinary lines that have a layout with the format's columns: short ones that hold all of them.</summary>
    private static IReadOnlyList<string> WithLayouts(string format) => format switch
    {
        "two columns" => [.. OddJson.Ordinary.Take(4)],
        "integer and text" => [.. OddJson.Integers, """{"b":12,"x":0.5,"action":"Open"}"""],
        "required and default" => ["""{"time":1469501107,"action":"Open","a":12,"s":"x"}"""],
        "corrupt record, required" => ["""{"a":12,"action":"Open","time":1469501107}"""],
        _ => [],
    };

    private static RecordFormat Format(params ColumnFormat[] columns) => new(columns, TimeZoneInfo.Utc, MalformedPolicy.Permissive);

    private static ColumnFormat Required(string name, ColumnType type) => new(new ColumnSchema(name, type, IsNullable: false));

    /// <summary>What a variable says; one that is no number is told once, by <see cref="Variables_AreNumbers"/>, and not by each case.</summary>
    private static int? Setting(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}
