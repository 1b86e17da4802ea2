using System.Globalization;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>Spark's options of a file source as ours: what each is called here, and which have no equal.</summary>
internal static class ReaderOptions
{
    /// <summary>Options with an equal.</summary>
    private static readonly Dictionary<string, Func<WatchOptions, string, WatchOptions>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["maxFilesPerTrigger"] = (options, text) => options with { MaxFilesPerBatch = int.TryParse(text, CultureInfo.InvariantCulture, out var count) ? count : throw Bad(text) },
        ["maxBytesPerTrigger"] = (options, text) => options with { MaxBytesPerBatch = long.TryParse(text, CultureInfo.InvariantCulture, out var count) ? count : throw Bad(text) },
        ["latestFirst"] = (options, text) => options with { LatestFirst = Truth(text) },
        ["maxFileAge"] = (options, text) => options with { MaxFileAge = Age(text) },
        ["recursiveFileLookup"] = (options, text) => options with { Recursive = Truth(text) },
        ["pathGlobFilter"] = (options, text) => options with { NameFilter = text },
        // Where to is an option of its own, which is looked up when all are applied.
        ["cleanSource"] = (options, text) => options with { CleanUp = text.Equals("delete", StringComparison.OrdinalIgnoreCase) ? CleanUp.Delete : CleanUp.Keep },
        ["timeZone"] = (options, text) => options with { TimeZone = SparkZone.Of(text) },
        ["mode"] = (options, text) => options with { Malformed = Policy(text) },
    };

    /// <summary>Options that have no equal but change nothing here: set to what we do anyway (a null: whatever they are set to).</summary>
    private static readonly Dictionary<string, string?> AsOurs = new(StringComparer.OrdinalIgnoreCase)
    {
        ["allowComments"] = "false",
        ["allowUnquotedFieldNames"] = "false",
        // Where it is on, which is Spark's default, the kind of line tells.
        ["allowSingleQuotes"] = null,
        ["allowNumericLeadingZeros"] = "false",
        ["allowNonNumericNumbers"] = "true",
        ["allowBackslashEscapingAnyCharacter"] = "false",
        ["allowUnquotedControlChars"] = "false",
        ["multiLine"] = "false",
        ["lineSep"] = "\n",
        ["encoding"] = "UTF-8",
        ["columnNameOfCorruptRecord"] = "_corrupt_record",
        ["fileNameOnly"] = "false",
        ["maxCachedFiles"] = null,
        ["sourceArchiveDir"] = null,
        ["discardCachedInputRatio"] = null,
        ["ignoreCorruptFiles"] = null,
        ["ignoreMissingFiles"] = null,
        // They guide the inference of a schema only, and the schema is given.
        ["primitivesAsString"] = null,
        ["prefersDecimal"] = null,
        ["samplingRatio"] = null,
        ["inferTimestamp"] = null,
        ["dropFieldIfAllNull"] = null,
        ["locale"] = "en-US",
    };

    /// <summary>The options that our front door has no equal for.</summary>
    public static IEnumerable<string> WithoutEqual(Scenario scenario) => scenario.Options
        .Where(option => !Known.ContainsKey(option.Key) && !(AsOurs.TryGetValue(option.Key, out var same) && (same is null || same.Equals(option.Value, StringComparison.OrdinalIgnoreCase))))
        .Select(option => option.Key);

    /// <summary>The options of a static read.</summary>
    public static ReadOptions OfRead(Scenario scenario) => Apply(scenario, new WatchOptions());

    /// <summary>The options of a stream, with Spark's defaults where ours are others. Nothing is looked for but when the adapter asks, so that batches depend on the scenario alone.</summary>
    public static WatchOptions OfStream(Scenario scenario)
    {
        var defaults = new WatchOptions { MaxFileAge = TimeSpan.FromDays(7), UseNotifications = false, PollInterval = TimeSpan.FromDays(1) };
        var isUnset = scenario.Json.TryGetProperty("options", out var options) && options.TryGetProperty("maxFilesPerTrigger", out _);
        return Apply(scenario, isUnset ? defaults : defaults with { MaxFilesPerBatch = 1 });
    }

    private static WatchOptions Apply(Scenario scenario, WatchOptions options)
    {
        options = options with { TimeZone = SparkZone.Of(scenario.Zone) };
        foreach (var (name, text) in scenario.Options)
        {
            if (Known.TryGetValue(name, out var apply)) options = apply(options, text);
        }

        var isArchived = scenario.Options.Any(option => option.Key.Equals("cleanSource", StringComparison.OrdinalIgnoreCase) && option.Value.Equals("archive", StringComparison.OrdinalIgnoreCase));
        return isArchived ? options with { CleanUp = CleanUp.Archive(scenario.Options.First(option => option.Key.Equals("sourceArchiveDir", StringComparison.OrdinalIgnoreCase)).Value) } : options;
    }

    /// <summary>A mode that Spark does not know is its default.</summary>
    private static MalformedPolicy Policy(string text) => text.ToUpperInvariant() switch
    {
        "DROPMALFORMED" => MalformedPolicy.Drop,
        "FAILFAST" => MalformedPolicy.FailFast,
        _ => MalformedPolicy.Permissive,
    };

    private static bool Truth(string text) => bool.TryParse(text, out var truth) ? truth : throw Bad(text);

    /// <summary>Spark's short form: a number and us, ms, s, m (min), h or d.</summary>
    private static TimeSpan Age(string text)
    {
        var digits = text.Trim().TakeWhile(char.IsAsciiDigit).Count();
        if (digits == 0) throw Bad(text);
        var number = long.Parse(text.Trim()[..digits], CultureInfo.InvariantCulture);
        return text.Trim()[digits..].ToUpperInvariant() switch
        {
            "US" => TimeSpan.FromMicroseconds(number),
            "MS" or "" => TimeSpan.FromMilliseconds(number),
            "S" => TimeSpan.FromSeconds(number),
            "M" or "MIN" => TimeSpan.FromMinutes(number),
            "H" => TimeSpan.FromHours(number),
            "D" => TimeSpan.FromDays(number),
            _ => throw Bad(text),
        };
    }

    private static ArgumentException Bad(string text) => new($"'{text}' is no value for the option.");
}
