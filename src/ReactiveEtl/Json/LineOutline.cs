using System.Runtime.Intrinsics;

namespace ReactiveEtl;

/// <summary>The kinds of a line's tokens in their order, and what its names are: lines of one outline differ in their values and spaces only.</summary>
/// <param name="Kinds">A byte a token, the last one that of the line feed, and zeros behind it.</param>
/// <param name="Names">The names of the line's own properties.</param>
/// <param name="Values">For each column which token its value is, or -1.</param>
/// <param name="Scalars">Which tokens are numbers and literal names that nobody reads.</param>
internal sealed record LineOutline(Vector512<byte> Kinds, OutlineName[] Names, int[] Values, int[] Scalars)
{
    /// <summary>The outline that no line has, since each has a line feed.</summary>
    public static LineOutline None { get; } = new(Vector512<byte>.Zero, [], [], []);

    /// <summary>The outline of a line that a walk accepted; null where it has too many tokens, or a name too long or with escapes.</summary>
    public static unsafe LineOutline? Of(byte* block, ReadOnlySpan<int> tokens, Vector512<byte> kinds, ReadOnlySpan<IndexedColumn> columns)
    {
        if (tokens.Length > Vector512<byte>.Count) return null;
        var (names, scalars, values) = (new List<OutlineName>(), new List<int>(), new int[columns.Length]);
        Array.Fill(values, -1);
        var depth = 0;
        for (var token = 0; token < tokens.Length; token++)
        {
            switch (kinds[token])
            {
                case (byte)'{' or (byte)'[': depth++; break;
                case (byte)'}' or (byte)']': depth--; break;
                case (byte)'"' when depth == 1 && kinds[token + 1] == ':':
                    var start = tokens[token] + 1;
                    var name = new ReadOnlySpan<byte>(block + start, ScanKernel.SkipText(block, start) + 1 - start);
                    if (name.Length > TemplateStep.MaxLength || name.Contains((byte)'\\')) return null;
                    names.Add(new OutlineName(token, name));
                    for (var i = 0; i < columns.Length; i++)
                    {
                        if (columns[i].IsNamed(Vector256.Load(block + start), block + start)) values[i] = token + 2;
                    }

                    break;
                case OutlineKernel.Number or OutlineKernel.Boolean or (byte)'n' when !values.Contains(token): scalars.Add(token); break;
                default: break;
            }
        }

        return new LineOutline(kinds, [.. names], values, [.. scalars]);
    }
}

/// <summary>A name of an outline: which token it is, and its bytes with the closing quote.</summary>
internal readonly struct OutlineName
{
    private readonly Vector256<byte> _name;
    private readonly Vector256<byte> _mask;

    public OutlineName(int token, ReadOnlySpan<byte> name)
    {
        var step = TemplateStep.Of(name, TemplateStepKind.Nothing, null, 0);
        (Token, _name, _mask) = (token, step.Literal, step.Mask);
    }

    public int Token { get; }

    public unsafe bool IsAt(byte* at) => ((Vector256.Load(at) ^ _name) & _mask) == Vector256<byte>.Zero;
}
