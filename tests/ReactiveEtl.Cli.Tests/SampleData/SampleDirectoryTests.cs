namespace ReactiveEtl.Cli.Tests;

public sealed class SampleDirectoryTests
{
    [Fact]
    public void Prepare_NewFolder_WritesFilesAndSeedOnly()
    {
        using var directory = new TemporaryDirectory();
        var folder = directory.File("made/here");
        Assert.Equal(new Sample(folder, SampleDirectory.DefaultSeed, 50, 50), SampleDirectory.Prepare(folder, null));
        Assert.Equal(
            Enumerable.Range(0, 50).Select(i => $"file-{i}.json").Append("_sample").Order(StringComparer.Ordinal),
            Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Prepare_ModificationTimesRiseAndAreLongAgo()
    {
        using var directory = new TemporaryDirectory();
        SampleDirectory.Prepare(directory.Path, null);
        var times = Enumerable.Range(0, 50).Select(i => File.GetLastWriteTimeUtc(directory.File($"file-{i}.json"))).ToList();
        Assert.All(times.Skip(1).Zip(times), pair => Assert.Equal(TimeSpan.FromSeconds(10), pair.First - pair.Second));
        Assert.Equal(2016, times[^1].Year);
    }

    [Fact]
    public void Prepare_Complete_IsKeptWhateverTheSeedWas()
    {
        using var directory = new TemporaryDirectory();
        SampleDirectory.Prepare(directory.Path, 5);
        var before = Contents(directory);
        Assert.Equal(new Sample(directory.Path, 5, 50, 0), SampleDirectory.Prepare(directory.Path, null));
        Assert.Equal(before, Contents(directory));
    }

    [Fact]
    public void Prepare_Partial_IsCompleted()
    {
        using var directory = new TemporaryDirectory();
        SampleDirectory.Prepare(directory.Path, 5);
        var before = Contents(directory);
        File.Delete(directory.File("file-0.json"));
        File.Delete(directory.File("file-31.json"));
        File.WriteAllBytes(directory.File("file-7.json"), File.ReadAllBytes(directory.File("file-7.json"))[..1000]);
        File.WriteAllBytes(directory.File("file-8.json"), []);
        File.SetLastWriteTimeUtc(directory.File("file-9.json"), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(4, SampleDirectory.Prepare(directory.Path, null).Written);
        Assert.Equal(before, Contents(directory));
    }

    [Fact]
    public void Prepare_AnotherSeed_TakesItsPlace()
    {
        using var directory = new TemporaryDirectory();
        using var fresh = new TemporaryDirectory();
        SampleDirectory.Prepare(directory.Path, 5);
        SampleDirectory.Prepare(fresh.Path, 6);
        Assert.Equal(new Sample(directory.Path, 6, 50, 50), SampleDirectory.Prepare(directory.Path, 6));
        Assert.Equal(Contents(fresh), Contents(directory));
    }

    [Theory]
    [InlineData("file-50.json")]
    [InlineData("file-a.json")]
    [InlineData("file-3.json")]
    [InlineData("file-03.json")]
    public void Prepare_ForeignFile_IsNamedAndNothingIsTouched(string name)
    {
        using var directory = new TemporaryDirectory();
        directory.Write(name, "{\"time\":1,\"action\":\"Open\"}\n");
        var exception = Assert.Throws<IOException>(() => SampleDirectory.Prepare(directory.Path, null));
        Assert.Equal($"'{directory.File(name)}' is not of the sample data, and would be counted with it: move it away, or choose another folder.", exception.Message);
        Assert.Equal([(name, "{\"time\":1,\"action\":\"Open\"}\n")], Contents(directory).Select(file => (file.Name, file.Text)));
    }

    [Fact]
    public void Prepare_ForeignFileBesideAnotherSeed_NothingIsTouched()
    {
        using var directory = new TemporaryDirectory();
        SampleDirectory.Prepare(directory.Path, 5);
        directory.Write("file-3.json", "mine");
        var before = Contents(directory);
        Assert.Throws<IOException>(() => SampleDirectory.Prepare(directory.Path, 6));
        Assert.Throws<IOException>(() => SampleDirectory.Prepare(directory.Path, 5));
        Assert.Equal(before, Contents(directory));
    }

    [Fact]
    public void Prepare_OtherNames_StayAsTheyAre()
    {
        using var directory = new TemporaryDirectory();
        directory.Write("notes.txt", "mine");
        directory.Write("other-1.json", "mine too");
        SampleDirectory.Prepare(directory.Path, 5);
        SampleDirectory.Prepare(directory.Path, 6);
        Assert.Equal("mine", File.ReadAllText(directory.File("notes.txt")));
        Assert.Equal("mine too", File.ReadAllText(directory.File("other-1.json")));
    }

    private static List<(string Name, string Text, DateTime Modified)> Contents(TemporaryDirectory directory) =>
    [
        .. Directory.EnumerateFiles(directory.Path).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path), Path.GetFileName(path) == "_sample" ? default : File.GetLastWriteTimeUtc(path))),
    ];
}
