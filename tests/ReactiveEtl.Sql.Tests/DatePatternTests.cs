namespace ReactiveEtl.Sql.Tests;

public class DatePatternTests
{
    private const string Time = "timestamp'2024-07-04 09:08:07.006005'";

    [Theory]
    [InlineData("y yy yyy yyyy yyyyy", "2024 24 2024 2024 02024")]
    [InlineData("M MM MMM MMMM L LLL", "7 07 Jul July 7 Jul")]
    [InlineData("d dd D DDD E EEEE F", "4 04 186 186 Thu Thursday 4")]
    [InlineData("a h hh H HH k K m mm s ss", "AM 9 09 9 09 9 9 8 08 7 07")]
    [InlineData("S SSS SSSSSS SSSSSSSSS", "0 006 006005 006005000")]
    [InlineData("Q QQ QQQ QQQQ G GGGG", "3 03 Q3 3rd quarter AD Anno Domini")]
    [InlineData("X XXX x xx xxx Z ZZZZ ZZZZZ O OOOO", "Z Z +00 +0000 +00:00 +0000 GMT Z GMT GMT")]
    [InlineData("z zzzz VV", "UTC Coordinated Universal Time UTC")]
    [InlineData("yyyy'T'HH''mm 'o''clock'[ ss]", "2024T09'08 o'clock 07")]
    public void Pattern_OfSpark_IsWritten(string pattern, string expected) => Assert.Equal(expected, Tables.Answer($"select date_format({Time}, \"{pattern}\")"));

    [Theory]
    [InlineData("YYYY")]
    [InlineData("w")]
    [InlineData("u")]
    [InlineData("e")]
    [InlineData("n")]
    [InlineData("B")]
    [InlineData("V")]
    [InlineData("OO")]
    [InlineData("EEEEE")]
    [InlineData("MMMMM")]
    [InlineData("yyyyyyy")]
    [InlineData("ddd")]
    [InlineData("SSSSSSSSSS")]
    [InlineData("aa")]
    [InlineData("qqqqq")]
    [InlineData("XXXXXX")]
    [InlineData("yyyy{")]
    [InlineData("yyyy]")]
    [InlineData("T")]
    [InlineData("yyyy 'open")]
    public void Pattern_ThatSparkRefuses_IsAnError(string pattern)
    {
        var error = Assert.Throws<SqlQueryException>(() => Tables.Answer($"select date_format({Time}, \"{pattern}\")"));
        Assert.Contains("date pattern", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Pattern_NeverUsed_IsNoError() => Assert.Equal("NULL", Tables.Answer("select date_format(null, 'YYYY')"));

    [Theory]
    [InlineData("2024-03-01 10:11:12.123", "yyyy-MM-dd HH:mm:ss.SSS", "2024-03-01 10:11:12.123")]
    [InlineData("Mar 1, 2024", "MMM d, yyyy", "2024-03-01 00:00:00")]
    [InlineData("20240301", "yyyyMMdd", "2024-03-01 00:00:00")]
    [InlineData("2024-03-01 10 PM", "yyyy-MM-dd hh a", "2024-03-01 22:00:00")]
    [InlineData("2024-03-01T10:11:12+02:00", "yyyy-MM-dd'T'HH:mm:ssXXX", "2024-03-01 08:11:12")]
    [InlineData("2024-061", "yyyy-DDD", "2024-03-01 00:00:00")]
    [InlineData("10:11", "HH:mm", "1970-01-01 10:11:00")]
    public void Pattern_OfAText_IsRead(string text, string pattern, string expected) => Assert.Equal(expected, Tables.Answer($"select to_timestamp(\"{text}\", \"{pattern}\")"));

    [Fact]
    public void Text_ThatDoesNotFollow_IsAnError() => Assert.Throws<SqlQueryException>(() => Tables.Answer("select to_date('2024/03/01', 'yyyy-MM-dd')"));
}
