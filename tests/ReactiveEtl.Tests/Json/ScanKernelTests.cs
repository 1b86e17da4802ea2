using System.Numerics;
using System.Runtime.Intrinsics;
using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Passes over values: they end behind just what <see cref="System.Text.Json.Utf8JsonReader"/> takes for one.</summary>
public sealed unsafe class ScanKernelTests
{
    /// <summary>Values of every kind, which are tested with every change at every place.</summary>
    private static readonly string[] Values =
    [
        """{"a":1,"b":[-2.5e+10,"x\"\\\/\b\f\n\r\t\u00aF",{"c":null , "d":true},false,[ ],{}]}""", """[[{"":0}],"😀"]""", "\"C:\\\\x \\\"y\\\"\"", "\"the quick brown fox jumps over the lazy dog, and it wonders why\"",
        "true", "false", "null", "0", "-0", "9", "-10", "0.5", "-12.25", "1e5", "-1E-10", "2.5e+3", "0e0", "123456789012345678901234567890", "-1234567890123456789012345678901", "12345678901234567890123456789.5", "-123456789012345678901234567890123.456e7",
    ];

    private readonly PinnedBytes _bytes = new(1 << 10);

    [Fact]
    public void SkipValue_EndsBehindWhatIsOneValue()
    {
        var behind = 0;
        var nested = Enumerable.Range(ScanKernel.MaxDepth - 2, 5).SelectMany(depth => new[] { $"{new string('[', depth)}{new string(']', depth)}", $"{string.Concat(Enumerable.Repeat("{\"x\":", depth))}1{new string('}', depth)}" }).Select(Encoding.ASCII.GetBytes);
        foreach (var text in Values.SelectMany(OddJson.EveryChange).Concat(OddJson.Lines).Concat(nested).Where(IsTrimmed))
        {
            _bytes.Set([.. text, ",}] \t\r\n\0"u8[behind++ % 8]]);
            var depth = JsonFacts.DepthOf(text);
            Check(text, depth is >= 0 and <= ScanKernel.MaxDepth, ScanKernel.SkipValue(_bytes.Start, 0, 0));
            // One level more is there already, and the value does not begin the block.
            _bytes.Set([.. "\"1["u8, .. text, (byte)',']);
            Check(text, depth is >= 0 and < ScanKernel.MaxDepth, ScanKernel.SkipValue(_bytes.Start, 3, 1) - 3);
        }
    }

    [Fact]
    public void SkipPlainNumber_TakesNumbersOf31BytesWithoutAnExponent()
    {
        foreach (var text in Values.Where(value => char.IsAsciiDigit(value[^1])).SelectMany(OddJson.EveryChange).Where(text => IsTrimmed(text) && !text.AsSpan().ContainsAny("\"{[tn"u8)))
        {
            _bytes.Set([.. text, (byte)',']);
            Check(text, text.Length <= 31 && JsonFacts.DepthOf(text) == 0 && !text.AsSpan().ContainsAny("eE"u8), ScanKernel.SkipPlainNumber(_bytes.Start, 0));
        }
    }

    [Fact]
    public void SkipBoolean_TakesBoth()
    {
        foreach (var text in new[] { "true", "false" }.SelectMany(OddJson.EveryChange).Where(IsTrimmed))
        {
            _bytes.Set([.. text, (byte)',']);
            Check(text, Encoding.Latin1.GetString(text) is "true" or "false", ScanKernel.SkipBoolean(_bytes.Start, 0));
        }
    }

    /// <summary>Texts of every length around those of the vectors, plain ones and with an escape or a control byte at each place.</summary>
    [Fact]
    public void Texts_EndAtTheirQuote()
    {
        for (var length = 0; length < 80; length++)
        {
            var plain = Encoding.ASCII.GetBytes($"\"{new string('x', length)}\"");
            _bytes.Set(plain);
            Assert.Equal(length <= Vector256<byte>.Count ? length + 1 : ScanKernel.None, ScanKernel.SkipPlainText(_bytes.Start, 1));
            Assert.Equal(length <= Vector512<byte>.Count ? length + 1 : ScanKernel.None, ScanKernel.SkipLongText(_bytes.Start, 1));
            Assert.Equal((length + 1, length + 1, length + 2), (ScanKernel.SkipText(_bytes.Start, 1), ScanKernel.SkipOtherText(_bytes.Start, 1), ScanKernel.SkipString(_bytes.Start, 0)));
            for (var at = 1; at <= length; at++)
            {
                _bytes.Set([.. plain[..at], (byte)'\\', .. plain[at..], .. "\""u8]);
                Assert.Equal((ScanKernel.None, ScanKernel.None), (ScanKernel.SkipPlainText(_bytes.Start, 1), ScanKernel.SkipLongText(_bytes.Start, 1)));
                _bytes.Set([.. plain[..at], 0x1F, .. plain[at..]]);
                Assert.Equal((ScanKernel.None, ScanKernel.None, ScanKernel.None), (ScanKernel.SkipPlainText(_bytes.Start, 1), ScanKernel.SkipLongText(_bytes.Start, 1), ScanKernel.SkipText(_bytes.Start, 1)));
            }
        }
    }

    [Fact]
    public void EachByte_IsWhatTheGrammarSays()
    {
        for (var b = 0; b <= byte.MaxValue; b++)
        {
            Assert.Equal(b is ',' or '}' or ']' or ' ' or '\t' or '\r' or '\n', ScanKernel.EndsScalar((byte)b));
            Assert.Equal(char.IsAsciiHexDigit((char)b), ScanKernel.IsHex((byte)b));
            var isStop = b is '"' or '\\' or < 0x20;
            Assert.Equal(isStop ? 32 : 0, BitOperations.PopCount(ScanKernel.StringStops(Vector256.Create((byte)b))));
            Assert.Equal(isStop ? 64 : 0, BitOperations.PopCount(ScanKernel.StringStops(Vector512.Create((byte)b))));
            Assert.Equal(char.IsAsciiDigit((char)b) ? 0 : 32, BitOperations.PopCount(DigitsKernel.NoDigits(Vector256.Create((byte)b))));
            _bytes.Set([.. " \t\r "u8, (byte)b]);
            Assert.Equal(b is ' ' or '\t' or '\r' ? 5 : 4, ScanKernel.SkipSpace(_bytes.Start, 0));
        }
    }

    private static bool IsTrimmed(byte[] text) => text.Length > 0 && !" \t\r\n"u8.Contains(text[0]) && !" \t\r\n"u8.Contains(text[^1]);

    private static void Check(byte[] text, bool isValue, int length)
    {
        if (isValue != (length == text.Length)) Assert.Fail($"{Encoding.UTF8.GetString(text)} ({Convert.ToHexString(text)}) is {(isValue ? "a" : "no")} value; {length} of {text.Length} bytes were taken.");
    }
}
