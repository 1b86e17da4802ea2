using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>One step through a line: bytes that must be there, then perhaps a value.</summary>
/// <param name="Literal">Up to 32 bytes, and zeros behind them.</param>
/// <param name="Mask">Which of them count.</param>
/// <param name="Length">How many.</param>
/// <param name="Kind">What stands behind them.</param>
/// <param name="Column">The column that the value goes to, or null.</param>
/// <param name="Depth">How deep the value stands.</param>
internal sealed record TemplateStep(Vector256<byte> Literal, Vector256<byte> Mask, int Length, TemplateStepKind Kind, ColumnSlot? Column, int Depth)
{
    public const int MaxLength = 32;

    public static TemplateStep Of(ReadOnlySpan<byte> literal, TemplateStepKind kind, ColumnSlot? column, int depth)
    {
        byte[] bytes = new byte[MaxLength], mask = new byte[MaxLength];
        literal.CopyTo(bytes);
        mask.AsSpan(0, literal.Length).Fill(0xFF);
        return new TemplateStep(Vector256.Create(bytes), Vector256.Create(mask), literal.Length, kind, column, depth);
    }
}

/// <summary>What stands behind the bytes of a step.</summary>
internal enum TemplateStepKind
{
    Nothing,
    Column,
    SkippedText,
    SkippedLongText,
    SkippedNumber,
    SkippedBoolean,
    SkippedValue,
}
