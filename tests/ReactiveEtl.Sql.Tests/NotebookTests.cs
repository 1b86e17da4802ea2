namespace ReactiveEtl.Sql.Tests;

/// <summary>The notebook's statements, unchanged.</summary>
public class NotebookTests
{
    [Fact]
    public void Notebook_StaticCounts_ShowsWindowsInFull()
    {
        using var session = new SqlSession();
        session.Add("static_counts", Tables.CountsSchema, Tables.Counts.Take(2));

        Assert.Equal(
            """
            +------+------------------------------------------+-----+
            |action|window                                    |count|
            +------+------------------------------------------+-----+
            |Open  |{2024-03-01 01:00:00, 2024-03-01 02:00:00}|11   |
            |Close |{2024-03-01 01:00:00, 2024-03-01 02:00:00}|9    |
            +------+------------------------------------------+-----+


            """,
            session.Query("select * from static_counts").Text(100, 0));
    }

    [Fact]
    public void Notebook_Totals_AreSummed() =>
        Assert.Equal("Close|196 / Open|195", Tables.Answer("select action, sum(count) as total_count from counts where action is not null group by action order by action"));

    [Fact]
    public void Notebook_CountsByTime_AreFormatted() =>
        Assert.Equal(
            "Close|Mar-01 02:00|9 / Open|Mar-01 02:00|11 / Close|Mar-01 03:00|187 / Open|Mar-01 03:00|179 / NULL|Mar-01 14:00|3 / Close|Mar-01 14:00|0 / Open|Mar-01 14:00|5",
            Tables.Answer("""select action, date_format(window.end, "MMM-dd HH:mm") as time, count from counts order by time, action"""));
}
