using System.Linq.Expressions;

namespace ReactiveEtl;

public sealed partial class RowStream<T>
{
    /// <summary>Gives every row the windows of its event time; a row without one joins none, and is counted as filtered.</summary>
    /// <param name="time">The event time.</param>
    /// <param name="windows">The windows: <see cref="ReactiveEtl.Window.Tumbling(TimeSpan, TimeSpan)"/> or <see cref="ReactiveEtl.Window.Hopping(TimeSpan, TimeSpan, TimeSpan)"/>.</param>
    public WindowedRowStream<T> Window(Expression<Func<T, DateTimeOffset>> time, WindowAssigner windows) => WindowBy(time, windows);

    /// <inheritdoc cref="Window(Expression{Func{T, DateTimeOffset}}, WindowAssigner)"/>
    public WindowedRowStream<T> Window(Expression<Func<T, DateTimeOffset?>> time, WindowAssigner windows) => WindowBy(time, windows);

    /// <inheritdoc cref="Window(Expression{Func{T, DateTimeOffset}}, WindowAssigner)"/>
    public WindowedRowStream<T> Window(Expression<Func<T, DateTime>> time, WindowAssigner windows) => WindowBy(time, windows);

    /// <inheritdoc cref="Window(Expression{Func{T, DateTimeOffset}}, WindowAssigner)"/>
    public WindowedRowStream<T> Window(Expression<Func<T, DateTime?>> time, WindowAssigner windows) => WindowBy(time, windows);

    /// <summary>Puts every row into a session of its key; a row without event time joins none, and is counted as filtered.</summary>
    /// <param name="time">The event time.</param>
    /// <param name="sessions">The sessions: <see cref="ReactiveEtl.Window.Session(TimeSpan)"/>.</param>
    public WindowedRowStream<T> Window(Expression<Func<T, DateTimeOffset>> time, SessionWindows sessions) => WindowBy(time, sessions);

    /// <inheritdoc cref="Window(Expression{Func{T, DateTimeOffset}}, SessionWindows)"/>
    public WindowedRowStream<T> Window(Expression<Func<T, DateTimeOffset?>> time, SessionWindows sessions) => WindowBy(time, sessions);

    internal WindowedRowStream<T> WindowBy(RowValue time, WindowAssigner windows) => new(this, time, windows, null);

    internal WindowedRowStream<T> WindowBy(RowValue time, SessionWindows sessions) => new(this, time, null, sessions.In(Schema));

    private WindowedRowStream<T> WindowBy(LambdaExpression time, WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(windows);
        return WindowBy(RowValue.Of(time), windows);
    }

    private WindowedRowStream<T> WindowBy(LambdaExpression time, SessionWindows sessions)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(sessions);
        return WindowBy(RowValue.Of(time), sessions);
    }
}

/// <summary>Rows with the windows of their event times: a description, from which a group query is made.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed partial class WindowedRowStream<T>
{
    internal WindowedRowStream(RowStream<T> rows, RowValue time, WindowAssigner? windows, SessionWindows? sessions)
    {
        Rows = rows;
        Time = time;
        Windows = windows;
        Sessions = sessions;
    }

    internal RowStream<T> Rows { get; }

    internal RowValue Time { get; }

    internal WindowAssigner? Windows { get; }

    internal SessionWindows? Sessions { get; }
}
