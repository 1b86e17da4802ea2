using System.Text.Json;

namespace ReactiveEtl.Benchmarks;

/// <summary>The paths that are timed: each made for a format, then given a padded block and its length, answers how many rows it read.</summary>
internal static class ParserPaths
{
    /// <summary>All of them: a new one is a line here.</summary>
    public static IReadOnlyDictionary<string, Func<RecordFormat, Func<byte[], int, long>>> All { get; } = new Dictionary<string, Func<RecordFormat, Func<byte[], int, long>>>
    {
        ["Utf8JsonReader"] = _ => Tokens,
        ["exact"] = format => Parser(format, ParserPath.Exact),
        ["index"] = format => Parser(format, ParserPath.Index),
        ["template"] = format => Parser(format, ParserPath.Template),
    };

    private static Func<byte[], int, long> Parser(RecordFormat format, ParserPath path)
    {
        var batch = new ColumnBatch(format, Enumerable.Range(0, format.Columns.Count).ToHashSet());
        var parser = new RecordParser(format, batch, path);
        var errors = new List<RecordError>();
        return (padded, length) =>
        {
            var rows = 0L;
            for (var position = 0; position < length; rows += batch.Count)
            {
                parser.Parse(padded.AsSpan(0, length + Block.Padding), ref position, errors);
                if (errors is [var error, ..]) throw new InvalidOperationException(error.Reason);
            }

            return rows;
        };
    }

    /// <summary>All tokens, and nothing done with them.</summary>
    private static long Tokens(byte[] padded, int length)
    {
        var rows = 0L;
        for (var rest = padded.AsSpan(0, length); !rest.IsEmpty; rows++)
        {
            var end = rest.IndexOf((byte)'\n');
            var reader = new Utf8JsonReader(rest[..end]);
            while (reader.Read())
            {
            }

            rest = rest[(end + 1)..];
        }

        return rows;
    }
}
