namespace ReactiveEtl;

/// <summary>What becomes of a file that was read, after the commit that covers it. It never fails a query, and a crash in between repeats it.</summary>
public sealed class CleanUp
{
    private CleanUp(bool removes, string? archiveDirectory)
    {
        Removes = removes;
        ArchiveDirectory = archiveDirectory;
    }

    /// <summary>It stays where it is: the default.</summary>
    public static CleanUp Keep { get; } = new(false, null);

    /// <summary>It is deleted.</summary>
    public static CleanUp Delete { get; } = new(true, null);

    /// <summary>Where files are moved to; null unless they are archived.</summary>
    public string? ArchiveDirectory { get; }

    internal bool Removes { get; }

    /// <summary>It is moved, with its path below the watched directory, where nothing is overwritten: a second file of a name gets a number behind it.</summary>
    /// <param name="directory">Where to: in the same store and on the same file system, and not where files are looked for, which the call that watches refuses. Made when it isn't there.</param>
    public static CleanUp Archive(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return new CleanUp(true, directory);
    }

    /// <summary>What it does, in a word.</summary>
    public override string ToString() => !Removes ? "keep" : ArchiveDirectory is null ? "delete" : $"archive to {ArchiveDirectory}";
}
