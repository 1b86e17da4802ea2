namespace ReactiveEtl.Tests;

/// <summary>The box; the expected texts are what Spark 4.3 printed.</summary>
public class ShowTextTests
{
    private static readonly RowSchema Schema = RowSchema.Parse("action string, count bigint");

    [Fact]
    public void Box_WithFewerRows_EndsWithABlankLine() => Assert.Equal(
        "+------+-------+\n|action|  count|\n+------+-------+\n|  NULL|      3|\n|  Open|1234567|\n+------+-------+\n\n",
        ShowText.Of(Schema, [Row(null, 3), Row("Open", 1234567)]));

    [Fact]
    public void Box_WithMoreRows_SaysSo() => Assert.Equal(
        "+------+-----+\n|action|count|\n+------+-----+\n|Close |0    |\n+------+-----+\nonly showing top 1 row\n",
        ShowText.Of(Schema, [Row("Close", 0), Row(null, 3)], 1, 0));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Box_OfNoRows_CountsFromZero(int count) => Assert.Equal(
        "+------+-----+\n|action|count|\n+------+-----+\n+------+-----+\nonly showing top 0 rows\n",
        ShowText.Of(Schema, [Row("Close", 0)], count));

    [Fact]
    public void Box_WithoutRows_IsEmpty() => Assert.Equal("+---+\n|  a|\n+---+\n+---+\n\n", ShowText.Of(RowSchema.Parse("a int"), []));

    [Theory]
    [InlineData(20, "|a name longer tha...|")]
    [InlineData(10, "| a name ...|")]
    [InlineData(4, "|       a...|")]
    [InlineData(3, "|       a n|")]
    [InlineData(1, "|         a|")]
    public void Cell_ThatIsLong_IsCut(int truncate, string expected)
    {
        var line = ShowText.Of(RowSchema.Parse("`a name long` string"), [new Row(RowSchema.Parse("`a name long` string"), "a name longer than twenty characters")], 20, truncate).Split('\n')[3];
        Assert.Equal(expected.Trim('|').Trim(), line.Trim('|').Trim());
        Assert.Equal(Math.Max("a name long".Length, Math.Min(truncate, 36)), line.Length - 2);
    }

    [Fact]
    public void Cell_WithControlCharacters_IsEscaped()
    {
        var schema = RowSchema.Parse("`a\nb` string");
        Assert.Equal("+-------+\n|a\\nb   |\n+-------+\n|x\\ty\\rz|\n+-------+\n\n", ShowText.Of(schema, [new Row(schema, "x\ty\rz")], 20, 0));
    }

    [Fact]
    public void Cell_OfFullWidth_CountsTwice()
    {
        var schema = RowSchema.Parse("a string, b string, c string");
        Assert.Equal(
            "+----+---+----+\n|a   |b  |c   |\n+----+---+----+\n|中文|ｱ  |\ud83d\ude00\ud83d\ude00|\n+----+---+----+\n\n",
            ShowText.Of(schema, [new Row(schema, "中文", "ｱ", "\ud83d\ude00\ud83d\ude00")], 20, 0));
    }

    [Fact]
    public void Cell_OfEachType_IsWrittenAsInSpark()
    {
        var schema = new RowSchema([.. RowSchema.Parse("t timestamp, dt date, d double, b boolean, m decimal(10,3)"), new ColumnSchema("w", ColumnType.Window)]);
        var time = new DateTimeOffset(2024, 3, 1, 10, 0, 0, 500, TimeSpan.Zero);
        var line = ShowText.Of(schema, [new Row(schema, time, new DateOnly(1, 1, 1), 1e10, true, 1.100m, new Window(time, time.AddHours(1)))], 20, 0, TimeZoneInfo.FindSystemTimeZoneById("America/Chicago")).Split('\n')[3];
        Assert.Equal("|2024-03-01 04:00:00.5|0001-01-01|1.0E10|true|1.100|{2024-03-01 04:00:00.5, 2024-03-01 05:00:00.5}|", line);
    }

    [Fact]
    public void Time_BesideTheCalendarsEnds_HasASign()
    {
        var schema = RowSchema.Parse("t timestamp");
        Row[] rows = [new(schema, new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero)), new(schema, DateTimeOffset.MinValue)];
        Assert.Contains("|+10000-01-01 08:59:59|", ShowText.Of(schema, rows, 1, 0, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo")), StringComparison.Ordinal);
        Assert.Contains("|0000-12-31 22:00:00|", ShowText.Of(schema, rows[1..], 1, 0, TimeZoneInfo.CreateCustomTimeZone("-02:00", TimeSpan.FromHours(-2), "", "")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(100.0, "100.0")]
    [InlineData(9999999.0, "9999999.0")]
    [InlineData(1e7, "1.0E7")]
    [InlineData(1234567.875, "1234567.875")]
    [InlineData(0.001, "0.001")]
    [InlineData(0.0001, "1.0E-4")]
    [InlineData(-1.25e-5, "-1.25E-5")]
    [InlineData(1.7976931348623157e308, "1.7976931348623157E308")]
    [InlineData(4.9e-324, "4.9E-324")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Double_IsWrittenAsInJava(double value, string expected)
    {
        var schema = RowSchema.Parse("d double");
        Assert.Equal($"|{expected}|", ShowText.Of(schema, [new Row(schema, value)], 20, 0).Split('\n')[3].Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Vertical_ListsNamesAndValues()
    {
        Assert.Equal(
            "-RECORD 0---------\n action | Close   \n count  | 0       \n-RECORD 1---------\n action | NULL    \n count  | 1234567 \nonly showing top 2 rows\n",
            ShowText.Vertical(Schema, [Row("Close", 0), Row(null, 1234567), Row("x", 1)], 2));
        Assert.Equal("(0 rows)\n", ShowText.Vertical(Schema, []));
    }

    private static Row Row(string? action, long count) => new(Schema, action, count);
}
