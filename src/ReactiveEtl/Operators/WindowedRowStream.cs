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

    internal WindowedRowStream<T> WindowBy(RowValue time, WindowAssigner windows) => new(this, time, windows);

    private WindowedRowStream<T> WindowBy(LambdaExpression time, WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(windows);
        return WindowBy(RowValue.Of(time), windows);
    }
}

/// <summary>Rows with the windows of their event times: a description, from which a group query is made.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed partial class WindowedRowStream<T>
{
    internal WindowedRowStream(RowStream<T> rows, RowValue time, WindowAssigner windows)
    {
        Rows = rows;
        Time = time;
        Windows = windows;
    }

    internal RowStream<T> Rows { get; }

    internal RowValue Time { get; }

    internal WindowAssigner Windows { get; }
}
