using ReactiveEtl.Tests.Writers;

namespace ReactiveEtl.Tests.Json;

/// <summary>The environment variable that names the parser's path is the process's, so that no other test may run meanwhile.</summary>
[CollectionDefinition(nameof(NamedPathTests), DisableParallelization = true)]
[Collection(nameof(NamedPathTests))]
public sealed class NamedPathTests : IDisposable
{
    private readonly VirtualDirectory _directory = new();
    private readonly string? _before = Environment.GetEnvironmentVariable(PathChoice.Variable);

    public void Dispose() => Environment.SetEnvironmentVariable(PathChoice.Variable, _before);

    [Theory]
    [InlineData("template", nameof(ParserPath.Template))]
    [InlineData("Index", nameof(ParserPath.Index))]
    [InlineData("EXACT", nameof(ParserPath.Exact))]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Variable_NamesThePathOfEachParser(string? name, string? path)
    {
        Environment.SetEnvironmentVariable(PathChoice.Variable, name);
        foreach (var rows in new[] { _directory.Read(), _directory.Watch() })
        {
            var files = (FileInput)rows.Plan!.Input;
            Assert.Equal(path, files.NewParser(new ColumnBatch(files.Format, new HashSet<int>())).OnlyPath?.ToString());
        }
    }

    [Theory]
    [InlineData("tempalte")]
    [InlineData("1")]
    [InlineData("template,index")]
    [InlineData(" index")]
    public void Variable_ThatNamesNoPath_FailsTheCallThatNamesTheFiles(string name)
    {
        Environment.SetEnvironmentVariable(PathChoice.Variable, name);
        foreach (var call in new Func<object>[] { () => _directory.Read(), () => _directory.Watch(), () => _directory.Files.Read("a int") })
        {
            var error = Assert.Throws<ArgumentException>(call);
            Assert.Equal($"The environment variable REACTIVEETL_PARSER is '{name}'; expected Template, Index, Exact, or none to have the fastest chosen.", error.Message);
        }
    }
}
