namespace ReactiveEtl;

public readonly partial record struct Window
{
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
        const int MaxWindows = 1 << 16;
        var (length, step, shift) = (Microseconds(size, nameof(size)), Microseconds(slide, nameof(slide)), Microseconds(offset, nameof(offset)));
        if (length <= 0) throw new ArgumentException($"A window's size is {size}; expected at least a microsecond.", nameof(size));
        if (step <= 0 || step > length) throw new ArgumentException($"A window's slide is {slide}; expected a time up to its size, {size}.", nameof(slide));
        if (Math.Abs(shift) >= step) throw new ArgumentException($"A window's offset is {offset}; expected less than {slide}, either way.", nameof(offset));
        if (length / step > MaxWindows) throw new ArgumentException($"Each instant would be in {length / step} windows; expected at most {MaxWindows}.", nameof(slide));
        return new FixedWindowAssigner(length, step, shift);
    }

    private static long Microseconds(TimeSpan time, string parameter) => time.Ticks % TimeSpan.TicksPerMicrosecond == 0
        ? time.Ticks / TimeSpan.TicksPerMicrosecond
        : throw new ArgumentException($"{time} is no whole number of microseconds.", parameter);
}
