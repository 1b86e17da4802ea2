using System.Text;

namespace ReactiveEtl.Benchmarks;

/// <summary>The data of the comparison: sorted by time, seeded, a sub-directory a shape.</summary>
internal static class EventFiles
{
    public const string Pattern = "file-*.json";

    /// <summary>How many events the seed's shape has where nothing else is asked for.</summary>
    public const int UsualEvents = 10_000_000;

    /// <summary>Sees that the events of a shape, where there are some, are as many as are asked for.</summary>
    /// <exception cref="CommandException">They are not.</exception>
    public static void Check(string root, EventShape shape, int events)
    {
        var directory = Path.Combine(root, shape.Name);
        if (!Directory.Exists(directory)) return;
        var (there, wanted) = (Directory.EnumerateFiles(directory, Pattern).Sum(Lines), EventsOf(shape, events));
        if (there != wanted) throw new CommandException($"'{directory}' holds {there} events, and --events {events} asks for {wanted}: delete it, name another --data, or leave out --events to take what is there.");
    }

    /// <summary>Makes the files of a shape if there are none, and gives their directory.</summary>
    /// <param name="root">The directory of all shapes.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="events">How many events the seed's shape has; others have their share of it.</param>
    public static string Make(string root, EventShape shape, int events)
    {
        var directory = Path.Combine(root, shape.Name);
        if (Directory.Exists(directory)) return directory;
        // Under another name until all are there, so that half of a shape is never taken for the whole.
        var partial = directory + ".partial";
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        Directory.CreateDirectory(partial);
        Write(partial, shape, EventsOf(shape, events));
        Directory.Move(partial, directory);
        return directory;
    }

    private static long EventsOf(EventShape shape, int events) => Math.Max(1, (long)(events * shape.Share));

    private static long Lines(string file)
    {
        using var stream = File.OpenRead(file);
        var block = new byte[1 << 16];
        var lines = 0L;
        for (var read = stream.Read(block); read > 0; read = stream.Read(block)) lines += block.AsSpan(0, read).Count((byte)'\n');
        return lines;
    }

    private static void Write(string directory, EventShape shape, long events)
    {
        var random = new Random(1);
        var time = shape.Start;
        var step = shape.Duration.TotalSeconds / events;
        var text = new StringBuilder();
        for (var file = 0; file < shape.Files; file++)
        {
            var lines = (events * (file + 1) / shape.Files) - (events * file / shape.Files);
            for (var line = 0L; line < lines; line++)
            {
                time = time.AddSeconds(random.NextDouble() * 2 * step);
                shape.Write(text, random, time);
                text.Append('\n');
            }

            File.WriteAllText(Path.Combine(directory, $"file-{file}.json"), text.ToString());
            text.Clear();
        }
    }
}
