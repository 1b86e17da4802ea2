using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace ReactiveEtl.Benchmarks;

/// <summary>How many bytes of JSON a row's time stands for: GB/s.</summary>
internal sealed class GigabytesColumn : IColumn
{
    public string Id => nameof(GigabytesColumn);

    public string ColumnName => "GB/s";

    public string Legend => "Bytes of JSON a nanosecond";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        if (summary[benchmarkCase]?.ResultStatistics is not { } statistics) return "-";
        var shape = (string)benchmarkCase.Parameters[nameof(ParserBenchmarks.Shape)];
        var bytesPerRow = ParserBenchmarks.BlockOf(shape).Length / (double)ParserBenchmarks.Lines;
        return (bytesPerRow / statistics.Mean).ToString("F2", CultureInfo.InvariantCulture);
    }

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public bool IsAvailable(Summary summary) => true;
}

/// <summary>For benchmarks of rows of a shape.</summary>
internal sealed class WithGigabytes : ManualConfig
{
    public WithGigabytes() => AddColumn(new GigabytesColumn());
}
