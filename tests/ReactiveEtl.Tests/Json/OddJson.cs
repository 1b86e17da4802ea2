using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Lines that JSON readers get wrong, and ordinary ones of which files are full; for columns a, b (integers), d (double), m, n (decimals), s (string), c (bool), g (GUID), e (date), k (enum), i8, i16 (small integers), f (single), l (local time), time and action.</summary>
/// <remarks>A case that a differential test finds is kept: add its line to <see cref="Found"/>.</remarks>
internal static class OddJson
{
    /// <summary>A value of each column.</summary>
    public const string OfAllTypes = """{"a":12,"b":-3,"d":2.5,"m":10.50,"n":3.14159,"s":"text","c":true,"g":"0f8fad5b-d9cb-469f-a165-70867728950e","e":"2024-03-01","k":"Two","i8":-7,"i16":300,"f":0.1,"l":"2024-03-01T10:00:00","time":1469501107,"action":"Open"}""";

    /// <summary>What files are full of; paths learn from these.</summary>
    public static IReadOnlyList<string> Ordinary { get; } =
    [
        """{"time":1469501107,"action":"Open"}""",
        """{"action":"Close","time":1469501108}""",
        """{ "time" : 1469501107 , "action" : "Open" }""",
        """{"time":"2016-07-26T02:45:07.123Z","action":"Close"}""",
        """{"time":1469501107.25,"action":"Straße 日本 😀"}""",
        OfAllTypes,
        """{"id":1000017,"session":"s0badcafe","price":12.50,"a":42,"city":"New York","c":false,"time":1469501107,"lat":-12.345678,"note":null,"action":"Close","comment":"the quick brown fox jumps over it"}""",
        """{"meta":{"geo":{"lat":1.5,"lon":-2.5e1,"name":"caf\u00e9"},"ok":true},"time":1469501107,"tags":["a","b\n","{[]}"],"points":[{"x":1,"y":2.0}],"action":"Open","s":"he said \"hi\"; C:\\x"}""",
        """{"x":{"time":1469501107,"action":"In"},"b":7}""",
    ];

    /// <summary>Integers of one, two and more words' digits, which stand in their lines at one place.</summary>
    public static IReadOnlyList<string> Integers { get; } = [.. new[] { 1, 2, 7, 8, 9, 11, 15, 16 }.Select(digits => $$"""{"b":{{"1234567890123456"[..digits]}},"action":"Open"}""")];

    /// <summary>Lines that some path once got wrong.</summary>
    public static IReadOnlyList<string> Found { get; } =
    [
        // A prototype's dictionary padded keys with zero bytes and compared without the length.
        "{\"time\":1,\"action\":\"Open\0\"}",
        "{\"time\":1,\"action\":\"Open\\u0000\"}",
        // System.Text.Json's TryGetGuid throws at half a surrogate pair: the exact parser let that through, and the query failed.
        "{\"g\":\"\\ud83d\"}",
        // A kept malformed record without a required column showed the value that an earlier record had left there.
        "{\"a\":1,\"action\":\"Open\",\"time\":\"no time\"}",
        "{\"time\":1}",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "-0.0", "0.0", "1", "-1", "9", "10", "00", "01", "-01", "+1", "-", "--1", "1.", ".5", "-.5", "1.0", "1.50", "1e2", "1E2", "1e+2", "1e-2", "1e", "1e+", "1.e2", "0e0", "0E+0", "1e400", "-1e400", "1E-400", "1_000", "0x10", "1f",
        "127", "128", "-129", "32767", "32768", "16777217", "3.4028235e38", "3.4028236e38", "1.00000017881393421514957253748434595763683319091796875", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967296", "99999999", "100000000", "999999999999999", "9999999999999999", "9007199254740993", "99999999999999999", "999999999999999999", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616", "99999999999999999999", "100000000000000000000000", "79228162514264337593543950335", "79228162514264337593543950336",
        "0.1", "0.30000000000000004", "123456789.123456789", "1.7976931348623157e308", "1.7976931348623159e308", "4.9e-324", "2.4e-324", "2.2250738585072011e-308", "0.00000000000000000000000000001", "1e-28", "1e-30", "1.005", "2.675", "99999999.99", "99999999.994",
        "99999999.995", "100000000.00", "1234567890.1234567890", "1469501107", "1469501107.5", "1469501107.123456", "1469501107.1234567", "1469501107.9999999", "1469501107000", "1469501107000000", "1.469501107e9", "1469501107e0", "-62135596800", "-62135596800.0", "-62135596801", "-62135596800.0000001",
        "253402300799", "253402300799.999999", "253402300799.9999999", "253402300800", "253402300800.0", "-0.5", "-0.0000001", "0.0000009", "NaN", "Infinity", "-Infinity", "null", "nul", "nulll", "true", "false", "tru", "truee", "True", "{}", "[]", "[1]", "{\"a\":1}", "", "\"", "x2016-07-26T02:45:07Z\"",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "x", "Open", "Open ", "Opeń", "Two", "two", "3", "NaN", "+INF", "-INF", "-Infinity", "Infinity", "+Infinity", "nan", "true", "null", "1469501107", "0f8fad5b-d9cb-469f-a165-70867728950e", "0F8FAD5B-D9CB-469F-A165-70867728950E", "0f8fad5bd9cb469fa16570867728950e",
        "{0f8fad5b-d9cb-469f-a165-70867728950e}", "0f8fad5b-d9cb-469f-a165-70867728950", "0f8fad5b\\u002dd9cb-469f-a165-70867728950e", "2016-07-26T02:45:07Z", "2016-07-26T02:45:07.1Z", "2016-07-26T02:45:07.123456Z", "2016-07-26T02:45:07.1234567890Z", "2016-07-26 02:45:07", "2016-07-26T02:45:07+02:00",
        "2016-07-26T02:45:07-0230", "2016-07-26T02:45:07 UTC", "2016-07-26T24:00:00Z", "2016-07-26T02:60:07Z", "2016-07-26T02:45:60Z", "2016-02-29", "2015-02-29", "2016-13-01", "2016-00-10", "2016-07-32", "2016-7-6", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59.9999999Z",
        "10000-01-01", "2016-07-26T02:45:07.123z", "2016-07-26T02:45:07,123Z", "2016-07-26T02:45:0７Z", "2016\\u002d07-26T02:45:07Z", "\\\"", "\\\\", "\\/", "/", "\\b\\f\\n\\r\\t", "\\u0000", "\\u001f", "\\\\u0041", "\\u0041", "\\u00E9", "\\u00e", "\\u00eg", "\\U0041", "\\x41", "\\a", "\\'", "\\", "\\\\\\", "a\\\\\\\"b",
        "\\ud83d\\ude00", "\\ud83d", "\\ude00", "\\ud83d\\u0041", "\\ud83dx", "\\ude00\\ud83d", "\\ud83d\\ud83d\\ude00", "\\uD7FF\\uE000\\uFFFF", "{[:,]}", "\\u007b", "é", "日本語", "😀", "\u007f", "\u0080", "\u2028", "\uFEFF", "\uFFFD", "\t", "\r", "\0", "\u0001", "\u001f",
    ];

    /// <summary>Bytes that are no UTF-8, or only just are.</summary>
    private static readonly byte[][] Sequences =
    [
        [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x80], [0xDF, 0xBF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0, 0x80], [0xE2, 0x82], [0xED, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEE, 0x80, 0x80], [0xEF, 0xBF, 0xBF],
        [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x98], [0xF4, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xC3, 0x28], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x22],
    ];

    private static readonly string[] Structures =
    [
        "{}", " { } ", "\t{\t}\t", "{ }\r", "{},", ",{}", "{}{}", "{} {}", "{}x", "x{}", "{}]", "{]", "[}", "[]", "[{}]", "[{\"a\":1}]", "{", "}", "{{}}", "{{}", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,\"a\":1}", "{\"a\":1,,\"b\":2}", "{\"a\":1 \"b\":2}", "{\"a\" 1}", "{\"a\"::1}", "{\"a\":1:2}", "{:1}",
        "{a:1}", "{'a':1}", "{\"a\":'1'}", "{\"a\":1;\"b\":2}", "{1:1}", "{null:1}", "{\"a\":1", "{\"a\":1]", "{\"a\":[1,]}", "{\"x\":[,1]}", "{\"x\":[1 2]}", "{\"x\":[1,2}", "{\"x\":{1}}", "{\"x\":{\"y\"}}", "{\"x\":[{}],\"a\":1}", "{\"x\":[[[]]],\"a\":1}", "{\"x\":{\"a\":5},\"a\":1}", "{\"x\":[{\"a\":5}],\"a\":\"z\"}",
        "null", "true", "false", "1", "\"text\"", "nul", "//c", "{}//c", "/*c*/{}", "{/*c*/}", "{\"a\":1}/**/", "\uFEFF{}", "\uFEFF", "{\"a\":1}\u0000", "\u0000", "\u000b{}", "\u00a0{}", "{\u00a0}", "{\"a\":\u20031}", "{\"a\":tru}", "{\"c\":true1}", "{\"c\":true\"x\":1}", "{\"a\":1\"b\":2}", "{\"s\":\"x\"\"b\":2}", "{\"c\":truefalse}", "{\"x\":nullx}",
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"a\":\"x\"}", "{\"a\":\"x\",\"a\":1}", "{\"a\":1,\"a\":null}", "{\"a\":null,\"a\":1}", "{\"action\":\"Open\",\"time\":1,\"action\":\"Close\"}", "{\"action\":\"Open\",\"action\":3}", "{\"s\":\"x\",\"s\":\"\\ud800\"}", "{\"\\u0061\":7}", "{\"\\u0061\":7,\"a\":8}", "{\"a\":7,\"\\u0061\":\"x\"}",
        "{\"\\u0061ction\":\"Open\"}", "{\"actio\\u006e\":\"Open\",\"action\":\"Close\"}", "{\"A\":1}", "{\"\":1}", "{\"aa\":1}", "{\"a \":1}", "{\" a\":1}", "{\"a\\u0000\":1}", "{\"a\\\\\":1}", "{\"actions\":1}", "{\"actio\":1}", "{\"tim\":1,\"time\":2}", "{\"\\ud83d\":1,\"a\":2}", "{\"_corrupt_record\":\"x\"}", "{\"_corrupt_record\":1,\"a\":2}", "{\"a\":2,\"_corrupt_record\":1,\"action\":\"Open\"}",
        "{\"a\":[1],\"b\":3}", "{\"a\":{\"b\":5},\"b\":3}",
        "{\"time\":1,\"action\":\"Open\"}{\"time\":1,\"action\":\"Open\"}", "{\"time\":1,\"action\":\"Open\"},", "{\"time\":1,\"action\":\"Open}", "{\"time\":1,\"action\":Open\"}", "{\"time\":1\"action\":\"Open\"}", "{\"time\":1,\"action\":\"Open\"\"}", "{\"time\":1 ,\"action\":\"Open\" }\t", "{\"time\":1,\"action\":\"Open\"}x", "{\"time\":1x,\"action\":\"Open\"}",
    ];

    private static readonly string[] Columns = ["a", "b", "d", "m", "n", "s", "c", "g", "e", "k", "i8", "i16", "f", "l", "time", "action", "other"];

    /// <summary>Values, and what is none: numbers, texts, and texts that are no UTF-8.</summary>
    public static IEnumerable<byte[]> Values => [.. Numbers.Concat(Texts.Select(text => $"\"{text}\"")).Select(Encoding.UTF8.GetBytes), .. Sequences.Select(sequence => (byte[])[.. "\"a"u8, .. sequence, (byte)'"'])];

    /// <summary>All fixed lines; none holds a line feed.</summary>
    public static IReadOnlyList<byte[]> Lines { get; } = [.. Fixed()];

    /// <summary>A base line with one place changed: cut there, or with one of the odd bytes put in or over it. Every place, every change.</summary>
    public static IEnumerable<byte[]> EveryChange(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line);
        byte[] odd = [.. Enumerable.Range(0, 0x21).Where(b => b != '\n').Select(b => (byte)b), .. "\"\\{}[]:,09-.e/tn"u8, 0x7F, 0x80, 0xC3, 0xFF];
        for (var at = 0; at <= bytes.Length; at++)
        {
            yield return bytes[..at];
            foreach (var b in odd)
            {
                yield return [.. bytes[..at], b, .. bytes[at..]];
                if (at < bytes.Length) yield return [.. bytes[..at], b, .. bytes[(at + 1)..]];
            }
        }
    }

    private static IEnumerable<byte[]> Fixed()
    {
        foreach (var text in Ordinary.Concat(Found).Concat(Structures)) yield return Encoding.UTF8.GetBytes(text);
        foreach (var column in Columns)
        {
            foreach (var number in Numbers) yield return Encoding.UTF8.GetBytes($"{{\"{column}\":{number}}}");
            foreach (var text in Texts) yield return Encoding.UTF8.GetBytes($"{{\"{column}\":\"{text}\",\"b\":1}}");
            foreach (var sequence in Sequences) yield return [.. Encoding.UTF8.GetBytes($"{{\"{column}\":\"a"), .. sequence, .. "\"}"u8];
        }

        foreach (var sequence in Sequences) yield return [.. "{\"k"u8, .. sequence, .. "\":1,\"a\":2}"u8];
        foreach (var line in Nested().Concat(Long())) yield return Encoding.UTF8.GetBytes(line);
    }

    /// <summary>Around the 64 levels that are allowed.</summary>
    private static IEnumerable<string> Nested()
    {
        for (var depth = 61; depth <= 66; depth++)
        {
            yield return $"{{\"x\":{new string('[', depth)}{new string(']', depth)},\"a\":1}}";
            yield return $"{{\"a\":{new string('[', depth)}{new string(']', depth)}}}";
            yield return $"{{\"x\":{string.Concat(Enumerable.Repeat("{\"y\":", depth))}1{new string('}', depth)},\"a\":1}}";
            yield return $"{{\"x\":{new string('[', depth)}{new string(']', depth - 1)},\"a\":1}}";
            yield return $"{{\"x\":{new string('[', depth)}{new string(']', depth + 1)},\"a\":1}}";
        }
    }

    /// <summary>Values of every length to past two vectors of 64 bytes, good ones, and with the fault at the very end.</summary>
    private static IEnumerable<string> Long()
    {
        for (var length = 0; length <= 140; length++)
        {
            var text = new string('x', length);
            yield return $"{{\"s\":\"{text}\",\"a\":1}}";
            yield return $"{{\"other\":\"{text}\\\"\",\"a\":1}}";
            yield return $"{{\"s\":\"{text}\u0001\",\"a\":1}}";
            yield return $"{{\"other\":\"{text}\\\\\",\"a\":1x}}";
            yield return $"{{\"s\":\"{text}\\n{text}\",\"a\":1}}";
            yield return $"{{\"s\":\"{text}é\",\"a\":{new string(' ', length)}1}}";
            yield return $"{{\"m\":0.{new string('0', length)}1,\"b\":1{new string('0', length)}}}";
        }
    }
}
