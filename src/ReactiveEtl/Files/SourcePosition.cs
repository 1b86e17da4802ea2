using System.Collections.Immutable;

namespace ReactiveEtl;

/// <summary>Where a source stands between two batches: a run that is given it goes on exactly there. Immutable.</summary>
/// <param name="NextSequence">The sequence number of the next batch.</param>
/// <param name="FilesSeen">How many files got their place in the order, ever.</param>
/// <param name="NewestRead">The greatest modification time of the files that were handed out.</param>
/// <param name="Read">The files that were handed out whole and are remembered, as they were then.</param>
/// <param name="Followed">The files that are followed, as they were last seen, and how far each was handed out.</param>
/// <param name="Backlog">What waits for a batch, in its order: byte ranges of files with their identities.</param>
internal sealed record SourcePosition(
    long NextSequence,
    long FilesSeen,
    DateTimeOffset NewestRead,
    ImmutableArray<ReadFile> Read,
    ImmutableArray<FollowedPosition> Followed,
    ImmutableArray<Slice> Backlog);

/// <summary>How far a followed file was handed out.</summary>
/// <param name="File">The file as it was last seen.</param>
/// <param name="Offset">The first byte that was not handed out, which begins a line.</param>
internal readonly record struct FollowedPosition(FileEntry File, long Offset);
