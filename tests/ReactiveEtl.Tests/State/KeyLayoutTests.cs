namespace ReactiveEtl.Tests.State;

/// <summary>Values of keys as words, and back.</summary>
public class KeyLayoutTests
{
    [Fact]
    public void KeyLayout_GivesBackWhatItWasGiven()
    {
        object?[] values = [true, 5, -5L, 1.5, double.NaN, 2.50m, "text", DateTime.UnixEpoch, DateTimeOffset.MaxValue.AddTicks(-9), DateOnly.MaxValue, Guid.NewGuid(), DayOfWeek.Friday, null];
        Type[] types = [typeof(bool), typeof(int), typeof(long), typeof(double), typeof(double), typeof(decimal), typeof(string), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(Guid), typeof(DayOfWeek), typeof(int?)];
        var layout = new KeyLayout(types);
        var texts = new StringDictionary();
        texts.GetOrAdd("other"u8);
        texts.GetOrAdd("text"u8);
        var words = new long[layout.WordCount];
        for (var i = 0; i < values.Length; i++) Assert.True(layout.TryEncode(i, values[i], words, texts));
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], layout.Decode(i, words, texts));
        Assert.False(layout.TryEncode(6, "unknown", words, texts));
        Assert.True(layout.TryEncode(6, "other", words, texts));
        Assert.Equal("other", layout.Decode(6, words, texts));
        Assert.Equal(2 + types.Length + 2, layout.WordCount);
    }

    [Fact]
    public void Keys_ThatAreEqual_AreEqualWords()
    {
        Assert.Equal(KeyLayout.BitsOf(0.0), KeyLayout.BitsOf(-0.0));
        Assert.Equal(KeyLayout.BitsOf(double.NaN), KeyLayout.BitsOf(BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0001)));
        decimal[][] same = [[1m, 1.0m, 1.0000000000000000000000000000m], [0m, -0.0m, 0.000m, new decimal(0, 0, 0, true, 5)], [-2.5m, -2.50m], [decimal.MaxValue, decimal.MaxValue]];
        foreach (var numbers in same)
        {
            var words = numbers.Select(number =>
            {
                var two = new long[2];
                KeyLayout.Write(KeyLayout.Normalized(number), two);
                return (two[0], two[1]);
            });
            Assert.Single(words.Distinct());
            Assert.Single(numbers.Select(number => $"{KeyLayout.Normalized(number)}").Distinct());
        }
    }

    [Fact]
    public void KeyOf63Columns_HasABitForEachNull_AndOneMoreIsRefused()
    {
        var layout = new KeyLayout([.. Enumerable.Repeat(typeof(int?), 63)]);
        var (words, texts) = (new long[layout.WordCount], new StringDictionary());
        // Told twice that it is null, a column still is.
        for (var column = 0; column < 63; column++) Assert.True(layout.TryEncode(column, column % 3 == 0 ? column : null, words, texts) && layout.TryEncode(column, column % 3 == 0 ? column : null, words, texts));
        Assert.Equal(Enumerable.Range(0, 63).Select(column => column % 3 == 0 ? (object)column : null), Enumerable.Range(0, 63).Select(column => layout.Decode(column, words, texts)));
        var refused = Assert.Throws<ArgumentException>(() => new KeyLayout([.. Enumerable.Repeat(typeof(int?), 64)]));
        Assert.Contains("at most 63 columns, not 64", refused.Message, StringComparison.Ordinal);
    }
}
