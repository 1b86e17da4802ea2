namespace ReactiveEtl;

/// <summary>What a store knows a file by, beside its path, size and time: it tells a renamed file from a new one, and another file that was put in its place.</summary>
/// <param name="Device">The file system; 0 where the number doesn't survive a rename, so that each path is a file of its own.</param>
/// <param name="Number">The file's number there, or a hash of what the store gives instead, such as an ETag.</param>
/// <param name="BirthTicks">When it was made, in ticks (100 ns) since the year 1, UTC; 0 where the system doesn't say.</param>
public readonly record struct FileIdentity(ulong Device, ulong Number, long BirthTicks);
