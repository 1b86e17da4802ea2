namespace ReactiveEtl;

/// <summary>The slices of one micro-batch, in order; nothing of them is opened.</summary>
/// <param name="Sequence">0, 1, 2, ... within a source, counted on by a run that resumes.</param>
/// <param name="Slices">Whole files; none where a finite read found nothing.</param>
/// <param name="IsLast">Whether it is the last batch of a finite read.</param>
internal sealed record FileBatch(long Sequence, IReadOnlyList<Slice> Slices, bool IsLast);
