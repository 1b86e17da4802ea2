namespace ReactiveEtl.Oracle.Tests;

/// <summary>Spark's settings as our options: what each is called here, and which change nothing.</summary>
internal static class SparkSettings
{
    private const string NoDataBatches = "spark.sql.streaming.noDataMicroBatches.enabled";

    /// <summary>Settings of which our answer does not depend: how Spark runs, and rules for several inputs.</summary>
    private static readonly HashSet<string> Irrelevant = new(StringComparer.OrdinalIgnoreCase)
    {
        NoDataBatches,
        "spark.sql.streaming.multipleWatermarkPolicy",
        "spark.sql.shuffle.partitions",
        "spark.sql.streaming.stateStore.providerClass",
        "spark.sql.session.timeZone",
    };

    public static bool RunsBatchesWithoutData(Scenario scenario) =>
        !scenario.Conf.TryGetValue(NoDataBatches, out var value) || !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    /// <summary>The settings that our front door has no equal for.</summary>
    public static IEnumerable<string> WithoutEqual(Scenario scenario) => scenario.Conf.Keys.Where(setting => !Irrelevant.Contains(setting));
}
