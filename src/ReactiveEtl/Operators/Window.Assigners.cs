namespace ReactiveEtl;

public readonly partial record struct Window
{
    private const int MaxWindows = 1 << 16;

    /// <summary>Windows one behind the other, aligned to 1970-01-01 UTC; every instant is in exactly one.</summary>
    /// <param name="size">How long a window is: at least a microsecond, in whole microseconds.</param>
    /// <param name="offset">By how much they are moved from the alignment; less than the size, either way.</param>
    /// <exception cref="ArgumentException">The size or the offset is not one.</exception>
    /// <example><c>Window.Tumbling(TimeSpan.FromHours(1))</c>: from each full hour to the next.</example>
    public static WindowAssigner Tumbling(TimeSpan size, TimeSpan offset = default) => Hopping(size, size, offset);

    /// <summary>Windows of one size that begin every slide, aligned to 1970-01-01 UTC; where the slide is smaller, an instant is in several.</summary>
    /// <param name="size">How long a window is: at least a microsecond, in whole microseconds.</param>
    /// <param name="slide">From one start to the next: at most the size.</param>
    /// <param name="offset">By how much they are moved from the alignment; less than the slide, either way.</param>
    /// <exception cref="ArgumentException">The size, the slide or the offset is not one.</exception>
    public static WindowAssigner Hopping(TimeSpan size, TimeSpan slide, TimeSpan offset = default)
    {
        var (length, step, shift) = (Microseconds(size, nameof(size)), Microseconds(slide, nameof(slide)), Microseconds(offset, nameof(offset)));
        if (length <= 0) throw new ArgumentException($"A window's size is {size}; expected at least a microsecond.", nameof(size));
        if (step <= 0 || step > length) throw new ArgumentException($"A window's slide is {slide}; expected a time up to its size, {size}.", nameof(slide));
        if (Math.Abs(shift) >= step) throw new ArgumentException($"A window's offset is {offset}; expected less than {slide}, either way.", nameof(offset));
        if (length / step > MaxWindows) throw new ArgumentException($"Each instant would be in {length / step} windows; expected at most {MaxWindows}.", nameof(slide));
        return length == step ? new TumblingAssigner(length, shift) : new HoppingAssigner(length, step, shift);
    }

    /// <summary>Windows that grow: with every size they begin anew, and with every step in it one more ends. An instant is in all that end behind it.</summary>
    /// <param name="size">How long the longest window is: a multiple of the step.</param>
    /// <param name="step">From one end to the next.</param>
    /// <param name="offset">By how much they are moved from the alignment to 1970-01-01 UTC; less than the size, either way.</param>
    /// <exception cref="ArgumentException">The size, the step or the offset is not one.</exception>
    /// <example><c>Window.Cumulative(TimeSpan.FromDays(1), TimeSpan.FromHours(1))</c>: since midnight, hour by hour.</example>
    public static WindowAssigner Cumulative(TimeSpan size, TimeSpan step, TimeSpan offset = default)
    {
        var (length, grows, shift) = (Microseconds(size, nameof(size)), Microseconds(step, nameof(step)), Microseconds(offset, nameof(offset)));
        if (length <= 0) throw new ArgumentException($"A window's size is {size}; expected at least a microsecond.", nameof(size));
        if (grows <= 0 || grows > length || length % grows != 0) throw new ArgumentException($"A window's step is {step}; expected a part of its size, {size}, without a rest.", nameof(step));
        if (Math.Abs(shift) >= length) throw new ArgumentException($"A window's offset is {offset}; expected less than {size}, either way.", nameof(offset));
        if (length / grows > MaxWindows) throw new ArgumentException($"Each instant would be in up to {length / grows} windows; expected at most {MaxWindows}.", nameof(step));
        return new CumulativeAssigner(length, grows, shift);
    }

    /// <summary>The windows of several rules in one query: a row is in those that each of them gives it, and a group's window says which one it is.</summary>
    /// <param name="windows">The rules.</param>
    /// <exception cref="ArgumentException">There are none, or more than 32.</exception>
    /// <example><c>Window.Several(Window.Tumbling(TimeSpan.FromHours(1)), Window.Calendar(CalendarUnit.Day, zone))</c>: the hours, and the days that they are in.</example>
    public static WindowAssigner Several(params WindowAssigner[] windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        if (windows.Length is 0 or > SeveralAssigner.MaxRules) throw new ArgumentException($"There are {windows.Length} rules of windows; expected 1 to {SeveralAssigner.MaxRules}.", nameof(windows));
        if (Array.Exists(windows, static rule => rule is null or SeveralAssigner)) throw new ArgumentException("A rule of windows is missing, or is several itself.", nameof(windows));
        return new SeveralAssigner(windows);
    }

    /// <summary>Windows of rows that follow each other closely: the union of all [time, time + gap) of a key that overlap or touch.</summary>
    /// <param name="gap">How long after a row its session stays open; of none or a negative one, no row joins any.</param>
    /// <exception cref="ArgumentException">The gap is no whole number of microseconds.</exception>
    public static SessionWindows Session(TimeSpan gap) => new(Microseconds(gap, nameof(gap)));

    /// <summary>Windows of rows that follow each other closely, by a gap of each row's own.</summary>
    /// <param name="gap">An integer column of microseconds or a text such as <c>5 seconds</c>; a row without one, or with one that is not positive or no length of time, joins no session.</param>
    public static SessionWindows Session(Column gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        return new SessionWindows(gap);
    }

    /// <summary>The hours, days, weeks or months of a zone; every instant is in exactly one. A day at a change of the clocks has 23 or 25 hours.</summary>
    /// <param name="unit">Which.</param>
    /// <param name="zone">Whose.</param>
    /// <param name="firstDayOfWeek">The day with which weeks begin.</param>
    /// <exception cref="ArgumentException">There is no such unit, or no such day.</exception>
    /// <example><c>Window.Calendar(CalendarUnit.Day, TimeZoneInfo.FindSystemTimeZoneById("Europe/London"))</c></example>
    public static WindowAssigner Calendar(CalendarUnit unit, TimeZoneInfo zone, DayOfWeek firstDayOfWeek = DayOfWeek.Monday)
    {
        ArgumentNullException.ThrowIfNull(zone);
        if (!Enum.IsDefined(unit)) throw new ArgumentException($"There is no unit {unit} of the calendar.", nameof(unit));
        if (!Enum.IsDefined(firstDayOfWeek)) throw new ArgumentException($"There is no day {firstDayOfWeek} of the week.", nameof(firstDayOfWeek));
        return unit == CalendarUnit.Hour ? new ZoneHours(zone) : new ZoneDates(unit, zone, firstDayOfWeek);
    }

    private static long Microseconds(TimeSpan time, string parameter) => time.Ticks % TimeSpan.TicksPerMicrosecond == 0
        ? time.Ticks / TimeSpan.TicksPerMicrosecond
        : throw new ArgumentException($"{time} is no whole number of microseconds.", parameter);
}
