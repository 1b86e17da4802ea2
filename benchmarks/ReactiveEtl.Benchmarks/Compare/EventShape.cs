using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace ReactiveEtl.Benchmarks;

/// <summary>A form that events are written in; all hold a time and an action.</summary>
/// <param name="Name">What it is called in the results.</param>
/// <param name="Share">How many events it has to one of the seed's shape, so that all shapes are of some 350 MB.</param>
/// <param name="Write">Appends one line, without its end.</param>
internal sealed record EventShape(string Name, double Share, Action<StringBuilder, Random, DateTimeOffset> Write)
{
    /// <summary>How many files it is spread over.</summary>
    public int Files { get; init; } = 50;

    /// <summary>How long the events take; hours are counted in it.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromHours(50.25);

    public DateTimeOffset Start { get; init; } = DateTimeOffset.FromUnixTimeSeconds(1469501107);

    private static readonly string[] Cities = ["Paris", "Berlin", "Tokyo", "New York", "Lima", "Oslo", "Cairo", "Toronto"];

    /// <summary>Texts as they stand in JSON, with their escapes.</summary>
    private static readonly string[] Texts =
    [
        "plain short text", "café crème brûlée", @"he said \""hi\"" and left", @"tab\there, newline\n, back\\slash", @"\u00e9t\u00e9 \ud83d\ude00 end", "日本語テキスト", @"a {brace} [bracket], colon: and \""quote\""", @"C:\\path\\file.txt",
    ];

    public static IReadOnlyList<EventShape> All { get; } =
    [
        new("seed", 1, (text, random, time) => Append(text, $"{{\"time\":{time.ToUnixTimeSeconds()},\"action\":\"{ActionOf(random)}\"}}")),
        new("wide", 0.1, Wide),
        new("shuffled", 0.8, Shuffled),
        new("nested", 0.06, Nested),
        new("iso", 0.65, (text, random, time) => Append(text, $"{{\"time\":\"{time:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"action\":\"{ActionOf(random)}\"}}")),
        // All in one hour, so that there are about as many groups as keys.
        new("keys", 1, (text, random, time) => Append(text, $"{{\"time\":{time.ToUnixTimeSeconds()},\"action\":\"key-{random.Next(1_000_000):x5}\"}}")) { Start = DateTimeOffset.FromUnixTimeSeconds(1469502000), Duration = TimeSpan.FromMinutes(59) },
        // The notebook's files, many of them.
        new("batches", 0.4, (text, random, time) => Append(text, $"{{\"time\":{time.ToUnixTimeSeconds()},\"action\":\"{ActionOf(random)}\"}}")) { Files = 2000 },
    ];

    private static void Wide(StringBuilder text, Random random, DateTimeOffset time) => Append(
        text,
        $"{{\"id\":{random.Next(1_000_000, 9_999_999)},\"user_id\":{random.Next(100_000)},\"session\":\"s{random.Next():x8}\",\"price\":{random.Next(100_000) / 100.0:F2},\"qty\":{random.Next(100)},\"city\":\"{City(random)}\",\"active\":{Bool(random)},\"time\":{time.ToUnixTimeSeconds()},\"ratio\":{random.NextDouble():F5},\"country\":\"{(char)random.Next('A', 'Z')}{(char)random.Next('A', 'Z')}\",\"note\":null,\"device\":\"dev-{random.Next(1000)}\",\"lat\":{(random.NextDouble() * 180) - 90:F6},\"lon\":{(random.NextDouble() * 360) - 180:F6},\"premium\":{Bool(random)},\"action\":\"{ActionOf(random)}\",\"score\":{random.Next(-1000, 1000)},\"category\":\"category-{random.Next(50)}\",\"total\":{random.NextDouble() * 10_000:F3},\"comment\":\"{City(random)} {City(random)} the quick brown fox jumps\"}}");

    private static void Shuffled(StringBuilder text, Random random, DateTimeOffset time)
    {
        string[] fields = [$"{Space(random)}\"time\":{Space(random)}{time.ToUnixTimeSeconds()}", $"{Space(random)}\"action\"{Space(random)}:{Space(random)}\"{ActionOf(random)}\"{Space(random)}"];
        var first = random.Next(2);
        Append(text, $"{{{fields[first]},{fields[1 - first]}{Space(random)}}}");
    }

    private static void Nested(StringBuilder text, Random random, DateTimeOffset time)
    {
        var tags = string.Join(',', Enumerable.Range(0, random.Next(2, 7)).Select(_ => $"\"{Text(random)}\""));
        var points = string.Join(',', Enumerable.Range(0, random.Next(2, 6)).Select(_ => string.Create(CultureInfo.InvariantCulture, $"{{\"x\":{random.Next(1000)},\"y\":{random.NextDouble() * 100:F3},\"k\":\"{City(random)}\"}}")));
        Append(
            text,
            $"{{\"id\":\"{random.Next():x8}-{random.Next(65_536):x4}\",\"meta\":{{\"source\":\"sensor-{random.Next(100)}\",\"geo\":{{\"lat\":{(random.NextDouble() * 180) - 90:F5},\"lon\":{(random.NextDouble() * 360) - 180:F5},\"name\":\"{Text(random)}\"}},\"ok\":{Bool(random)},\"label\":\"{Text(random)}\"}},\"time\":{time.ToUnixTimeSeconds()},\"tags\":[{tags}],\"points\":[{points}],\"action\":\"{ActionOf(random)}\",\"body\":\"{Text(random)}; {Text(random)}; {Text(random)}\",\"n\":{random.Next(100_000)}}}");
    }

    private static void Append(StringBuilder text, [InterpolatedStringHandlerArgument(nameof(text))] ref StringBuilder.AppendInterpolatedStringHandler line) => text.Append(ref line);

    private static string ActionOf(Random random) => random.Next(2) == 0 ? "Open" : "Close";

    private static string City(Random random) => Cities[random.Next(Cities.Length)];

    private static string Text(Random random) => Texts[random.Next(Texts.Length)];

    private static string Bool(Random random) => random.Next(2) == 0 ? "true" : "false";

    private static string Space(Random random) => random.Next(4) == 0 ? " " : "";
}
