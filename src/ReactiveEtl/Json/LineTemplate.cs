using System.Text.Json;

namespace ReactiveEtl;

/// <summary>The form of a line: the bytes that all lines like it share, and the values between them.</summary>
/// <param name="Steps">The steps from the line's first byte to its line feed.</param>
/// <param name="Missing">The columns that such lines lack.</param>
internal sealed record LineTemplate(TemplateStep[] Steps, ColumnSlot[] Missing)
{
    /// <summary>Where one text has so many bytes, others may well have more than the 32 that are looked at together.</summary>
    private const int LongText = 20;

    /// <summary>Rises with each vector of which it takes a fair share of the lines, falls with each other one.</summary>
    public int Score { get; set; }

    /// <summary>The template of a line that the exact parser accepted; null where lines like it are better read another way.</summary>
    public static LineTemplate? Of(ReadOnlySpan<byte> line, ColumnSlot[] columns, int corruptRecordColumn)
    {
        if (line.IsEmpty || line[^1] != '\n') return null;
        var steps = new List<TemplateStep>();
        var seen = new bool[columns.Length];
        var written = 0;
        ColumnSlot? column = null;
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    column = reader.CurrentDepth == 1 ? ColumnSlot.Named(ref reader, columns, corruptRecordColumn) : null;
                    // Of a key that comes twice every value counts, the last one for good: rare, and so for the exact parser.
                    if (column is not null && seen[column.Place]) return null;
                    break;
                case JsonTokenType.StartObject when column is null:
                case JsonTokenType.EndObject:
                    break;
                default:
                    var kind = column is null ? SkippedKind(ref reader) : TemplateStepKind.Column;
                    // The quotes of a text that nobody reads are compared with what stands before and behind it.
                    var quote = kind is TemplateStepKind.SkippedText or TemplateStepKind.SkippedLongText ? 1 : 0;
                    AddStep(steps, line[written..((int)reader.TokenStartIndex + quote)], kind, column, reader.CurrentDepth);
                    reader.Skip();
                    written = (int)reader.BytesConsumed - quote;
                    if (column is not null) seen[column.Place] = true;
                    column = null;
                    break;
            }
        }

        AddStep(steps, line[written..], TemplateStepKind.Nothing, null, 0);
        return new LineTemplate([.. steps], [.. columns.Where(slot => !seen[slot.Place])]);
    }

    private static void AddStep(List<TemplateStep> steps, ReadOnlySpan<byte> literal, TemplateStepKind kind, ColumnSlot? column, int depth)
    {
        for (; literal.Length > TemplateStep.MaxLength; literal = literal[TemplateStep.MaxLength..])
            steps.Add(TemplateStep.Of(literal[..TemplateStep.MaxLength], TemplateStepKind.Nothing, null, depth));
        steps.Add(TemplateStep.Of(literal, kind, column, depth));
    }

    private static TemplateStepKind SkippedKind(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.ValueSpan.Length < LongText ? TemplateStepKind.SkippedText : TemplateStepKind.SkippedLongText,
        JsonTokenType.Number => TemplateStepKind.SkippedNumber,
        JsonTokenType.True or JsonTokenType.False => TemplateStepKind.SkippedBoolean,
        _ => TemplateStepKind.SkippedValue,
    };
}
