using System.Text.RegularExpressions;

namespace ReactiveEtl.Oracle.Tests;

/// <summary>Spark's types, in the kinds that the tables speak of.</summary>
internal static partial class SparkType
{
    public static bool IsNested(string type) => type.Contains('<', StringComparison.Ordinal) || type.Trim().ToUpperInvariant() is "BINARY" or "VARIANT";

    /// <summary>The digits of a decimal, or 0.</summary>
    public static int Precision(string type) => DecimalPattern().Match(type) is { Success: true } match ? int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;

    /// <summary>A column's type as Spark writes it.</summary>
    public static string Of(ColumnSchema column)
    {
        var text = new RowSchema(column with { Name = "c" }).ToString();
        return text[2..];
    }

    [GeneratedRegex(@"^\s*decimal\s*\(\s*(\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex DecimalPattern();
}
