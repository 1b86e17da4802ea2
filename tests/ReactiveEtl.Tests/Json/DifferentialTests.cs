using System.Globalization;
using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Each path of the parser against the naive reference: which lines are records, their values, where the others stand, and why they were refused.</summary>
public class DifferentialTests
{
    private const int RecordsPerBlock = 40;

    /// <summary>How many mutated records; a nightly run sets 10,000,000.</summary>
    private static readonly int Records = Setting("REACTIVEETL_MUTATIONS", 200_000);

    private static readonly int Seed = Setting("REACTIVEETL_SEED", 1);

    private static readonly ColumnFormat[] AllTypes =
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
        ["corrupt record, required"] = Format(Required("a", ColumnType.Int32), CorruptRecord, Required("action", ColumnType.String), AllTypes[^2]),
    };

    public static TheoryData<string, string> Cases => new(from path in TestedPath.All from format in Formats.Keys select (path, format));

    [Theory]
    [MemberData(nameof(Cases))]
    public void MutatedBlocks_AreReadAsByTheReference(string path, string format)
    {
        var blocks = Records / RecordsPerBlock / Cases.Count;
        var comparison = new BlockComparison(path, Formats[format]);
        for (var block = 0; block < blocks; block++)
        {
            var seed = HashCode(Seed, block);
            comparison.Compare(new JsonMutator(seed).Block(1 + (seed & 0x7FFFFFFF) % (2 * RecordsPerBlock)), seed);
        }

        Assert.InRange(comparison.Rows, blocks * RecordsPerBlock / 10, comparison.Rows + comparison.Errors);
        Assert.True(Formats[format].KeepsMalformed || comparison.Errors > blocks * RecordsPerBlock / 10, $"only {comparison.Errors} malformed records");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void FixedLines_AreReadAsByTheReference(string path, string format)
    {
        var comparison = new BlockComparison(path, Formats[format]);
        foreach (var line in OddJson.Lines) comparison.Compare(line, seed: 0);
        foreach (var lines in OddJson.Lines.Chunk(64)) comparison.Compare([.. lines.SelectMany(line => line.Append((byte)'\n'))], seed: 0);
    }

    /// <summary>As many as a vector takes, fewer and more, and behind them a last one that does not end.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void ShortLines_HoweverMany_AreReadAsByTheReference(string path, string format)
    {
        var comparison = new BlockComparison(path, Formats[format]);
        for (var lines = 0; lines < 30; lines++)
        {
            comparison.Compare([.. Enumerable.Repeat("{}\n"u8.ToArray(), lines).SelectMany(line => line), .. "{}"u8], seed: 0);
            comparison.Compare([.. Enumerable.Repeat("{}\n"u8.ToArray(), lines + 1).SelectMany(line => line)], seed: 0);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryChangeAtEveryPlace_IsReadAsByTheReference(string path, string format)
    {
        var chunks = 0;
        var ordinary = format switch
        {
            "two columns" => OddJson.Ordinary.Take(5),
            "integer and text" => OddJson.Integers,
            _ => OddJson.Ordinary.Take(2),
        };
        foreach (var usual in ordinary)
        {
            // A few changes among lines that are as usual, and a new path for the next few: one that learns meets them with what it learned, and has not given up.
            // Each comes twice, since where it is the first of a vector of three lines nothing was seen before it.
            var good = Encoding.UTF8.GetBytes(usual + "\n");
            var known = Enumerable.Repeat(good, 6).SelectMany(line => line).ToArray();
            foreach (var lines in OddJson.EveryChange(usual).Chunk(8))
                new BlockComparison(path, Formats[format], chunks++).Compare([.. known, .. lines.SelectMany(line => (byte[])[.. line, (byte)'\n', .. good, .. line, (byte)'\n', .. good])], seed: 0);
        }
    }

    private static RecordFormat Format(params ColumnFormat[] columns) => new(columns, TimeZoneInfo.Utc, MalformedPolicy.Permissive);

    private static ColumnFormat Required(string name, ColumnType type) => new(new ColumnSchema(name, type, IsNullable: false));

    private static int HashCode(int seed, int block) => unchecked((int)(((((ulong)(uint)seed << 32) | (uint)block) * 0x9E3779B97F4A7C15) >> 32));

    private static int Setting(string name, int usual) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? int.Parse(value, CultureInfo.InvariantCulture) : usual;
}
