using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ReactiveEtl.Tests.Json;

/// <summary>Values of the plain form are read at once, and no others: what makes a path fast, since the long way reads them just as well.</summary>
public sealed unsafe partial class SlotTests
{
    /// <summary>Where the value stands; before it and behind it are commas.</summary>
    private const int At = 40;

    private static readonly string[] Known = ["Open", "", "x", "é", "eleven byte", "twelve bytes", new string('y', 31), new string('y', 32)];

    /// <summary>The odd values, and more at the edges of plain forms.</summary>
    private static readonly byte[][] Values =
    [
        .. OddJson.Values,
        .. Enumerable.Range(1, 17).SelectMany(digits => Enumerable.Range(0, 17).SelectMany(fraction => new[] { "", "-" }.Select(sign =>
            Encoding.ASCII.GetBytes($"{sign}{"12345678901234567"[..digits]}{(fraction == 0 ? "" : $".{"98765432109876543"[..fraction]}")}")))),
        .. Known.Concat(Enumerable.Range(30, 4).Select(length => new string('y', length))).Select(text => Encoding.UTF8.GetBytes($"\"{text}\"")),
    ];

    [Theory]
    [InlineData(ColumnType.Int8, sbyte.MinValue, sbyte.MaxValue)]
    [InlineData(ColumnType.Int32, int.MinValue, int.MaxValue)]
    [InlineData(ColumnType.Int64, long.MinValue, long.MaxValue)]
    public void Integers_OfUpToFifteenDigits(ColumnType type, long min, long max) => Check<long>(
        type, (slot, values) => new IntegerSlot(slot, values), text => PlainInteger().IsMatch(text) && long.Parse(text, CultureInfo.InvariantCulture) is var value && value >= min && value <= max ? value : null);

    [Fact]
    public void Times_OfUpToElevenDigits() => Check<long>(
        ColumnType.Timestamp, (slot, values) => new TimestampSlot(slot, values), text => PlainTime().IsMatch(text) ? long.Parse(text, CultureInfo.InvariantCulture) * MicrosecondTime.PerSecond : null);

    [Fact]
    public void Doubles_OfUpToFifteenDigits_ButNoNegativeZero() => Check<double>(
        ColumnType.Double, (slot, values) => new DoubleSlot(slot, values), text => PlainDouble().IsMatch(text) && double.Parse(text, CultureInfo.InvariantCulture) is var value && !(value == 0 && text[0] == '-') ? value : null);

    [Fact]
    public void Truths() => Check<long>(ColumnType.Boolean, (slot, values) => new BooleanSlot(slot, values), text => text switch { "true" => 1, "false" => 0, _ => null }, other: "truee");

    [Fact]
    public void Nulls_ThatNobodyReads() => Check<long>(ColumnType.String, (_, _) => new SkippedValue(1), text => text == "null" ? 0 : null, other: "nulll");

    [Fact]
    public void Texts_ThatNobodyReads_OfAsciiWithoutEscapes() => Check<long>(ColumnType.String, (slot, _) => new CheckedText(slot), text => PlainText().IsMatch(text) ? 0 : null);

    [Fact]
    public void Texts_ThatAreKnown_OfLessThanThirtyTwoBytes()
    {
        var dictionary = new StringDictionary();
        var ids = Known.ToDictionary(text => $"\"{text}\"", text => dictionary.GetOrAdd(Encoding.UTF8.GetBytes(text)));

        Check<int>(ColumnType.String, (slot, values) => new TextSlot(slot, dictionary, values), text => text.Length < 34 && ids.TryGetValue(text, out var id) ? id : null);
    }

    private delegate ISlot Maker<T>(ColumnSlot column, T* values)
        where T : unmanaged;

    /// <param name="type">The column's type.</param>
    /// <param name="make">Makes the slot.</param>
    /// <param name="plain">What a text of the plain form means (0 where nothing is kept); null for another.</param>
    /// <param name="other">One that is left to what is compared behind the value.</param>
    private static void Check<T>(ColumnType type, Maker<T> make, Func<string, T?> plain, string other = "none")
        where T : unmanaged
    {
        var column = new ColumnSlot(new ColumnFormat(new ColumnSchema("a", type)), 0, new ValueReader(TimeZoneInfo.Utc));
        T found = default;
        var slot = make(column, &found);
        var count = 0;
        foreach (var value in Values.Where(value => Encoding.UTF8.GetString(value) != other))
        {
            byte[] line = [.. Enumerable.Repeat((byte)',', At), .. value, .. Enumerable.Repeat((byte)',', 2 * At)];
            found = default;
            int end;
            fixed (byte* block = line) end = slot.Read(block, At, 0);
            var (text, expected) = (Encoding.UTF8.GetString(value), plain(Encoding.UTF8.GetString(value)));
            Assert.True(end == (expected is null ? ScanKernel.None : At + value.Length), $"{text} ends at {end - At}");
            Assert.True(expected is null || expected.Equals(found), $"{text} is {found}");
            count += expected is null ? 0 : 1;
        }

        Assert.True(count > 0);
    }

    [GeneratedRegex("^-?(0|[1-9][0-9]{0,14})$")]
    private static partial Regex PlainInteger();

    [GeneratedRegex("^(0|[1-9][0-9]{0,10})$")]
    private static partial Regex PlainTime();

    [GeneratedRegex(@"^-?(?=[0-9]+$|[0-9.]{3,16}$)(0|[1-9][0-9]{0,14})(\.[0-9]+)?$")]
    private static partial Regex PlainDouble();

    [GeneratedRegex("""^"[ !#-\[\]-\x7f]{0,32}"$""")]
    private static partial Regex PlainText();
}
