namespace ReactiveEtl;

/// <summary>A rule that gives each instant its windows: made by <see cref="Window.Tumbling(TimeSpan, TimeSpan)"/> and its siblings.</summary>
public abstract class WindowAssigner
{
    private protected WindowAssigner()
    {
    }

    /// <summary>The greatest number of windows that one instant may belong to.</summary>
    internal abstract int MaxWindows { get; }

    /// <summary>The end of the window that begins at a start, in microseconds.</summary>
    internal abstract long EndOf(long start);

    /// <summary>Writes the starts of an instant's windows, ascending, and says how many.</summary>
    internal abstract int Assign(long time, Span<long> starts);
}

/// <summary>Windows of one size that begin every slide; with a slide of the size, each instant is in exactly one.</summary>
internal sealed class FixedWindowAssigner(long size, long slide, long offset) : WindowAssigner
{
    /// <summary>Whether each instant is in exactly one window.</summary>
    internal bool IsTumbling => size == slide;

    /// <summary>The start of the last window that an instant is in.</summary>
    internal long StartOf(long time) => time - FloorModulo(time - offset, slide);

    internal override int MaxWindows => (int)Math.Min((size + slide - 1) / slide, int.MaxValue);

    internal override long EndOf(long start) => start > MicrosecondTime.Max - size ? MicrosecondTime.Max + 1 : start + size;

    internal override int Assign(long time, Span<long> starts)
    {
        var last = StartOf(time);
        var count = 0;
        for (var i = (int)((size - 1) / slide); i >= 0; i--)
        {
            var start = last - (i * slide);
            if (time < start + size) starts[count++] = start;
        }

        return count;
    }

    public override string ToString() =>
        (size == slide ? $"tumbling {Text(size)}" : $"hopping {Text(size)} every {Text(slide)}") + (offset != 0 ? $" at {Text(offset)}" : "");

    private static long FloorModulo(long value, long divisor) => value % divisor is var rest && rest < 0 ? rest + divisor : rest;

    private static TimeSpan Text(long microseconds) => TimeSpan.FromMicroseconds(microseconds);
}
