using System.Linq.Expressions;

namespace ReactiveEtl;

public sealed partial class TimedStream<T>
{
    /// <summary>Gives every row the windows of its event time; a row without one joins none, and is counted as filtered.</summary>
    /// <param name="windows">The windows: <see cref="ReactiveEtl.Window.Tumbling(TimeSpan, TimeSpan)"/> and its siblings.</param>
    public TimedWindowedStream<T> Window(WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return new TimedWindowedStream<T>(this, null, windows, null);
    }

    /// <summary>Puts every row into a session of its key; a row without event time joins none, and is counted as filtered.</summary>
    /// <param name="sessions">The sessions: <see cref="ReactiveEtl.Window.Session(TimeSpan)"/>.</param>
    public TimedWindowedStream<T> Window(SessionWindows sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return new TimedWindowedStream<T>(this, null, null, sessions.In(Rows.Schema));
    }

    /// <summary>Gives every row the windows of a time of its own choice. Where that is not the event time, no window is ever final.</summary>
    /// <param name="time">The time.</param>
    /// <param name="windows">The windows.</param>
    public TimedWindowedStream<T> Window(Expression<Func<T, DateTimeOffset?>> time, WindowAssigner windows)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(windows);
        return new TimedWindowedStream<T>(this, RowValue.Of(time), windows, null);
    }
}

/// <summary>Rows with the windows of their event times: a description, from which a group query is made.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed partial class TimedWindowedStream<T>
{
    internal TimedWindowedStream(TimedStream<T> rows, RowValue? time, WindowAssigner? windows, SessionWindows? sessions)
    {
        Rows = rows;
        Time = time;
        Windows = windows;
        Sessions = sessions;
    }

    internal TimedStream<T> Rows { get; }

    /// <summary>The time of the windows; null for the event time.</summary>
    internal RowValue? Time { get; }

    internal WindowAssigner? Windows { get; }

    internal SessionWindows? Sessions { get; }
}
