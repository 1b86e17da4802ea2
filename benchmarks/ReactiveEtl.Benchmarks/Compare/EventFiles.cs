using System.Text;

namespace ReactiveEtl.Benchmarks;

/// <summary>The data of the comparison: the notebook's shape, sorted by time, 50 files, seeded.</summary>
internal static class EventFiles
{
    private const int Files = 50;

    /// <summary>Makes the files if the directory has none.</summary>
    public static void Make(string directory, int events)
    {
        Directory.CreateDirectory(directory);
        if (Directory.EnumerateFiles(directory, "file-*.json").Any()) return;
        var random = new Random(1);
        var time = 1469501107.0;
        for (var file = 0; file < Files; file++)
        {
            var text = new StringBuilder();
            var lines = (int)(((long)events * (file + 1) / Files) - ((long)events * file / Files));
            for (var line = 0; line < lines; line++)
            {
                time += random.NextDouble() * 2 * 180_000 / events;
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{{\"time\":{(long)time},\"action\":\"{(random.Next(2) == 0 ? "Open" : "Close")}\"}}\n");
            }

            File.WriteAllText(Path.Combine(directory, $"file-{file}.json"), text.ToString());
        }
    }
}
