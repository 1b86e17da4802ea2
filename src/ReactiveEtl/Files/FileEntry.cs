namespace ReactiveEtl;

/// <summary>A file as a store saw it at one moment: its path and what tells whether it changed since.</summary>
/// <param name="Path">The full path as the store writes it, with <c>/</c> between its parts on every system.</param>
/// <param name="Size">The number of bytes.</param>
/// <param name="ModifiedAt">When its content was last modified, offset 0.</param>
/// <param name="Identity">What the store knows it by; the default where it knows it by its path alone.</param>
public readonly record struct FileEntry(string Path, long Size, DateTimeOffset ModifiedAt, FileIdentity Identity = default)
{
    /// <summary>
    /// Size, time and identity in 64 bits, the same in every process. Without the device, whose number may be another one after a restart of the machine.
    /// </summary>
    internal ulong Fingerprint => Mix(Mix(Mix(Mix((ulong)Size) ^ (ulong)ModifiedAt.UtcTicks) ^ Identity.Number) ^ (ulong)Identity.BirthTicks);

    internal bool HasIdentityOf(FileEntry other) => Size == other.Size && ModifiedAt == other.ModifiedAt && IsSameFileAs(other);

    /// <summary>Whether it is the other file, which may have been written to since.</summary>
    internal bool IsSameFileAs(FileEntry other) => Identity.Number == other.Identity.Number && Identity.BirthTicks == other.Identity.BirthTicks;

    /// <summary>The finalizer of splitmix64: one to one, and every bit depends on every other.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
