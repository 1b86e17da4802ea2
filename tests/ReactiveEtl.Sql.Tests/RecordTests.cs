namespace ReactiveEtl.Sql.Tests;

public class RecordTests
{
    [Fact]
    public void Record_ByConstructor_TakesColumnsByName()
    {
        using var session = Tables.Session();
        var rows = session.Query("select window, count, action from counts where count > 10 order by count limit 1").RowsAs<HourlyCount>();
        Assert.Equal(new HourlyCount("Open", new Window(Tables.At("2024-03-01T01:00:00Z"), Tables.At("2024-03-01T02:00:00Z")), 11), Assert.Single(rows));
    }

    [Fact]
    public void Class_ByProperties_TakesWhatItHas()
    {
        using var session = Tables.Session();
        var row = Assert.Single(session.Query("select upper(action) as Action, count(*) as hits, max(window.end) as Last from counts where action = 'Open' group by action").RowsAs<Hits>());
        Assert.Equal(("OPEN", 3, new DateTime(2024, 3, 1, 14, 0, 0, DateTimeKind.Utc)), (row.Action, row.Count, row.Last));
    }

    [Fact]
    public void Record_WithNullable_TakesNull()
    {
        using var session = Tables.Session();
        Assert.Equal([new Pair(null, null)], session.Query("select k as Key, v as Value from edges where v is null").RowsAs<Pair>());
    }

    [Fact]
    public void Record_WithoutItsColumn_IsRefused()
    {
        using var session = Tables.Session();
        var result = session.Query("select action from counts");
        Assert.Contains("'Window'", Assert.Throws<ArgumentException>(() => result.RowsAs<HourlyCount>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Record_WithNullWhereNoneFits_IsRefused()
    {
        using var session = Tables.Session();
        var result = session.Query("select cast(null as string) as action, window, cast(null as bigint) as count from counts");
        Assert.Contains("nullable", Assert.Throws<ArgumentException>(() => result.RowsAs<HourlyCount>()).Message, StringComparison.Ordinal);
    }

    private sealed record HourlyCount(string? Action, Window Window, long Count);

    private sealed record Pair(string? Key, long? Value);

    private sealed class Hits
    {
        public string Action { get; set; } = "";

        public long Count { get; set; } = 3;

        public DateTime Last { get; set; }
    }
}
