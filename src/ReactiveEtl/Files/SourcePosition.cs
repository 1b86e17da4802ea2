using System.Collections.Immutable;

namespace ReactiveEtl;

/// <summary>Where a source stands between two batches: a run that is given it goes on exactly there. Immutable.</summary>
/// <param name="NextSequence">The sequence number of the next batch.</param>
/// <param name="FilesSeen">How many files got their place in the order, ever.</param>
/// <param name="NewestRead">The greatest modification time of the files that were handed out.</param>
/// <param name="Read">The files that were handed out and are remembered, as they were then.</param>
/// <param name="Backlog">The files that wait for a batch, in their order.</param>
internal sealed record SourcePosition(
    long NextSequence,
    long FilesSeen,
    DateTimeOffset NewestRead,
    ImmutableArray<FileEntry> Read,
    ImmutableArray<FileEntry> Backlog);
