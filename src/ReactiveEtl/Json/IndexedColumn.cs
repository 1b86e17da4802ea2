using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>A column's name as a walk compares it, and where the walk notes its values.</summary>
internal readonly unsafe struct IndexedColumn
{
    /// <summary>The place of a value that is not there.</summary>
    public const int Missing = -1;

    private readonly Vector256<byte> _name;
    private readonly Vector256<byte> _mask;
    private readonly byte[]? _longName;

    public IndexedColumn(ColumnFormat format, int* places)
    {
        // A name that JSON writes with escapes only never stands in a line as it is; a zero byte stands in no line at all.
        byte[] name = format.Utf8Name.AsSpan().IndexOfAny((byte)'"', (byte)'\\') >= 0 ? [0] : [.. format.Utf8Name, (byte)'"'];
        var head = TemplateStep.Of(name.AsSpan(0, Math.Min(name.Length, TemplateStep.MaxLength)), TemplateStepKind.Nothing, null, 0);
        (_name, _mask) = (head.Literal, head.Mask);
        _longName = name.Length > TemplateStep.MaxLength ? name : null;
        Places = places;
    }

    /// <summary>For each line of the vector where its value begins in the block.</summary>
    public int* Places { get; }

    /// <summary>Whether a name, with its closing quote, is the column's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNamed(Vector256<byte> bytes, byte* name) =>
        ((bytes ^ _name) & _mask) == Vector256<byte>.Zero && (_longName is null || new ReadOnlySpan<byte>(name, _longName.Length).SequenceEqual(_longName));
}
