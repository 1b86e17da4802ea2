namespace ReactiveEtl;

/// <summary>The lines of a slice that begin in a range of its bytes: what one worker reads of it.</summary>
/// <param name="Slice">The slice.</param>
/// <param name="Start">Where the range begins in the file; not always the start of a line.</param>
/// <param name="End">Where it ends; the line that goes on there still belongs to the part.</param>
internal readonly record struct SlicePart(Slice Slice, long Start, long End)
{
    public bool IsFirst => Start == Slice.Start;

    public bool IsLast => End == Slice.Start + Slice.Length;

    public static SlicePart Whole(Slice slice) => new(slice, slice.Start, slice.Start + slice.Length);
}
