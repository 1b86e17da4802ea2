using System.Diagnostics.CodeAnalysis;
using System.Reactive.Linq;

namespace ReactiveEtl;

public sealed partial class TimedTableStream<TKey, TRow>
{
    /// <summary>The rows that became final, as rows with an event time again: the last microsecond of their window, so that windowed groups can be grouped into longer windows.</summary>
    /// <remarks>
    /// A row of the first table is a row of the second in the very batch in which it becomes final, and both have the same watermark.
    /// <list type="table">
    /// <item><term>a late record</term><description>is refused by the first table</description></item>
    /// <item><term>the watermark moves</term><description>makes rows of the first table final, then groups of the second</description></item>
    /// <item><term>an error, completion</term><description>that of the first table</description></item>
    /// </list>
    /// </remarks>
    /// <exception cref="ArgumentException">No row of the table is ever final.</exception>
    /// <example><c>perMinute.FinalRows().Window(Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(m => m.Action).Select(g => new Hour(g.Key, g.Window, g.Sum(m => m.Count)))</c></example>
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "Whoever made the table of a typed row has kept its properties, see Select.")]
    public TimedStream<TRow> FinalRows()
    {
        if ((Outputs.WhyNot ?? Outputs.WhyNotAppend) is { } why) throw new ArgumentException(why);
        if (_hasDelay) throw new ArgumentException("With Lateness.Exact a session is final one gap behind its end, and would be late as a row. Use another lateness.");
        var plan = FinalRow.PlanOf<TRow>(Schema, Explain);
        var rows = new RowStream<TRow>(context => Connect(context).Select(version => BatchOf(plan, version)), plan, IsStreaming);
        return new TimedStream<TRow>(rows, _options, isChained: true);
    }

    private static MicroBatch<TRow> BatchOf(RowPlan plan, Snapshot<TRow> version)
    {
        var origin = version.Origin!;
        return new MicroBatch<TRow>(plan, Guid.Empty, version.Prefix.BatchId, [], version.Version.FinalWithEnd, origin.IsLast) { Origin = origin };
    }
}

/// <summary>A row that became final, and when its group ended, in microseconds.</summary>
internal sealed record FinalRow(object? Row, long End)
{
    /// <summary>The plan of such rows: their members are columns, and their event time is the last microsecond before the end.</summary>
    public static RowPlan PlanOf<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(TableSchema<TRow> schema, Func<string> explain)
    {
        var final = new MemoryRow(typeof(FinalRow));
        var row = new RowCall(final, value => ((FinalRow)value!).Row, typeof(TRow), "row");
        var time = new RowCall(final, value => MicrosecondTime.ToTime(((FinalRow)value!).End - 1), typeof(DateTimeOffset), "window time") { IsMember = true };
        var mapping = typeof(TRow) == typeof(Row) ? RowMapping.Named(row, schema.Columns) : Members<TRow>(row);
        return new RowPlan(new FinalRowsInput(mapping, explain)).Then(new FinalRowStep(time));
    }

    private static RowMapping Members<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(VectorExpression row)
    {
        var members = typeof(TRow).GetProperties()
            .Where(property => property.GetIndexParameters().Length == 0 && property.CanRead && ClrColumn.IsColumn(property.PropertyType))
            .ToDictionary(property => property.Name, property => (VectorExpression)new RowCall(row, property.GetValue, property.PropertyType, property.Name) { IsMember = true }, StringComparer.Ordinal);
        return new RowMapping(row, members);
    }
}

/// <summary>Rows whose event time and watermark are those of the table that they come from.</summary>
internal sealed class FinalRowStep(VectorExpression time) : PlanStep
{
    private static readonly EventTimeOptions Given = new(TimeSpan.Zero, null, null);

    public override LoweredRows Lower(LoweredRows input) => input with { EventTime = new EventTimeColumn(time, Given) };

    public override string Explain(LoweredRows input) => "event time: the end of the window";
}

/// <summary>The final rows of a table.</summary>
internal sealed record FinalRowsInput(RowMapping Mapping, Func<string> ExplainTable) : BatchInput(Mapping)
{
    public override string Explain() => $"{ExplainTable()}{Environment.NewLine}rows that became final";
}
