namespace ReactiveEtl;

/// <summary>A rule that gives each instant its windows: made by <see cref="Window.Tumbling(TimeSpan, TimeSpan)"/> and its siblings.</summary>
/// <remarks>Inside, a window is one number, its id.</remarks>
public abstract class WindowAssigner
{
    private protected WindowAssigner()
    {
    }

    /// <summary>The greatest number of windows that one instant may belong to.</summary>
    internal abstract int MaxWindows { get; }

    /// <summary>The window of an id.</summary>
    internal abstract Window WindowOf(long id);

    /// <summary>The id of a window; null where it is none of these.</summary>
    internal abstract long? IdOf(Window window);

    /// <summary>Writes the ids of an instant's windows, the one that ends last last; says how many, and the span of instants around it that have the same, without the last.</summary>
    internal abstract (int Count, long From, long Until) Assign(long time, Span<long> ids);

    /// <summary>Whether the window of an id has ended by an instant.</summary>
    internal abstract bool HasEnded(long id, long instant);

    internal static string Text(long microseconds) => $"{TimeSpan.FromMicroseconds(microseconds)}";
}

/// <summary>Windows of which each instant is in exactly one; the id is the start.</summary>
internal abstract class PartitionAssigner : WindowAssigner
{
    /// <summary>The start of the window that an instant is in.</summary>
    internal abstract long StartOf(long time);

    /// <summary>The end of the window that begins at a start.</summary>
    internal abstract long EndOf(long start);

    internal sealed override int MaxWindows => 1;

    internal sealed override Window WindowOf(long id) => new(id, EndOf(id));

    internal sealed override long? IdOf(Window window) =>
        window.StartMicroseconds is var start && StartOf(start) == start && EndOf(start) == window.EndMicroseconds ? start : null;

    internal sealed override (int Count, long From, long Until) Assign(long time, Span<long> ids)
    {
        // Asked once: the calendar of a zone is dear.
        var start = ids[0] = StartOf(time);
        return (1, start, EndOf(start));
    }

    /// <summary>The greatest id whose window has ended by an instant: all have by the calendar's end, where the last one is cut.</summary>
    internal long LastEndedBy(long instant) => instant > MicrosecondTime.Max ? long.MaxValue : StartOf(instant) - 1;

    internal sealed override bool HasEnded(long id, long instant) => id <= LastEndedBy(instant);
}

/// <summary>Windows of one size, one behind the other.</summary>
internal sealed class TumblingAssigner(long size, long offset) : PartitionAssigner
{
    internal override long StartOf(long time) => FixedWindows.LastStart(time, size, offset);

    internal override long EndOf(long start) => FixedWindows.End(start, size);

    public override string ToString() => $"tumbling {Text(size)}{(offset != 0 ? $" at {Text(offset)}" : "")}";
}

/// <summary>Windows of one size that begin every slide, which is smaller; the id is the start.</summary>
internal sealed class HoppingAssigner(long size, long slide, long offset) : WindowAssigner
{
    internal override int MaxWindows => (int)Math.Min((size + slide - 1) / slide, int.MaxValue);

    internal override Window WindowOf(long id) => new(id, FixedWindows.End(id, size));

    internal override long? IdOf(Window window) =>
        window.StartMicroseconds is var start && FixedWindows.LastStart(start, slide, offset) == start && WindowOf(start) == window ? start : null;

    internal override bool HasEnded(long id, long instant) => id <= instant - size || instant > MicrosecondTime.Max;

    /// <summary>The oldest window ends within a slide, unless windows are as long as some slides.</summary>
    internal override (int Count, long From, long Until) Assign(long time, Span<long> ids)
    {
        var last = FixedWindows.LastStart(time, slide, offset);
        var oldest = last - ((size - 1) / slide * slide);
        var isInOldest = time < oldest + size;
        var count = 0;
        for (var start = isInOldest ? oldest : oldest + slide; start <= last; start += slide) ids[count++] = start;
        return isInOldest ? (count, last, oldest + size) : (count, oldest + size, last + slide);
    }

    public override string ToString() => $"hopping {Text(size)} every {Text(slide)}{(offset != 0 ? $" at {Text(offset)}" : "")}";
}

/// <summary>Windows that begin with every size and end with every step in it, so that each holds those before it; the id is the end.</summary>
internal sealed class CumulativeAssigner(long size, long step, long offset) : WindowAssigner
{
    internal override int MaxWindows => (int)(size / step);

    internal override Window WindowOf(long id) => new(FixedWindows.LastStart(id - 1, size, offset), id);

    internal override long? IdOf(Window window) =>
        window.EndMicroseconds is var end && FixedWindows.End(FixedWindows.LastStart(end - 1, step, offset), step) == end && WindowOf(end) == window ? end : null;

    internal override bool HasEnded(long id, long instant) => id <= instant;

    internal override (int Count, long From, long Until) Assign(long time, Span<long> ids)
    {
        var from = FixedWindows.LastStart(time, step, offset);
        var last = FixedWindows.End(FixedWindows.LastStart(time, size, offset), size);
        var count = 0;
        for (var end = from + step; end < last; end += step) ids[count++] = end;
        ids[count++] = last;
        return (count, from, from + step);
    }

    public override string ToString() => $"cumulative {Text(size)} by {Text(step)}{(offset != 0 ? $" at {Text(offset)}" : "")}";
}

/// <summary>The arithmetic of windows of one size.</summary>
internal static class FixedWindows
{
    /// <summary>The last multiple of a step, moved by an offset, that is not behind an instant; before 1970 too.</summary>
    public static long LastStart(long time, long step, long offset) => time - ((time - offset) % step is var rest && rest < 0 ? rest + step : rest);

    /// <summary>The end of a window, at most the calendar's.</summary>
    public static long End(long start, long size) => size > 0 && start > MicrosecondTime.Max - size ? MicrosecondTime.Max + 1 : start + size;
}
