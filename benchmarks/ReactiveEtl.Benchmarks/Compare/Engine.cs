namespace ReactiveEtl.Benchmarks;

/// <summary>One way to do the job, as a program; see <see cref="EngineProcess"/> for what it is asked.</summary>
/// <param name="Name">What it is called in the results.</param>
/// <param name="Threads">How many threads it uses.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its first arguments.</param>
internal sealed record Engine(string Name, int Threads, string Program, params IReadOnlyList<string> Arguments)
{
    /// <summary>The variable that forces a path of the parser.</summary>
    private const string ParserVariable = "REACTIVEETL_PARSER";

    /// <summary>The shape that is for the engine of small batches, and for no other.</summary>
    public const string Batches = "batches";

    private static readonly string Peers = System.Environment.GetEnvironmentVariable("REACTIVEETL_PEERS") ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".cache", "reactiveetl-peers");

    /// <summary>What the process is told to run where it is <c>dotnet</c> and not this program itself.</summary>
    private static readonly string[] ProgramOfHost = Path.GetFileNameWithoutExtension(System.Environment.ProcessPath) == "dotnet" ? [typeof(Engine).Assembly.Location] : [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>What must be there for it to run; null where it needs nothing.</summary>
    public string? Needs { get; init; }

    public string Label => $"{Name}, {Threads} thread{(Threads == 1 ? "" : "s")}";

    public bool IsInstalled => Needs is null || Path.Exists(Needs);

    public static IReadOnlyList<Engine> All { get; } =
    [
        Managed("ReactiveEtl", 2),
        Managed("ReactiveEtl", 1),
        Forced("template", 1),
        Forced("index", 1),
        Forced("exact", 1),
        DuckDb(2),
        DuckDb(1),
        Simdjson("simdjson on-demand", "ondemand"),
        Simdjson("simdjson DOM", "dom"),
        Managed("naive Rx + System.Text.Json", 1),
        Managed("Utf8JsonReader loop", 1),
        Managed("reading alone", 1),
        Managed("reading alone", 2),
        Managed("reading and arithmetic", 1),
        Managed("reading and arithmetic", 2),
        Managed("ReactiveEtl, a batch a file", 2),
        Managed("ReactiveEtl, a batch a file", 1),
    ];

    public bool Does(EventShape shape) => shape.Name == Batches == Name.EndsWith("a batch a file", StringComparison.Ordinal);

    private static Engine Managed(string name, int threads) => new(name, threads, System.Environment.ProcessPath!, [.. ProgramOfHost, "job", name]);

    private static Engine Forced(string parser, int threads) =>
        Managed("ReactiveEtl", threads) with { Name = $"ReactiveEtl {parser}", Environment = new Dictionary<string, string> { [ParserVariable] = parser } };

    private static Engine DuckDb(int threads)
    {
        var directory = Path.Combine(Peers, "duckdb");
        return new("DuckDB", threads, "node", Path.Combine(directory, "engine.mjs")) { Needs = Path.Combine(directory, "node_modules", "@duckdb", "node-api") };
    }

    private static Engine Simdjson(string name, string program)
    {
        var path = Path.Combine(Peers, "simdjson", program);
        return new(name, 1, path) { Needs = path };
    }
}
