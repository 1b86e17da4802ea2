using System.CommandLine;

namespace ReactiveEtl.Cli;

/// <summary>The options that every command over the user's own files has.</summary>
internal sealed class InputOptions
{
    public Option<string> Input { get; } = new("--input") { Description = "The files: a path or a pattern, such as 'events/file-*.json', 's3://bucket/file-*.json' or 'swift://container.service/file-*.json'.", Required = true, HelpName = "pattern" };

    public Option<string> Schema { get; } = new("--schema") { Description = "The columns: 'time timestamp, action string'.", Required = true, HelpName = "columns" };

    public Option<string> TimeZone { get; } = new("--time-zone")
    {
        Description = "In which time zone tables show times, and times without a zone are read.",
        DefaultValueFactory = _ => "UTC",
        HelpName = "zone",
    };

    public Option<string> Format { get; } = new("--format")
    {
        Description = "A table, or a form for other programs (times there are in UTC).",
        DefaultValueFactory = _ => "table",
        HelpName = "table|csv|jsonl",
    };

    public void AddTo(Command command)
    {
        Format.AcceptOnlyFromAmong("table", "csv", "jsonl");
        command.Options.Add(Input);
        command.Options.Add(Schema);
        command.Options.Add(TimeZone);
        command.Options.Add(Format);
    }

    /// <summary>What names of files may tell here.</summary>
    public static IReadOnlyList<CompressionFormat> Compressions { get; } = [.. CompressionFormat.BuiltIn, Zstandard.Format];

    /// <summary>The object store of an address, as the environment describes it; null for files of this machine.</summary>
    public ObjectStore? StoreOf(ParseResult parsed) =>
        parsed.GetRequiredValue(Input).Contains("://", StringComparison.Ordinal) ? new ObjectStore() : null;

    public JsonFiles FilesOf(ParseResult parsed, FileStore? store)
    {
        var pattern = parsed.GetRequiredValue(Input);
        return pattern.Length > 0 ? JsonFiles.In(pattern, store) : throw new CommandException("--input is empty: expected a path or a pattern, such as 'events/file-*.json'.");
    }

    public TimeZoneInfo TimeZoneOf(ParseResult parsed)
    {
        var id = parsed.GetRequiredValue(TimeZone);
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : throw new CommandException($"The time zone '{id}' is not known on this machine: expected a name such as America/Chicago or UTC.");
    }
}
