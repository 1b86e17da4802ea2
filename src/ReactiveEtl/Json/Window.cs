using System.Globalization;

namespace ReactiveEtl;

/// <summary>A window of event time: from its start, which belongs to it, to its end, which does not.</summary>
/// <remarks>Two instants in microseconds. An end behind the calendar's last instant is that instant.</remarks>
public readonly partial record struct Window : IComparable<Window>
{
    private readonly long _start;
    private readonly long _end;

    /// <summary>The window between two instants; one that ends with the calendar's last microsecond holds that too.</summary>
    public Window(DateTimeOffset start, DateTimeOffset end)
        : this(MicrosecondTime.Of(start), MicrosecondTime.Of(end) is var last && last == MicrosecondTime.Max ? last + 1 : last)
    {
    }

    internal Window(long start, long end)
    {
        _start = start;
        _end = end;
    }

    /// <summary>The first instant of the window, offset 0.</summary>
    public DateTimeOffset Start => MicrosecondTime.ToTime(_start);

    /// <summary>The first instant behind the window, offset 0.</summary>
    public DateTimeOffset End => MicrosecondTime.ToTime(_end);

    internal long StartMicroseconds => _start;

    internal long EndMicroseconds => _end;

    /// <summary>Whether the instant lies in the window.</summary>
    public bool Contains(DateTimeOffset time) => MicrosecondTime.Of(time) is var t && t >= _start && t < _end;

    /// <summary>By start, then by end.</summary>
    public int CompareTo(Window other) => _start != other._start ? _start.CompareTo(other._start) : _end.CompareTo(other._end);

    /// <summary>Whether the left comes first.</summary>
    public static bool operator <(Window left, Window right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left comes first, or they are equal.</summary>
    public static bool operator <=(Window left, Window right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left comes last.</summary>
    public static bool operator >(Window left, Window right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left comes last, or they are equal.</summary>
    public static bool operator >=(Window left, Window right) => left.CompareTo(right) >= 0;

    /// <summary>The window as Spark 4 prints it, in UTC: <c>{2016-07-26 02:00:00, 2016-07-26 03:00:00}</c>.</summary>
    public override string ToString() => $"{{{Text(Start)}, {Text(End)}}}";

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
}
