using System.Linq.Expressions;

namespace ReactiveEtl;

/// <summary>Session windows: a key's rows that follow each other within a gap; made by <see cref="Window.Session(TimeSpan)"/>.</summary>
/// <remarks>
/// <list type="table">
/// <item><term>a row one gap behind another</term><description>is of the same session; one may join two</description></item>
/// <item><term>a late row</term><description>is late by its own time + gap, also beside an open session</description></item>
/// <item><term>a row without time, or with a gap that is null, not positive or a text that is no length of time</term><description>joins none, and is counted as filtered</description></item>
/// <item><term>a gap of months, as a text of a row</term><description>is of calendar months in UTC from the row's time on, as Spark has them</description></item>
/// <item><term>a session of which the end is reached by the watermark</term><description>is final; with <see cref="Lateness.Exact"/> one gap later, when no row can join it any more</description></item>
/// </list>
/// </remarks>
public sealed class SessionWindows
{
    private readonly RowValue? _gap;
    private readonly Column? _column;

    internal SessionWindows(long gap) => StaticGap = gap;

    internal SessionWindows(Column gap) => _column = gap;

    private SessionWindows(RowValue gap) => _gap = gap;

    /// <summary>The gap in microseconds, where it is the same for all rows.</summary>
    internal long? StaticGap { get; }

    /// <summary>The gap of each row, in microseconds or as a text such as <c>5 seconds</c>; null where it is the same for all.</summary>
    internal RowValue? Gap => _gap;

    /// <summary>Sessions whose gap each row says itself.</summary>
    public static SessionWindows By<T>(Expression<Func<T, TimeSpan?>> gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        return new SessionWindows(SessionGap.Of(gap));
    }

    /// <summary>The same, with a gap of run-time columns found in a schema.</summary>
    internal SessionWindows In(RowSchema? schema) => _column is null
        ? this
        : new SessionWindows(_column.GapIn(schema ?? throw new ArgumentException($"The gap '{_column}' is a column by name, and the columns of these rows are not known here.")));

    /// <summary>The gap, for people.</summary>
    public override string ToString() => StaticGap is { } gap ? $"session {WindowAssigner.Text(gap)}" : $"session {_gap?.Text ?? _column!.Name}";
}

/// <summary>The gap of a row as a column of microseconds.</summary>
internal static class SessionGap
{
    public static RowValue Of(LambdaExpression gap)
    {
        var frozen = CapturedValues.Freeze(gap);
        var row = frozen.Parameters[0];
        var call = LambdaTranslator.Compile(frozen.Body, row);
        return new RowValue(typeof(long?), frozen.Body.ToString(), rows => new RowCall(rows.Row, value => call(value) is TimeSpan time ? time.Ticks / TimeSpan.TicksPerMicrosecond : null, typeof(long?), frozen.Body.ToString()));
    }
}
