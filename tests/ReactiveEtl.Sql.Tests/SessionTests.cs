namespace ReactiveEtl.Sql.Tests;

public class SessionTests
{
    [Fact]
    public void Table_IsEnumeratedOnce_WhenFirstNamed()
    {
        var enumerations = 0;
        IEnumerable<Row> Rows()
        {
            enumerations++;
            foreach (var row in Tables.Counts) yield return row;
        }

        using var session = new SqlSession();
        session.Add("counts", Tables.CountsSchema, Rows());
        session.Query("select 1");
        Assert.Equal(0, enumerations);
        session.Query("select count(*) from counts");
        session.Query("select count(*) from COUNTS a, counts b");
        Assert.Equal(1, enumerations);
    }

    [Fact]
    public void Table_WithTheSameName_IsRefused()
    {
        using var session = Tables.Session();
        Assert.Throws<ArgumentException>(() => session.Add("Counts", Tables.CountsSchema, []));
    }

    [Fact]
    public void Table_OfAllTypes_ComesBackAsItWas()
    {
        var schema = RowSchema.Parse("b boolean, i int, l bigint, d double, m decimal(20,3), s string, t timestamp, dt date, g uuid");
        Row[] rows =
        [
            new(schema, true, 1, 2L, 0.1, 12345678901234567.891m, "x\0y'z", Tables.At("2024-03-01T10:00:00.000001Z"), new DateOnly(2024, 2, 29), Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e")),
            new(schema, false, int.MinValue, long.MinValue, double.MaxValue, -0.001m, "", DateTimeOffset.MinValue, DateOnly.MaxValue, Guid.Empty),
            new(schema, null, null, null, null, null, null, null, null, null),
        ];
        var result = SqlSession.Answer("select * from t", null, ("t", schema, rows));
        Assert.Equal(schema, result.Schema);
        Assert.Equal(rows.Select(row => row.ToString()), result.Rows.Select(row => row.ToString()));
    }

    [Fact]
    public async Task Sessions_OnSeveralThreads_DoNotMeet()
    {
        var tasks = Enumerable.Range(1, 4).Select(number => Task.Run(() =>
        {
            var rows = Enumerable.Range(0, 500).Select(i => new Row(Tables.CountsSchema, "a", new Window(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1)), (long)number)).ToList();
            for (var i = 0; i < 20; i++)
            {
                using var session = new SqlSession();
                session.Add("counts", Tables.CountsSchema, rows);
                Assert.Equal(500L * number, session.Query("select sum(count + 0) as s from counts where action || '' = 'a'").Rows[0]["s"]);
            }
        }));
        await Task.WhenAll(tasks);
    }

    [Fact]
    public async Task Session_SharedByThreads_AnswersOneAfterTheOther()
    {
        using var session = Tables.Session();
        var tasks = Enumerable.Range(0, 4).Select(number => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++) Assert.Equal(394L + (7 * number), session.Query($"select sum(count + {number}) as s from counts").Rows[0]["s"]);
        }));
        await Task.WhenAll(tasks);
    }

    [Fact]
    public void Session_DisposedOf_Throws()
    {
        var session = Tables.Session();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Query("select 1"));
    }

    [Fact]
    public void Join_OfManyRows_LooksThemUp()
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => new Row(Tables.CountsSchema, "a", new Window(DateTimeOffset.UnixEpoch.AddHours(i), DateTimeOffset.UnixEpoch.AddHours(i + 1)), (long)i)).ToList();
        // Row by row this would be 400 million comparisons.
        var result = SqlSession.Answer("select count(*) as n from c a join c b on a.window = b.window and a.count = b.count", null, ("c", Tables.CountsSchema, rows));
        Assert.Equal(20_000L, result.Rows[0]["n"]);
    }
}
