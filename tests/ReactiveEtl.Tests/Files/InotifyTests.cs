using System.Collections.Concurrent;

namespace ReactiveEtl.Tests.Files;

/// <summary>What only the kernel shows: the hints of a real directory.</summary>
public sealed class InotifyTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("reactive-etl-").FullName;
    private readonly BlockingCollection<FileHint> _hints = [];

    public void Dispose()
    {
        _hints.Dispose();
        if (Directory.Exists(_root)) Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Notifier_TellsMovedInAndClosedFromCreated()
    {
        using var watcher = new LocalFileStore().Watch(_root, recursive: false, _hints.Add);
        File.WriteAllText($"{_root}/a.tmp", "1");
        File.Move($"{_root}/a.tmp", $"{_root}/a");
        Assert.Equal(FileHintKind.Created, Next("a.tmp", FileHintKind.Created).Kind);
        Assert.Equal(FileHintKind.Closed, Next("a.tmp", FileHintKind.Closed).Kind);
        Assert.Equal(FileHintKind.MovedIn, Next("a", FileHintKind.MovedIn).Kind);
    }

    [Fact]
    public void Notifier_SubdirectoryThatComes_IsWatchedAndWhatIsInItIsTold()
    {
        using var watcher = new LocalFileStore().Watch(_root, recursive: true, _hints.Add);
        using var outside = new TemporaryTree();
        File.WriteAllText($"{outside.Path}/in/first", "");
        Directory.Move($"{outside.Path}/in", $"{_root}/in");
        Next("in/first", FileHintKind.MovedIn);
        File.WriteAllText($"{_root}/in/second", "");
        Next("in/second", FileHintKind.Closed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Notifier_SubdirectoryThatGetsAnotherName_IsToldOfUnderThatAlone(bool hasOneBelow)
    {
        var below = hasOneBelow ? "/deep" : "";
        Directory.CreateDirectory($"{_root}/in{below}");
        using var watcher = new LocalFileStore().Watch(_root, recursive: true, _hints.Add);
        Directory.Move($"{_root}/in", $"{_root}/out");
        File.WriteAllText($"{_root}/mark", "");
        Next("mark", FileHintKind.Closed);
        File.WriteAllText($"{_root}/out{below}/a", "");
        FileHint hint;
        do
        {
            hint = Take();
            Assert.DoesNotContain($"{_root}/in/", hint.Path, StringComparison.Ordinal);
        }
        while (hint != new FileHint($"{_root}/out{below}/a", FileHintKind.Closed));
        using var outside = new TemporaryTree();
        Directory.Move($"{_root}/out", $"{outside.Path}/out");
        File.WriteAllText($"{outside.Path}/out{below}/b", "");
        File.WriteAllText($"{_root}/end", "");
        do
        {
            hint = Take();
            Assert.NotEqual($"{_root}/out{below}/b", hint.Path);
        }
        while (hint.Path != $"{_root}/end");
    }

    [Fact]
    public void Notifier_DirectoryVanishes_SaysThatItIsDead()
    {
        using var watcher = new LocalFileStore().Watch(_root, recursive: false, _hints.Add);
        Directory.Delete(_root);
        Assert.Equal(FileHintKind.Dead, Take().Kind);
    }

    private FileHint Take()
    {
        Assert.True(_hints.TryTake(out var hint, (int)TimeSpan.FromMinutes(1).TotalMilliseconds, TestContext.Current.CancellationToken), "No hint came.");
        return hint;
    }

    private FileHint Next(string name, FileHintKind kind)
    {
        FileHint hint;
        do hint = Take();
        while (hint.Path != $"{_root}/{name}" || hint.Kind != kind);
        return hint;
    }

    private sealed class TemporaryTree : IDisposable
    {
        public TemporaryTree() => Directory.CreateDirectory($"{Path}/in");

        public string Path { get; } = Directory.CreateTempSubdirectory("reactive-etl-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
