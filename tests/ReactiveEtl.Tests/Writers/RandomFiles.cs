using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Random files of readings in all the ways they may be written, among blank and malformed lines; the same seed gives the same bytes.</summary>
internal sealed class RandomFiles(int seed)
{
    private static readonly string?[] Actions = [null, "", "Open", "Close", "Öffnen", "a\"b\\c", "😀", "Open\0", "0123456789012345678901234567890123456789"];

    private static readonly Guid[] Devices = [Guid.Empty, new("0f8fad5b-d9cb-469f-a165-70867728950e"), new("ffffffff-ffff-ffff-ffff-ffffffffffff")];

    private static readonly string[] Malformed =
    [
        "not json", "{", "[1,2]", "null", "\"text\"", "{\"open\":true,\"level\":0", "{\"open\":true,\"level\":0} x", "{\"open\":true,\"level\":0}{\"open\":true,\"level\":0}",
        "{\"level\":0}", "{\"open\":null,\"level\":0}", "{\"open\":1,\"level\":0}", "{\"open\":true,\"level\":\"Nowhere\"}", "{\"open\":true,\"level\":0,\"room\":1.5}",
        "{\"open\":true,\"level\":0,\"room\":2147483648}", "{\"open\":true,\"level\":0,\"action\":5}", "{\"open\":true,\"level\":0,\"time\":\"yesterday\"}",
        "{\"open\":true,\"level\":0,\"time\":1469501107000}", "{\"open\":true,\"level\":0,\"device\":\"none\"}", "{\"open\":true,\"level\":0,\"day\":\"2016-13-01\"}",
        "{'open':true,'level':0}", "{\"open\":true,\"level\":0,}", "{\"open\":true,\"open\":5,\"level\":0}", "{\"open\":true,\"level\":0,\"action\":\"\\ud800\"}",
    ];

    private readonly Random _random = new(seed);

    public static DateTimeOffset Midnight { get; } = new(2016, 7, 26, 0, 0, 0, TimeSpan.Zero);

    public InputFile[] Make(int count, int maxLines = 25) => [.. Enumerable.Range(0, count).Select(i => File(i, maxLines))];

    /// <summary>A reading of few different values, so that groups meet often; sums of its doubles are exact in any order.</summary>
    public Reading Record() => new(
        Maybe(() => (DateTimeOffset?)Midnight.AddTicks((_random.Next(6) * TimeSpan.TicksPerHour) + (_random.Next(4) switch { 0 => 0, 1 => TimeSpan.TicksPerHour - 10, _ => _random.Next(3600) * TimeSpan.TicksPerSecond }))),
        Actions[_random.Next(Actions.Length)],
        Maybe(() => (int?)_random.Next(-2, 3)),
        _random.Next(2) == 0,
        Maybe(() => (double?)(_random.Next(20) == 0 ? double.NaN : _random.Next(-8, 8) * 0.25)),
        Maybe(() => (decimal?)(_random.Next(-3, 4) * 1.50m)),
        Maybe(() => (DateOnly?)new DateOnly(2016, 2, 28).AddDays(_random.Next(3))),
        Maybe(() => (Guid?)Devices[_random.Next(Devices.Length)]),
        (Level)new[] { 0, 5, -3 }[_random.Next(3)],
        _random.Next(3) == 0 ? 7 : _random.NextInt64(-5, 5));

    private InputFile File(int number, int maxLines)
    {
        var bytes = new List<byte>();
        var lines = new List<InputLine>();
        if (_random.Next(5) == 0) bytes.AddRange("\uFEFF"u8);
        var count = _random.Next(6) == 0 ? 0 : _random.Next(maxLines);
        for (var i = 0; i < count; i++)
        {
            var offset = bytes.Count;
            var (text, record) = _random.Next(10) switch
            {
                0 => (_random.Next(2) == 0 ? "" : " \t ", null),
                1 => (Malformed[_random.Next(Malformed.Length)], null),
                _ => Line(),
            };
            bytes.AddRange(Encoding.UTF8.GetBytes(text));
            if (text.Trim().Length > 0) lines.Add(new InputLine(i + 1, offset, text, record));
            if (i == count - 1 && _random.Next(2) == 0) break;
            bytes.AddRange(_random.Next(4) == 0 ? "\r\n"u8 : "\n"u8);
        }

        // Equal times now and then, so that the natural order of paths decides.
        return new InputFile($"events/file-{number}.json", [.. bytes], Midnight.AddMinutes(_random.Next(2) + number), lines);
    }

    private (string Text, Reading? Record) Line()
    {
        var record = Record();
        var fields = new List<string>();
        Add(fields, "time", record.Time is { } time ? TimeText(time) : null);
        Add(fields, "action", record.Action is { } action ? StringText(action) : null);
        Add(fields, "room", record.Room?.ToString(CultureInfo.InvariantCulture));
        fields.Add($"\"open\":{(record.Open ? "true" : "false")}");
        Add(fields, "value", record.Value is { } value ? DoubleText(value) : null);
        Add(fields, "amount", record.Amount?.ToString(CultureInfo.InvariantCulture));
        Add(fields, "day", record.Day is { } day ? $"\"{day:yyyy-MM-dd}\"" : null);
        Add(fields, "device", record.Device is { } device ? $"\"{device}\"" : null);
        fields.Add($"\"level\":{(_random.Next(2) == 0 ? ((int)record.Level).ToString(CultureInfo.InvariantCulture) : $"\"{record.Level}\"")}");
        if (record.Seen != 7 || _random.Next(2) == 0) fields.Add($"\"seen_count\":{record.Seen}");
        if (_random.Next(4) == 0) fields.Add("\"unknown\":{\"time\":[1,{\"room\":\"x\"}]}");
        if (_random.Next(4) == 0) fields.Insert(0, "\"level\":5");
        var keepsOrder = _random.Next(2) == 0 || fields[0] == "\"level\":5";
        var ordered = keepsOrder ? fields : [.. fields.OrderBy(_ => _random.Next())];
        var gap = _random.Next(4) == 0 ? " " : "";
        return ($"{gap}{{{gap}{string.Join($"{gap},{gap}", ordered)}{gap}}}{gap}", record);
    }

    private void Add(List<string> fields, string name, string? value)
    {
        if (value is null && _random.Next(2) == 0) return;
        // An escaped name is the same name.
        var written = _random.Next(10) == 0 ? $"\\u{(int)name[0]:x4}{name[1..]}" : name;
        fields.Add($"\"{written}\":{value ?? "null"}");
    }

    private string TimeText(DateTimeOffset time)
    {
        var micros = time.ToUnixTimeMilliseconds() * 1000 + (time.Ticks / 10 % 1000);
        return _random.Next(4) switch
        {
            0 => (micros / 1_000_000m).ToString(CultureInfo.InvariantCulture),
            1 => $"\"{time:yyyy-MM-dd'T'HH:mm:ss.ffffff}\"",
            2 => $"\"{time.ToOffset(TimeSpan.FromHours(5.5)):yyyy-MM-dd'T'HH:mm:ss.ffffffzzz}\"",
            _ => $"\"{time:yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'}\"",
        };
    }

    private string StringText(string text) => _random.Next(3) == 0
        ? "\"" + string.Concat(text.Select(c => $"\\u{(int)c:x4}")) + "\""
        : JsonSerializer.Serialize(text);

    private static string DoubleText(double value) => double.IsNaN(value) ? "\"NaN\"" : value.ToString("R", CultureInfo.InvariantCulture);

    private T? Maybe<T>(Func<T> value) => _random.Next(6) == 0 ? default : value();
}
