namespace ReactiveEtl;

/// <summary>Which files are read as they come, and how their coming is noticed.</summary>
public partial record WatchOptions : ReadOptions
{
    /// <summary>
    /// How long after one listing comes the next, whatever the notifications say. Null (the default): at least a second, and a hundred times what the last one took.
    /// </summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>
    /// How long the size and time of a file must stand still before it is read, where nothing tells that it is complete; 2 seconds by default.
    /// </summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether a directory that isn't there is waited for; false by default: it is an error at once.</summary>
    public bool WaitForDirectory { get; init; }

    /// <summary>Whether the store's notifier is used, to learn of files before the next listing; true by default.</summary>
    public bool UseNotifications { get; init; } = true;

    internal override void Validate()
    {
        base.Validate();
        NotNegative(SettleTime, nameof(SettleTime));
        if (PollInterval is { } interval && interval <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(PollInterval)} is {interval}; expected a positive time, or null to adapt.");
    }
}
