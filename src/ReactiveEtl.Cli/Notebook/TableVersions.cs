using System.Threading.Channels;

namespace ReactiveEtl.Cli;

/// <summary>The versions of a table one by one, none left out, for a reader that takes its time: the query waits for it, as for any slow subscriber.</summary>
internal static class TableVersions
{
    /// <summary>Subscribes now; the versions end with the query, with its error where it failed.</summary>
    public static ChannelReader<Snapshot<TRow>> Follow<TRow>(this ResultTable<TRow> table, CancellationToken cancellation)
    {
        var versions = Channel.CreateBounded<Snapshot<TRow>>(1);
        table.Subscribe(
            version => versions.Writer.WriteAsync(version, cancellation).AsTask().Wait(cancellation),
            error => versions.Writer.TryComplete(error),
            () => versions.Writer.TryComplete());
        return versions.Reader;
    }
}
