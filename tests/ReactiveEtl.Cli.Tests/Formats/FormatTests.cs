using System.Text.Json;

namespace ReactiveEtl.Cli.Tests;

public sealed class FormatTests
{
    private static readonly RowSchema Schema = new(new ColumnSchema("action", ColumnType.String), new ColumnSchema("window", ColumnType.Window), new ColumnSchema("count", ColumnType.Int64));
    private static readonly Window Third = new(new(2016, 7, 26, 2, 0, 0, TimeSpan.Zero), new(2016, 7, 26, 3, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Csv_Window_IsItsStartAndEndInUtc() =>
        Assert.Equal("action,window_start,window_end,count\nOpen,2016-07-26T02:00:00Z,2016-07-26T03:00:00Z,179\n", Csv(Schema, new Row(Schema, "Open", Third, 179L)));

    [Fact]
    public void Csv_NoRows_IsTheHeader() => Assert.Equal("action,window_start,window_end,count\n", Csv(Schema));

    [Theory]
    [InlineData(null, "")]
    [InlineData("", "\"\"")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("two\rlines", "\"two\rlines\"")]
    [InlineData(" a b ", " a b ")]
    [InlineData("größer \U0001F600", "größer \U0001F600")]
    public void Csv_Text_IsQuotedWhereItMustBe(string? value, string field)
    {
        var schema = RowSchema.Parse("a string, b string");
        Assert.Equal($"a,b\n{field},x\n", Csv(schema, new Row(schema, value, "x")));
    }

    [Fact]
    public void Csv_HeaderIsQuotedToo()
    {
        var schema = new RowSchema(new ColumnSchema("a,b", ColumnType.Int32));
        Assert.Equal("\"a,b\"\n1\n", Csv(schema, new Row(schema, 1)));
    }

    [Fact]
    public void Csv_Values_AreInNoCulturesWay()
    {
        var (schema, row) = OneOfEach();
        Assert.Equal("true,-5,1.5,1.10,2016-07-26T02:45:07.5Z,2016-07-26,0f8fad5b-d9cb-469f-a165-70867728950e,,", Csv(schema, row).Split('\n')[1]);
    }

    [Fact]
    public void JsonLines_Window_IsItsStartAndEndInUtc() =>
        Assert.Equal(
            """{"action":"Open","window_start":"2016-07-26T02:00:00Z","window_end":"2016-07-26T03:00:00Z","count":179}""" + "\n",
            JsonLines(Schema, new Row(Schema, "Open", Third, 179L)));

    [Fact]
    public void JsonLines_NoRows_IsNothing() => Assert.Equal("", JsonLines(Schema));

    [Fact]
    public void JsonLines_Values_AreJsonsOwn()
    {
        var (schema, row) = OneOfEach();
        Assert.Equal(
            """{"flag":true,"number":-5,"amount":1.5,"price":1.10,"time":"2016-07-26T02:45:07.5Z","day":"2016-07-26","id":"0f8fad5b-d9cb-469f-a165-70867728950e","window_start":null,"window_end":null}""" + "\n",
            JsonLines(schema, row));
    }

    [Theory]
    [InlineData("a \"quote\"\n\t\u0001")]
    [InlineData("größer \U0001F600 <&>")]
    [InlineData("")]
    [InlineData(null)]
    public void JsonLines_Text_ReadsBack(string? value)
    {
        var schema = RowSchema.Parse("`the \"name\"` string");
        var line = JsonLines(schema, new Row(schema, value));
        Assert.Equal(1, line.Count(c => c == '\n'));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(value, json.RootElement.GetProperty("the \"name\"").GetString());
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Doubles_WithoutANumber_AreTheirNames(double value, string name)
    {
        var schema = RowSchema.Parse("a double");
        Assert.Equal($"a\n{name}\n", Csv(schema, new Row(schema, value)));
        Assert.Equal($"{{\"a\":\"{name}\"}}\n", JsonLines(schema, new Row(schema, value)));
    }

    [Fact]
    public void RowOrder_ByWindowThenKeys()
    {
        var next = new Window(Third.End, Third.End.AddHours(1));
        Row[] ordered =
        [
            new(Schema, null, Third, 1L), new(Schema, "", Third, 2L), new(Schema, "Close", Third, 3L), new(Schema, "Open", Third, 4L), new(Schema, "open", Third, 5L),
            new(Schema, "\uFFFD", Third, 6L), new(Schema, "\U0001F600", Third, 7L), new(Schema, "A", next, 8L), new(Schema, "B", next, 9L),
        ];
        Assert.Equal(ordered, ordered.Reverse().Order(new RowOrder(Schema)));
    }

    [Fact]
    public void RowOrder_NaNIsTheGreatest()
    {
        var schema = RowSchema.Parse("a double");
        Row[] ordered = [new(schema, (object?)null), new(schema, double.NegativeInfinity), new(schema, 0.0), new(schema, double.PositiveInfinity), new(schema, double.NaN)];
        Assert.Equal(ordered, ordered.Reverse().Order(new RowOrder(schema)));
    }

    private static (RowSchema Schema, Row Row) OneOfEach()
    {
        var schema = new RowSchema([.. RowSchema.Parse("flag boolean, number int, amount double, price decimal(10,2), time timestamp, day date, id uuid"), new("window", ColumnType.Window)]);
        var time = new DateTimeOffset(2016, 7, 26, 2, 45, 7, 500, TimeSpan.Zero);
        return (schema, new Row(schema, true, -5, 1.5, 1.10m, time, new DateOnly(2016, 7, 26), Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), null));
    }

    private static string Csv(RowSchema schema, params Row[] rows)
    {
        using var output = new StringWriter();
        CsvFormat.Write(output, schema, rows);
        return output.ToString();
    }

    private static string JsonLines(RowSchema schema, params Row[] rows)
    {
        using var output = new StringWriter();
        JsonLinesFormat.Write(output, schema, rows);
        return output.ToString();
    }
}
