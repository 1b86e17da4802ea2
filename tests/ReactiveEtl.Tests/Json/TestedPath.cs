namespace ReactiveEtl.Tests.Json;

/// <summary>A path of the parser under test: made for a format and the columns that are read, it takes blocks one after the other, as a scan does, and keeps what it learned.</summary>
internal static class TestedPath
{
    /// <summary>All paths by name, and the choice among them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetNames<ParserPath>(), "chosen"];

    /// <summary>The function of a block, which is padded with zero bytes behind the length given.</summary>
    public static Func<byte[], int, ParsedBlock> Make(string path, RecordFormat format, IReadOnlySet<int> read, int capacity = ColumnBatch.DefaultCapacity)
    {
        var batch = new ColumnBatch(format, read, capacity);
        var parser = new RecordParser(format, batch, Enum.TryParse<ParserPath>(path, out var named) ? named : null);
        var errors = new List<RecordError>();
        return (padded, length) =>
        {
            var result = new ParsedBlock();
            for (var position = 0; position < length;)
            {
                var (start, before) = (position, parser.Taken);
                var lines = parser.Parse(padded.AsSpan(0, length + Block.Padding), ref position, errors);
                Assert.Equal(lines, padded.AsSpan(start, position - start).Count((byte)'\n') + (padded[position - 1] == '\n' ? 0 : 1));
                Assert.All(errors, error => Assert.Equal(error.Line, padded.AsSpan(start, error.Start - start).Count((byte)'\n')));
                result.Met = result.Met.Plus(MetLines.Of(lines, before, parser.Taken));
                result.AddTaken(before, parser.Taken);
                result.Errors.AddRange(errors);
                result.AddRows(batch);
            }

            return result;
        };
    }
}

/// <summary>What a path, or the reference, makes of a block: the rows' values (null also where a column is not read), and the malformed records.</summary>
internal sealed class ParsedBlock
{
    public List<object?[]> Rows { get; } = [];

    public List<RecordError> Errors { get; } = [];

    public MetLines Met { get; set; } = new(0, 0, 0);

    /// <summary>How many lines the fast ways took.</summary>
    public (long Layouts, long Templates, long Outlines, long Index) Taken { get; private set; }

    public void AddTaken((long Layouts, long Templates, long Outlines, long Index) before, (long Layouts, long Templates, long Outlines, long Index) after) =>
        Taken = (Taken.Layouts + after.Layouts - before.Layouts, Taken.Templates + after.Templates - before.Templates, Taken.Outlines + after.Outlines - before.Outlines, Taken.Index + after.Index - before.Index);

    public void AddRows(ColumnBatch batch)
    {
        for (var row = 0; row < batch.Count; row++) Rows.Add([.. batch.Vectors.Select(vector => vector is null ? null : VectorValue.Load(vector, row))]);
    }

    /// <summary>The first difference to another, for people; null where there is none. Doubles and decimals are the same only to the last bit and digit.</summary>
    public string? DifferenceTo(ParsedBlock expected, Func<string, string, bool> isReason)
    {
        for (var i = 0; i < Math.Min(Errors.Count, expected.Errors.Count); i++)
        {
            var (found, wanted) = (Errors[i], expected.Errors[i]);
            if ((found.Start, found.Length) != (wanted.Start, wanted.Length) || !isReason(found.Reason, wanted.Reason)) return $"malformed record {i} is {found}, expected {wanted}";
        }

        if (Errors.Count != expected.Errors.Count) return $"{Errors.Count} malformed records, expected {expected.Errors.Count}: {(Errors.Count > expected.Errors.Count ? Errors[expected.Errors.Count] : expected.Errors[Errors.Count])}";
        for (var i = 0; i < Math.Min(Rows.Count, expected.Rows.Count); i++)
        {
            if (!Rows[i].Zip(expected.Rows[i], IsSame).All(same => same)) return $"row {i} is ({Text(Rows[i])}), expected ({Text(expected.Rows[i])})";
        }

        return Rows.Count == expected.Rows.Count ? null : $"{Rows.Count} rows, expected {expected.Rows.Count}";
    }

    private static bool IsSame(object? one, object? other) => (one, other) switch
    {
        (double a, double b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b),
        (decimal a, decimal b) => decimal.GetBits(a).AsSpan().SequenceEqual(decimal.GetBits(b)),
        _ => Equals(one, other),
    };

    private static string Text(object?[] row) => string.Join(" | ", row.Select(value => value ?? "null"));
}

/// <summary>Lines that came before something learned which takes others, and that it did not take: among them are those that are almost like it.</summary>
internal sealed record MetLines(long Layouts, long Templates, long Outlines)
{
    public static MetLines Of(int lines, (long Layouts, long Templates, long Outlines, long Index) before, (long Layouts, long Templates, long Outlines, long Index) after)
    {
        var (layouts, templates, outlines) = (after.Layouts - before.Layouts, after.Templates - before.Templates, after.Outlines - before.Outlines);
        return new MetLines(layouts > 0 ? lines - layouts : 0, before.Templates > 0 ? lines - layouts - templates : 0, outlines > 0 ? lines - outlines : 0);
    }

    public MetLines Plus(MetLines other) => new(Layouts + other.Layouts, Templates + other.Templates, Outlines + other.Outlines);
}
