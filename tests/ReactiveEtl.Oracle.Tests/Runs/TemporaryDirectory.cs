namespace ReactiveEtl.Oracle.Tests;

/// <summary>A directory of the operating system with an empty input directory <c>in</c>; gone at the end.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Directory.CreateDirectory(Input);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"reactive-etl-oracle-{Guid.NewGuid():N}");

    public string Input => Path.Combine(Root, "in");

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
