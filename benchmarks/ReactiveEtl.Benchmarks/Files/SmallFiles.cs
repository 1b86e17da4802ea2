using System.Diagnostics;
using System.Globalization;

namespace ReactiveEtl.Benchmarks;

internal sealed record SmallEvent(long Number, string Text);

/// <summary>Directories of many small files, one record each, with times that are long past; made where they are not there.</summary>
internal static class SmallFiles
{
    private static readonly DateTime First = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static string Make(string root, int count, int size)
    {
        var directory = Path.Combine(root, string.Create(CultureInfo.InvariantCulture, $"{count}-of-{size}"));
        if (Directory.Exists(directory)) return directory;
        var partial = Directory.CreateDirectory(directory + ".partial").FullName;
        for (var i = 0; i < count; i++)
        {
            var file = Path.Combine(partial, string.Create(CultureInfo.InvariantCulture, $"file-{i}.json"));
            File.WriteAllText(file, Line(i, size));
            // Not in the order of the names, some at the same time.
            File.SetLastWriteTimeUtc(file, First.AddSeconds(i * 7919L % count / 3));
        }

        Directory.Move(partial, directory);
        return directory;
    }

    /// <summary>One line of so many bytes, the line end included.</summary>
    public static string Line(int number, int size)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{{\"number\":{number},\"text\":\"");
        return head + new string('x', size - head.Length - 3) + "\"}\n";
    }

    public static long SumOfNumbers(int count) => (long)count * (count - 1) / 2;

    /// <summary>Seconds that a shell command takes.</summary>
    public static double TimeShell(string command)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command])) ?? throw new InvalidOperationException("/bin/sh did not start.");
        process.WaitForExit();
        FileResults.Check(process.ExitCode == 0, $"'{command}' ended with {process.ExitCode}");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
