using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ReactiveEtl.Tests;

/// <summary>The tree is the architecture: folders in the order of the data's way, and arrows one way only.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Folders = ["Files", "Json", "MicroBatches", "Operators", "State", "Tables", "Writers"];

    // Partial methods without a body, and what they should have set: LibraryImport's generator writes them, which does not run here.
    private static readonly string[] GeneratedPart = ["CS8795", "CS0165", "CS0170"];

    private static readonly Lazy<CSharpCompilation> Library = new(Compile);

    [Fact]
    public void Library_Folders_AreThoseOfTheDesign() =>
        Assert.Equal(Folders, Directory.GetDirectories(LibraryRoot).Select(Path.GetFileName).Where(name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    [Fact]
    public void Library_Compiles_HereToo() =>
        Assert.Empty(Library.Value.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !GeneratedPart.Contains(diagnostic.Id)).Select(diagnostic => diagnostic.ToString()));

    [Fact]
    public void Folder_Names_NoTypeOfALaterOne()
    {
        var wrong = from use in Uses()
                    where PlaceOf(use.File) < TypePlace(use.Type)
                    select $"{use.File}: {use.Type.Name} of {Folders[TypePlace(use.Type)]}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void JsonAndKernels_Know_NeitherRxNorFiles()
    {
        var wrong = from use in Uses()
                    where use.File.StartsWith("Json/", StringComparison.Ordinal) || use.File.EndsWith("Kernel.cs", StringComparison.Ordinal)
                    let space = use.Type.ContainingNamespace?.ToDisplayString() ?? ""
                    where space.StartsWith("System.Reactive", StringComparison.Ordinal) || space.StartsWith("System.IO", StringComparison.Ordinal)
                    select $"{use.File}: {use.Type}";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public void Library_DependsOn_RxAndTheFileSeamOnly()
    {
        var project = XDocument.Load(Path.Combine(LibraryRoot, "ReactiveEtl.csproj"));
        // An analyzer is a private asset: nobody who refers to the library gets it.
        var packages = project.Descendants("PackageReference").Where(package => package.Attribute("PrivateAssets") is null).Select(package => package.Attribute("Include")!.Value);
        Assert.Equal(["System.IO.Abstractions", "System.Reactive"], packages.Order(StringComparer.Ordinal));
        Assert.Empty(project.Descendants("ProjectReference"));
    }

    private static string LibraryRoot => Path.Combine(RepositoryRoot(), "src", "ReactiveEtl");

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ReactiveEtl.sln"))) directory = directory.Parent ?? throw new DirectoryNotFoundException("ReactiveEtl.sln is in no directory above the tests.");
        return directory.FullName;
    }

    /// <summary>Symbols, not names, since implicit usings hide much.</summary>
    private static CSharpCompilation Compile()
    {
        const string Usings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
        var sources = Directory.EnumerateFiles(LibraryRoot, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(LibraryRoot, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(file => !file.Path.StartsWith("obj/", StringComparison.Ordinal) && !file.Path.StartsWith("bin/", StringComparison.Ordinal))
            .Append((Path: "Files/GlobalUsings.cs", Text: Usings));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("ReactiveEtl", StringComparison.Ordinal) && !Path.GetFileName(path).StartsWith("System.Reactive.", StringComparison.Ordinal))
            .Append(typeof(System.Reactive.Linq.Observable).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path));
        var trees = sources.Select(source => CSharpSyntaxTree.ParseText(source.Text, new CSharpParseOptions(LanguageVersion.Preview), source.Path));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true);
        return CSharpCompilation.Create("ReactiveEtl", trees, references, options);
    }

    private static IEnumerable<(string File, INamedTypeSymbol Type)> Uses()
    {
        foreach (var tree in Library.Value.SyntaxTrees)
        {
            var model = Library.Value.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var symbol = model.GetSymbolInfo(name).Symbol;
                var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
                if (type is not null) yield return (tree.FilePath, type.OriginalDefinition);
            }
        }
    }

    private static int PlaceOf(string file) => Array.IndexOf(Folders, file.Split('/')[0]);

    /// <summary>A type belongs to the folder of its first part; one that is not ours comes before all.</summary>
    private static int TypePlace(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Select(part => PlaceOf(part.SyntaxTree.FilePath)).DefaultIfEmpty(-1).Min();
}
