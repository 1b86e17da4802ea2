using System.Globalization;

namespace ReactiveEtl.Benchmarks;

/// <summary>What a job counted: rows, bytes, and the count of each hour (in hours since 1970) and action.</summary>
internal sealed record Answer(long Rows, long Bytes, IReadOnlyDictionary<(long Hour, string Action), long> Counts)
{
    /// <summary>The plain reference: a line at a time, by hand, for the shape that the data is made in.</summary>
    public static Answer Reference(string directory)
    {
        var counts = new Dictionary<(long, string), long>();
        long rows = 0, bytes = 0;
        foreach (var file in Directory.EnumerateFiles(directory, "file-*.json"))
        {
            bytes += new FileInfo(file).Length;
            foreach (var line in File.ReadLines(file))
            {
                rows++;
                var time = long.Parse(line.AsSpan("{\"time\":".Length, 10), CultureInfo.InvariantCulture);
                var action = line[(line.IndexOf("action", StringComparison.Ordinal) + "action\":\"".Length)..^2];
                counts[(time / 3600, action)] = counts.GetValueOrDefault((time / 3600, action)) + 1;
            }
        }

        return new Answer(rows, bytes, counts);
    }

    public bool IsSameAs(Answer other) => Rows == other.Rows && Counts.Count == other.Counts.Count && Counts.All(count => other.Counts.GetValueOrDefault(count.Key) == count.Value);
}
