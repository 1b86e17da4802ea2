using System.Text.Json;

namespace ReactiveEtl.Benchmarks;

/// <summary>All tokens of all lines, and nothing done with them: the bound of the exact parser.</summary>
internal static class ReaderLoopJob
{
    public static JobOutcome Run(JobInput input)
    {
        long rows = 0, bytes = 0;
        foreach (var file in input.Files)
        {
            var rest = File.ReadAllBytes(file).AsSpan();
            bytes += rest.Length;
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOf((byte)'\n');
                var reader = new Utf8JsonReader(end < 0 ? rest : rest[..end]);
                while (reader.Read())
                {
                }

                rows++;
                rest = end < 0 ? [] : rest[(end + 1)..];
            }
        }

        return new JobOutcome(null, rows, bytes);
    }
}
