namespace ReactiveEtl;

/// <summary>Which files are read as they come, and how their coming is noticed.</summary>
public partial record WatchOptions : ReadOptions
{
    /// <summary>
    /// How long after one listing comes the next, whatever the notifications say. Null (the default): at least a second, and a hundred times what the last one took.
    /// </summary>
    /// <remarks>
    /// A file that was read is forgotten when two listings, one after the other, lack it and a look finds nothing either; a file of its name that comes later is a new one.
    /// One listing is not enough, since it may be made while the file gets another path. Notifications forget nothing.
    /// </remarks>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>
    /// How long the size and time of a file must stand still before it is read, where nothing tells that it is complete; 2 seconds by default.
    /// </summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a directory that isn't there is waited for; false by default: it is an error at once.</summary>
    public bool WaitForDirectory { get; init; }

    /// <summary>Whether the store's notifier is used, to learn of files before the next listing; true by default.</summary>
    public bool UseNotifications { get; init; } = true;

    /// <summary>
    /// Whether files are append-only and grow: complete lines are read as they come, and the unterminated last one waits. False by default: files are read
    /// once, when they are complete. Compressed files are always read once.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>What happens to the file</term><description>What is read</description></listheader>
    /// <item><term>renamed, by a rotation too</term><description>the rest of it under its new name, where that is a data file's, else what came before; no failure, also with <see cref="OnChange.Fail"/></description></item>
    /// <item><term>another one is at its path</term><description>that one from its start (<see cref="SourceEventKind.Rotated"/>)</description></item>
    /// <item><term>it is cut (copied and cut)</term><description>it from its start (<see cref="SourceEventKind.Truncated"/>); let the copy's name be none of a data file. One that has grown beyond what was read, before it is looked at, can't be told from one that only grew.</description></item>
    /// <item><term>it has two names (links)</term><description>it once, under the name that was seen first</description></item>
    /// <item><term>it can't be read</term><description>it later, as <see cref="ReadOptions.Retries"/> says</description></item>
    /// </list>
    /// </remarks>
    public bool Follow { get; init; }

    /// <summary>What becomes of a file after the commit that covers it; it is kept by default.</summary>
    public CleanUp CleanUp { get; init; } = CleanUp.Keep;

    internal override void Validate()
    {
        base.Validate();
        ArgumentNullException.ThrowIfNull(CleanUp);
        if (Follow && CleanUp.Removes) throw new ArgumentException($"{nameof(Follow)} and {nameof(CleanUp)} exclude each other: a file that grows is never done. Keep the files, or read them when they are complete.");
        NotNegative(SettleTime, nameof(SettleTime));
        if (PollInterval is { } interval && interval <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(PollInterval)} is {interval}; expected a positive time, or null to adapt.");
    }
}
