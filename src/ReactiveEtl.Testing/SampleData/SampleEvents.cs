using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl.Testing;

/// <summary>The sample data: what doors did in two days of July 2016, as the tutorial's figures tell it.</summary>
/// <remarks>
/// A construction without search. Every hour (and every part of one that a printed file end cuts) gets its counts of Open and Close; the
/// events of an action stand in it evenly, each at a random second of its own share of the time. Why opens >= closes at every prefix: the
/// first door opens before the first one closes and sixteen times as many follow in the first hour; from then on at least 168 doors are
/// open at the start and the end of each hour, and inside it the difference runs straight from one to the other, give or take two.
/// </remarks>
internal static class SampleEvents
{
    private const int Jitter = 20;

    // A time has ten digits from 2001 to 2286.
    private static ReadOnlySpan<byte> OpenLine => "{\"time\":0000000000,\"action\":\"Open\"}\n"u8;

    private static ReadOnlySpan<byte> CloseLine => "{\"time\":0000000000,\"action\":\"Close\"}\n"u8;

    /// <summary>The bytes of the files, in order. The same seed gives the same bytes.</summary>
    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Sample data, to be told again from its seed.")]
    public static byte[][] Files(int seed)
    {
        var random = new Random(seed);
        var opens = Times(random, Counts(random, SampleFigures.Opens, SampleFigures.OpenMinutes), end => end.Opens, SampleFigures.OpenMinutes);
        var closes = Times(random, Counts(random, SampleFigures.Closes, SampleFigures.CloseMinutes), end => end.Closes, SampleFigures.CloseMinutes);
        opens[0] = SampleFigures.FirstEvent;
        return Files(opens, closes);
    }

    /// <summary>How many events an hour: the printed count, or the hour's share of what the printed ones leave.</summary>
    /// <remarks>Only the borders between the shares are random, so that no chance adds up over the hours.</remarks>
    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Sample data, to be told again from its seed.")]
    private static int[] Counts(Random random, ReadOnlySpan<int> printed, Func<int, int> minutes)
    {
        var counts = new int[SampleFigures.Hours];
        printed.CopyTo(counts);
        var left = SampleFigures.EventsPerAction - counts.Sum();
        var minutesLeft = Enumerable.Range(0, counts.Length).Where(hour => counts[hour] == 0).Sum(minutes);
        var (passed, given) = (0, 0);
        for (var hour = 0; hour < counts.Length; hour++)
        {
            if (counts[hour] > 0 || minutes(hour) == 0) continue;
            passed += minutes(hour);
            var border = left * passed / minutesLeft;
            if (passed < minutesLeft) border += random.Next(-Jitter, Jitter + 1);
            counts[hour] = border - given;
            given = border;
        }

        return counts;
    }

    /// <summary>The seconds of an action's events, ascending.</summary>
    private static long[] Times(Random random, int[] counts, Func<SampleFigures.FileEnd, int> before, Func<int, int> minutes)
    {
        var times = new long[SampleFigures.EventsPerAction];
        var rest = times.AsSpan();
        for (var hour = 0; hour < counts.Length; hour++)
        {
            var start = SampleFigures.FirstHour + (hour * 3600);
            // The last hours end early; those before have their counts, printed or not, over all their time.
            var end = hour < SampleFigures.Hours - 1 && minutes(hour + 1) > 0 ? start + 3600 : start + 3000;
            start = Math.Max(start, SampleFigures.FirstEvent);
            foreach (var fileEnd in SampleFigures.FileEnds)
            {
                if (fileEnd.Hour != hour) continue;
                var cut = start + CutSecond(fileEnd);
                rest = Spread(random, rest, before(fileEnd), start, cut);
                (start, counts[hour]) = (cut, counts[hour] - before(fileEnd));
            }

            rest = Spread(random, rest, counts[hour], start, end);
        }

        return times;
    }

    /// <summary>Where in its hour a file ends: at the time by which as many of the hour's events have come, at an even pace.</summary>
    private static int CutSecond(SampleFigures.FileEnd end) =>
        3600 * (end.Opens + end.Closes) / (SampleFigures.Opens[end.Hour] + SampleFigures.Closes[end.Hour]);

    /// <summary>Sets the first times to a count of them between start and end (exclusive), and gives the rest.</summary>
    [SuppressMessage("Security", "CA5394:Do not use insecure randomness", Justification = "Sample data, to be told again from its seed.")]
    private static Span<long> Spread(Random random, Span<long> times, int count, long start, long end)
    {
        for (var i = 0; i < count; i++) times[i] = start + (long)((i + random.NextDouble()) * (end - start) / count);
        return times[count..];
    }

    /// <summary>Both actions in order of time, an Open before a Close of the same second, cut into files without a newline at their end.</summary>
    private static byte[][] Files(long[] opens, long[] closes)
    {
        var files = new byte[SampleFigures.Files][];
        var text = new byte[SampleFigures.EventsPerFile * CloseLine.Length];
        var (open, close) = (0, 0);
        for (var file = 0; file < files.Length; file++)
        {
            var at = 0;
            for (var i = 0; i < SampleFigures.EventsPerFile; i++)
            {
                var isOpen = open < opens.Length && (close == closes.Length || opens[open] <= closes[close]);
                at += Write(isOpen ? opens[open++] : closes[close++], isOpen, text.AsSpan(at));
            }

            files[file] = text[..(at - 1)];
        }

        return files;
    }

    private static int Write(long second, bool isOpen, Span<byte> text)
    {
        var line = isOpen ? OpenLine : CloseLine;
        line.CopyTo(text);
        Utf8Formatter.TryFormat(second, text["{\"time\":"u8.Length..], out _);
        return line.Length;
    }
}
