using System.Reflection;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ReactiveEtl.Testing;

namespace ReactiveEtl.Readme.Tests;

/// <summary>The C# of the READMEs is what a newcomer copies: each block compiles as it stands, runs, and prints what its comments say.</summary>
public sealed partial class ReadmeTests : IDisposable
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;";

    private const string LoopbackStore = "http://127.0.0.1:18080";

    private static readonly string? Swift = Environment.GetEnvironmentVariable("REACTIVEETL_SWIFT") is { Length: > 0 } address ? address : null;

    private readonly string _directory = Directory.CreateTempSubdirectory("readme-").FullName;

    private static readonly string Repository = RepositoryDirectory();

    /// <summary>The README, and those of packages and benchmarks that it leads to.</summary>
    public static TheoryData<string> Readmes => ["README.md", .. Directory.GetDirectories(Path.Combine(Repository, "src")).Append(Path.Combine(Repository, "benchmarks")).Select(directory => Path.Combine(directory, "README.md")).Where(File.Exists).Select(file => Path.GetRelativePath(Repository, file))];

    public static TheoryData<string, int> Blocks => new(from readme in Readmes from block in Enumerable.Range(0, BlocksOf(readme.Data).Length) select (readme.Data, block));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Readme_HasExamples_AndACommandForTests()
    {
        Assert.True(BlocksOf("README.md").Length >= 4);
        Assert.Contains("\ndotnet test ReactiveEtl.sln\n", TextOf("README.md"), StringComparison.Ordinal);
        Assert.InRange(TextOf("README.md").Count(c => c == '\n'), 100, 290);
    }

    [Fact]
    public void Readme_NamesEachPackage()
    {
        var packages = Directory.GetFiles(Path.Combine(Repository, "src"), "PublicAPI.Unshipped.txt", SearchOption.AllDirectories).Select(file => Path.GetFileName(Path.GetDirectoryName(file))!).ToArray();
        Assert.Contains("ReactiveEtl.Sql", packages);
        Assert.All(packages, package => Assert.Contains($"\n| `{package}` | ", TextOf("README.md"), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Readmes))]
    public void Links_LeadToWhatIsThere(string readme)
    {
        var directory = Path.GetDirectoryName(Path.Combine(Repository, readme))!;
        foreach (Match link in Link().Matches(TextOf(readme))) Assert.True(Path.Exists(Path.Combine(directory, link.Groups[1].Value)), $"{readme} links to {link.Groups[1].Value}");
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Example_CompilesAndRuns_AsItStands(string readme, int block)
    {
        SampleDirectory.Prepare(_directory);
        var source = BlocksOf(readme)[block];
        var assembly = Compile(InSwift(source).Replace("\"/tmp/reactive-etl-events\"", $"@\"{_directory}\"", StringComparison.Ordinal));
        Assert.SkipWhen(NeedsSwift(source) && Swift is null, "REACTIVEETL_SWIFT names no endpoint, so the example of object stores is compiled and not run.");
        if (NeedsSwift(source)) PutIntoSwift();
        var output = Run(assembly);
        foreach (Match promise in PrintedComment().Matches(source)) Assert.Contains(promise.Groups["output"].Value.Trim(), output, StringComparison.Ordinal);
        Assert.NotEmpty(output);
    }

    /// <summary>Whether the example reads the bucket <c>events</c> of a store on loopback, which is a real Swift where REACTIVEETL_SWIFT names one.</summary>
    private static bool NeedsSwift(string source) => source.Contains(LoopbackStore, StringComparison.Ordinal);

    private static string InSwift(string source) => source.Replace(LoopbackStore, Swift ?? LoopbackStore, StringComparison.Ordinal);

    private void PutIntoSwift()
    {
        var config = new AmazonS3Config { ServiceURL = Swift, ForcePathStyle = true, AuthenticationRegion = "us-east-1" };
        using var client = new AmazonS3Client(new BasicAWSCredentials("test:tester", "testing"), config);
        client.PutBucketAsync("events").GetAwaiter().GetResult();
        foreach (var file in Directory.EnumerateFiles(_directory, SampleDirectory.Pattern))
            client.PutObjectAsync(new PutObjectRequest { BucketName = "events", Key = Path.GetFileName(file), FilePath = file, UseChunkEncoding = false }).GetAwaiter().GetResult();
    }

    /// <summary>A comment behind a Console.WriteLine that looks like a record, or one that begins so, says what is printed.</summary>
    [GeneratedRegex(@"Console\.WriteLine\(.*\);\s+// (?<output>\w+ \{.*\})|// prints (?<output>.*)")]
    private static partial Regex PrintedComment();

    [GeneratedRegex(@"^```csharp\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CsharpBlock();

    /// <summary>A link to something in the repository.</summary>
    [GeneratedRegex(@"\]\((?!http)([^)#]+)")]
    private static partial Regex Link();

    private static string[] BlocksOf(string readme) => [.. CsharpBlock().Matches(TextOf(readme)).Select(match => match.Groups[1].Value)];

    private static string TextOf(string readme) => File.ReadAllText(Path.Combine(Repository, readme));

    private static string RepositoryDirectory()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ReactiveEtl.sln"))) directory = directory.Parent ?? throw new DirectoryNotFoundException("ReactiveEtl.sln is in no directory above the tests.");
        return directory.FullName;
    }

    private static Assembly Compile(string source)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path));
        var trees = new[] { ImplicitUsings, source }.Select(text => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest)));
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        using var bytes = new MemoryStream();
        var result = CSharpCompilation.Create("Example", trees, references, options).Emit(bytes);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        return Assembly.Load(bytes.ToArray());
    }

    private static string Run(Assembly assembly)
    {
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(TextWriter.Synchronized(output));
        try
        {
            assembly.EntryPoint!.Invoke(null, assembly.EntryPoint.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
            return output.ToString();
        }
        finally
        {
            Console.SetOut(before);
        }
    }
}
