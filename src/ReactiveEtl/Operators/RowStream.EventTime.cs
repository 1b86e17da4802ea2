using System.Linq.Expressions;

namespace ReactiveEtl;

public sealed partial class RowStream<T>
{
    /// <summary>Says when each row happened, and so how far event time has come: the watermark is the greatest time of all batches before, less the lateness.</summary>
    /// <param name="time">The event time. A row without one moves nothing and joins no window.</param>
    /// <param name="lateness">How far behind the greatest time a record may be and still count.</param>
    /// <param name="idleTimeout">Without data for so long, by the scheduler, all open windows close; null (the default): they wait for data.</param>
    /// <param name="maxFutureSkew">How far before the scheduler's clock a time may be; one farther is set aside as <see cref="RefusedKind.Future"/>, so that it closes nothing. Null (the default): any.</param>
    /// <exception cref="ArgumentException">A length of time is negative.</exception>
    /// <remarks>
    /// <list type="table">
    /// <item><term>a batch with rows</term><description>the watermark rises behind it, never falls; it begins at 1970</description></item>
    /// <item><term>an empty batch, a row without time</term><description>moves nothing</description></item>
    /// <item><term>a condition behind it</term><description>moves before it where it does not read the time; <see cref="TimedStream{T}.Explain"/> says so</description></item>
    /// </list>
    /// </remarks>
    /// <example><c>events.EventTime(e => e.Time, lateness: TimeSpan.FromMinutes(10)).Window(Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Action)</c></example>
    public TimedStream<T> EventTime(Expression<Func<T, DateTimeOffset>> time, Lateness lateness, TimeSpan? idleTimeout = null, TimeSpan? maxFutureSkew = null) =>
        EventTimeBy(time, lateness, idleTimeout, maxFutureSkew);

    /// <inheritdoc cref="EventTime(Expression{Func{T, DateTimeOffset}}, Lateness, TimeSpan?, TimeSpan?)"/>
    public TimedStream<T> EventTime(Expression<Func<T, DateTimeOffset?>> time, Lateness lateness, TimeSpan? idleTimeout = null, TimeSpan? maxFutureSkew = null) =>
        EventTimeBy(time, lateness, idleTimeout, maxFutureSkew);

    /// <inheritdoc cref="EventTime(Expression{Func{T, DateTimeOffset}}, Lateness, TimeSpan?, TimeSpan?)"/>
    public TimedStream<T> EventTime(Expression<Func<T, DateTime>> time, Lateness lateness, TimeSpan? idleTimeout = null, TimeSpan? maxFutureSkew = null) =>
        EventTimeBy(time, lateness, idleTimeout, maxFutureSkew);

    /// <inheritdoc cref="EventTime(Expression{Func{T, DateTimeOffset}}, Lateness, TimeSpan?, TimeSpan?)"/>
    public TimedStream<T> EventTime(Expression<Func<T, DateTime?>> time, Lateness lateness, TimeSpan? idleTimeout = null, TimeSpan? maxFutureSkew = null) =>
        EventTimeBy(time, lateness, idleTimeout, maxFutureSkew);

    internal TimedStream<T> EventTimeBy(RowValue time, Lateness lateness, TimeSpan? idleTimeout, TimeSpan? maxFutureSkew)
    {
        if (idleTimeout <= TimeSpan.Zero) throw new ArgumentException($"The idle timeout is {idleTimeout}; expected a positive time, or null for none.", nameof(idleTimeout));
        if (maxFutureSkew < TimeSpan.Zero) throw new ArgumentException($"The greatest skew is {maxFutureSkew}; expected a time that is not negative, or null for any.", nameof(maxFutureSkew));
        var options = new EventTimeOptions(lateness, idleTimeout, maxFutureSkew);
        return new TimedStream<T>(Then<T>(new EventTimeStep(time, options)), options);
    }

    private TimedStream<T> EventTimeBy(LambdaExpression time, Lateness lateness, TimeSpan? idleTimeout, TimeSpan? maxFutureSkew)
    {
        ArgumentNullException.ThrowIfNull(time);
        return EventTimeBy(RowValue.Of(time), lateness, idleTimeout, maxFutureSkew);
    }
}

internal sealed class EventTimeStep(RowValue time, EventTimeOptions options) : PlanStep
{
    public override LoweredRows Lower(LoweredRows input) => input with { EventTime = new EventTimeColumn(time.Lower(input.Mapping), options) };

    public override string Explain(LoweredRows input) => $"event time {time.Explain(input.Mapping)}, lateness {options.Lateness}"
        + (options.IdleTimeout is { } idle ? $", idle after {idle}" : "")
        + (options.MaxFutureSkew is { } skew ? $", at most {skew} in the future" : "");
}
