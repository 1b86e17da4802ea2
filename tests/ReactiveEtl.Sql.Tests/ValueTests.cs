namespace ReactiveEtl.Sql.Tests;

/// <summary>Values at the edges: what Spark 4.3 answered to the same statements.</summary>
public class ValueTests
{
    [Theory]
    [InlineData("select d from edges order by d", "NULL / -Infinity / -0.0 / 1.0E-5 / 0.5 / 1.0E10 / NaN")]
    [InlineData("select d from edges order by d desc", "NaN / 1.0E10 / 0.5 / 1.0E-5 / -0.0 / -Infinity / NULL")]
    [InlineData("select d from edges order by d nulls last limit 1", "-Infinity")]
    [InlineData("select count(distinct k), count(*), count(k) from edges", "5|7|6")]
    [InlineData("select d = double('NaN'), d > 1, d = 0 from edges where d = 'nan'", "true|true|false")]
    [InlineData("select d, count(*) from edges where d = 0 group by d", "0.0|1")]
    [InlineData("select max(d), min(d), max(k) from edges", "NaN|-Infinity|\ud83d\ude00")]
    [InlineData("select b, count(*) from edges group by b order by b", "NULL|2 / false|2 / true|3")]
    [InlineData("select m, m * 2, m / 3 from edges where k = 'a' order by m limit 1", "1.10|2.20|0.366667")]
    [InlineData("select m, count(*) from edges where m = 3 group by m", "3.00|2")]
    [InlineData("select sum(m), avg(m), min(m), max(m) from edges where m < 10", "4.60|0.920000|-2.50|3.00")]
    [InlineData("select dt from edges where dt > '2024-06-01' order by dt", "2024-07-04 / 2024-12-31 / 9999-12-31")]
    [InlineData("select count(*) from edges where t between '2024-03-01' and '2024-03-01 10:00:00'", "2")]
    [InlineData("select distinct window from counts order by window desc limit 1", "{2024-03-01 13:00:00, 2024-03-01 14:00:00}")]
    [InlineData("select max(window).start, window > window from counts group by window order by 1 limit 1", "2024-03-01 01:00:00|false")]
    public void Column_AtTheEdges_IsComparedAsInSpark(string statement, string expected) => Assert.Equal(expected, Tables.Answer(statement));

    [Theory]
    [InlineData("7/2, 7 div 2, -7 % 3, 1.0/3, 7/2.0, 5.5 div 2", "3.5|3|-1|0.333333|3.500000|2")]
    [InlineData("0.1 + 0.2, 0.1D + 0.2D, 1.5 * 1.25, 5 % 1.5, pmod(-7, 3)", "0.3|0.30000000000000004|1.875|0.5|2")]
    [InlineData("cast(1e7 as string), cast(0.001D as string), cast(1e-4 as string), cast(100.0 as string)", "1.0E7|0.001|1.0E-4|100.0")]
    [InlineData("round(2.5), round(-2.5), bround(2.5), round(2.675D, 2), round(125, -1), floor(-1.5D), ceil(1.2)", "3|-3|2|2.68|130|-2|2")]
    [InlineData("null and false, null or true, not null, null = null, null <=> null, 1 in (null, 2)", "false|true|NULL|NULL|true|NULL")]
    [InlineData("cast(' 12 ' as int), cast('yes' as boolean), cast(1.255 as decimal(10,2)), cast(-1.9D as bigint), try_cast('x' as int)", "12|true|1.26|-1|NULL")]
    [InlineData("1 = '1', '10' < 9, 'a ' = 'a', true = 'true', date'2024-01-01' = '2024-01-01'", "true|false|false|true|true")]
    [InlineData("'abc' like 'a%', 'abc' like 'A%', 'a_c' like 'a\\\\_c', 'ab' like 'a', 'a%' like 'a!%' escape '!'", "true|false|true|false|true")]
    [InlineData("'a' like 'a%%' escape '%', 'a%' like 'a%%' escape '%', '' like '%%' escape '%'", "false|true|false")]
    [InlineData("'abc' like any ('x%', 'a%'), 'abc' like all ('a%', 'x%'), 'abc' not like all ('x%', 'y%'), 'abc' not like any ('a%', 'x%'), 'ABC' ilike some ('a%')", "true|false|true|true|true")]
    [InlineData("'abc' like any ('x', null), 'abc' like any ('a%', null), 'abc' like all ('x', null), null not like all ('a')", "NULL|true|false|NULL")]
    [InlineData("trim(leading 'a' from 'aaba'), trim(trailing 'a' from 'aaba'), trim(both 'a' from 'aaba'), trim('a' from 'aaba')", "ba|aab|b|b")]
    [InlineData("trim(leading from '  a ') = 'a ', trim(trailing from ' a  ') = ' a', trim(both from '  a '), trim(leading '' from ' a') = ' a', trim(leading 1 from 112)", "true|true|a|true|2")]
    [InlineData("trim('a', 'aaba'), trim('ab', 'abcba'), trim('aaba', 'a') = '', ltrim('a', 'aaba'), rtrim('a', 'aaba'), btrim('aaba', 'a')", "b|c|true|ba|aab|b")]
    [InlineData("trim(leading null from 'a'), trim('a' from null), trim(both '\ud83d\ude00a' from '\ud83d\ude00ab\ud83d\ude00')", "NULL|NULL|b")]
    [InlineData(@"'\U0001F600', '\ud83d\ude00', '\u00e9', '\101', '\UD83D'", "\ud83d\ude00|\ud83d\ude00|é|A|UD83D")]
    [InlineData("substring('hello', -3), substr('hello', 0, 2), left('hello', 2), lpad('a', 3, '-'), concat_ws(',', 'a', null, 'b')", "llo|he|he|--a|a,b")]
    [InlineData("length('中\ud83d\ude00'), reverse('a\ud83d\ude00'), instr('hello', 'l'), initcap('hello wORLD'), translate('abc', 'ab', 'x')", "2|\ud83d\ude00a|3|Hello World|xc")]
    [InlineData("'tab\\tx' = 'tab' || char(9) || 'x', 'a' 'b', \"it's\", r'a\\nb'", "true|ab|it's|a\\nb")]
    [InlineData("coalesce(null, 'x'), nullif(1, 1), nvl2(1, 'a', 'b'), greatest(1, 2.5, null), typeof(1.50)", "x|NULL|a|2.5|decimal(3,2)")]
    public void Expression_OfConstants_GivesSparksValues(string expressions, string expected) => Assert.Equal(expected, Tables.Answer($"select {expressions}"));

    /// <summary>Of a number behind all characters Spark makes halves of pairs, which no text can hold; here it is an escape of nothing, as any other letter's.</summary>
    [Theory]
    [InlineData(@"\U00110000", "U00110000")]
    [InlineData(@"\UFFFFFFFF", "UFFFFFFFF")]
    [InlineData(@"\U0010FFFF", "\udbff\udfff")]
    public void Escape_OfNoCharacter_IsItsText(string text, string expected) => Assert.Equal(expected, SqlSession.Answer($"select '{text}' as v", null).Rows[0]["v"]);

    [Fact]
    public void EmptyText_IsNoNull() => Assert.Equal("true|false|0", Tables.Answer("select k = '', k is null, length(trim(' ')) from edges where v = 0"));

    [Fact]
    public void DoubleLiteral_IsExact()
    {
        var random = new Random(20240301);
        for (var i = 0; i < 200; i++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (!double.IsFinite(number)) continue;
            var text = number.ToString("E16", System.Globalization.CultureInfo.InvariantCulture);
            using var session = new SqlSession();
            Assert.Equal(number, session.Query($"select {text}D as d").Rows[0].Get<double>("d"));
        }
    }
}
