using System.Text;

namespace ReactiveEtl.Benchmarks;

/// <summary>The data of the comparison: sorted by time, seeded, a sub-directory a shape.</summary>
internal static class EventFiles
{
    public const string Pattern = "file-*.json";

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
        Write(partial, shape, (long)(events * shape.Share));
        Directory.Move(partial, directory);
        return directory;
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
