using System.Text.Json;

namespace ReactiveEtl.Benchmarks;

/// <summary>The plain reference: each line by itself, with the framework's reader and a dictionary.</summary>
internal static class Reference
{
    public static Answer Of(string directory)
    {
        var counts = new Dictionary<(long Hour, string Action), long>();
        long bytes = 0;
        foreach (var file in Directory.EnumerateFiles(directory, EventFiles.Pattern))
        {
            bytes += new FileInfo(file).Length;
            foreach (var line in File.ReadLines(file))
            {
                var group = GroupOf(System.Text.Encoding.UTF8.GetBytes(line));
                counts[group] = counts.GetValueOrDefault(group) + 1;
            }
        }

        var hash = default(CountHash);
        foreach (var ((hour, action), count) in counts) hash.Add(new GroupCount(hour, action, count));
        return new Answer(0, hash.Rows, bytes, hash.Groups, hash.Sum);
    }

    private static (long Hour, string Action) GroupOf(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        long seconds = 0;
        var action = "";
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isTime, isAction) = (reader.ValueTextEquals("time"), reader.ValueTextEquals("action"));
            reader.Read();
            if (isAction) action = reader.GetString()!;
            else if (isTime) seconds = reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : reader.GetDateTimeOffset().ToUnixTimeSeconds();
            else reader.Skip();
        }

        return (seconds / 3600, action);
    }
}
