namespace ReactiveEtl.Cli.Tests;

/// <summary>A folder of a test's own, gone after it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("reactive-etl-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Moves a file into place, with a modification time of its own, long ago; later calls get later times.</summary>
    public void Write(string name, string text)
    {
        var unfinished = File($".{name}");
        System.IO.File.WriteAllText(unfinished, text);
        System.IO.File.SetLastWriteTimeUtc(unfinished, new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddSeconds(10 * Directory.GetFiles(Path).Length));
        System.IO.File.Move(unfinished, File(name), overwrite: true);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
