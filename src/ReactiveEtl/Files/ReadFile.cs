namespace ReactiveEtl;

/// <summary>A file that was handed out, as it is remembered.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Fingerprint">Its size, time and identity then (<see cref="FileEntry.Fingerprint"/>).</param>
/// <param name="Device">The file system it was on then.</param>
internal readonly record struct ReadFile(string Path, ulong Fingerprint, ulong Device)
{
    public static ReadFile Of(FileEntry file) => new(file.Path, file.Fingerprint, file.Identity.Device);
}
