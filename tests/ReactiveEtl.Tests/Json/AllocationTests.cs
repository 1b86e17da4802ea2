using System.Globalization;
using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Reading rows allocates nothing that grows with them, once a parser has seen such rows; each kind of value by each path.</summary>
public sealed class AllocationTests
{
    private const int Rows = 4_000;

    /// <summary>What the runtime may need once; the least object a row is three times as much.</summary>
    private const int Noise = Rows * 8;

    private static readonly IReadOnlyDictionary<string, (ColumnFormat Column, Func<int, string> Json)> Kinds = new Dictionary<string, (ColumnFormat, Func<int, string>)>
    {
        ["integer"] = (Column(ColumnType.Int64), row => $"{row}"),
        ["long integer"] = (Column(ColumnType.Int64), row => $"{long.MaxValue - row}"),
        ["double"] = (Column(ColumnType.Double), row => $"{row}e-3"),
        ["decimal"] = (new(new ColumnSchema("v", ColumnType.Decimal) { Precision = 10, Scale = 2 }), row => $"{row}.5"),
        ["text"] = (Column(ColumnType.String), row => $"\"{row % 10}\""),
        ["escaped text"] = (Column(ColumnType.String), row => $"\"\\u00e9{row % 10}\""),
        ["enum by name"] = (new(new ColumnSchema("v", ColumnType.Int32)) { EnumNames = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase) { ["One"] = 1, ["Two"] = 2 } }, row => row % 2 == 0 ? "\"One\"" : "\"TWO\""),
        ["GUID"] = (Column(ColumnType.Guid), row => $"\"0f8fad5b-d9cb-469f-a165-{row:D12}\""),
        ["date"] = (Column(ColumnType.Date), row => $"\"{Time(row):yyyy-MM-dd}\""),
        ["local time"] = (Column(ColumnType.LocalTimestamp), row => $"\"{Time(row):s}\""),
        ["time without a zone"] = (Column(ColumnType.Timestamp), row => $"\"{Time(row):s}\""),
        ["time with an offset"] = (Column(ColumnType.Timestamp), row => $"\"{Time(row):s}+02:00\""),
        ["time with a short zone"] = (Column(ColumnType.Timestamp), row => $"\"{Time(row):s} PST\""),
        ["time of seven digits"] = (Column(ColumnType.Timestamp), row => $"\"{Time(row):O}\""),
        ["epoch with a fraction"] = (Column(ColumnType.Timestamp), row => $"{row}.25"),
        ["missing text with a default"] = (new(new ColumnSchema("v", ColumnType.String)) { Default = "none" }, _ => ""),
        ["null text with a default"] = (new(new ColumnSchema("v", ColumnType.String)) { Default = "none" }, _ => "null"),
        ["missing integer with a default"] = (new(new ColumnSchema("v", ColumnType.Int64)) { Default = 7L }, _ => ""),
    };

    public static TheoryData<string, string> Cases => new(from kind in Kinds.Keys from path in Enum.GetNames<ParserPath>() select (kind, path));

    [Theory]
    [MemberData(nameof(Cases))]
    public void RowsThatAreRead_AllocateNothingOnceTheirFormIsKnown(string kind, string path)
    {
        var (column, json) = Kinds[kind];
        var read = Reader(path, column, isRead: true);
        var block = Block(json);
        read(block);

        Assert.InRange(AllocatedBy(() => read(block)), 0, Noise);
    }

    /// <summary>Not even where each text is new, since nobody asks for it.</summary>
    [Theory]
    [InlineData(nameof(ParserPath.Template))]
    [InlineData(nameof(ParserPath.Index))]
    [InlineData(nameof(ParserPath.Exact))]
    public void TextsThatNobodyReads_AreNotKept(string path)
    {
        var read = Reader(path, Column(ColumnType.String), isRead: false);
        read(Block(row => $"\"session-{row:D6}\""));
        var next = Block(row => $"\"session-{Rows + row:D6}\"");

        Assert.InRange(AllocatedBy(() => read(next)), 0, Noise);
    }

    private static ColumnFormat Column(ColumnType type) => new(new ColumnSchema("v", type));

    private static DateTime Time(int row) => new DateTime(2016, 7, 26, 0, 0, 0, DateTimeKind.Utc).AddSeconds(row * 61);

    private static byte[] Block(Func<int, string> json)
    {
        var lines = Enumerable.Range(0, Rows).Select(row => json(row) is { Length: > 0 } value ? string.Create(CultureInfo.InvariantCulture, $"{{\"a\":1,\"v\":{value}}}\n") : "{\"a\":1}\n");
        return [.. Encoding.UTF8.GetBytes(string.Concat(lines)), .. new byte[ReactiveEtl.Block.Padding]];
    }

    private static Action<byte[]> Reader(string path, ColumnFormat column, bool isRead)
    {
        var format = new RecordFormat([new(new ColumnSchema("a", ColumnType.Int32)), column], TimeZoneInfo.FindSystemTimeZoneById("America/Chicago"), MalformedPolicy.Permissive);
        var parser = new RecordParser(format, new ColumnBatch(format, isRead ? new HashSet<int> { 0, 1 } : new HashSet<int> { 0 }), Enum.Parse<ParserPath>(path));
        var errors = new List<RecordError>();
        return padded =>
        {
            for (var position = 0; position < padded.Length - ReactiveEtl.Block.Padding;)
            {
                parser.Parse(padded, ref position, errors);
                if (errors.Count > 0) Assert.Fail(errors[0].Reason);
            }
        };
    }

    private static long AllocatedBy(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
