using System.Globalization;

namespace ReactiveEtl.Cli;

/// <summary>Malformed records, as a diagnostic: they never change the answer, nor the exit code.</summary>
internal static class Malformed
{
    /// <summary>A line for a batch that had some.</summary>
    public static void Report(BatchProgress? progress, TextWriter error)
    {
        if (progress is not { Malformed: > 0 }) return;
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"batch {progress.BatchId}: {progress.Malformed} malformed {(progress.Malformed == 1 ? "record is" : "records are")} not counted"));
    }
}
