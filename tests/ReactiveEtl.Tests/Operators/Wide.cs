using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using ReactiveEtl.Tests.Writers;

namespace ReactiveEtl.Tests.Operators;

public enum Plain
{
    Zero,
    One,
    Many = 1_000_000,
}

[SuppressMessage("Design", "CA1028:Enum Storage should be Int32", Justification = "Other sizes are columns too.")]
public enum Small : byte
{
    No,
    Yes = 255,
}

/// <summary>A column of each type, and its nullable form.</summary>
public sealed record Wide(
    bool B, bool? Bn, int I, int? In, long L, long? Ln, double D, double? Dn, decimal M, decimal? Mn, string S, string? Sn,
    DateTime T, DateTime? Tn, DateTimeOffset O, DateTimeOffset? On, DateOnly Y, DateOnly? Yn, Guid G, Guid? Gn,
    Level E, Level? En, Plain P, Plain? Pn, Small X, Small? Xn);

/// <summary>Random rows of all column types, few enough different ones that they meet, with the odd values of each type.</summary>
internal static class WideRows
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly int[] Ints = [0, 1, -1, 2, 7, 1000, int.MaxValue, int.MinValue];
    private static readonly long[] Longs = [0, 1, -1, 7, int.MaxValue, long.MaxValue, long.MinValue, 1L << 53];
    private static readonly double[] Doubles = [0.0, -0.0, 1, -1.5, double.NaN, double.MaxValue, double.Epsilon, double.PositiveInfinity, double.NegativeInfinity];
    private static readonly decimal[] Decimals = [0m, 0.0m, 1m, 1.00m, -1.50m, decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m];
    private static readonly string[] Texts = ["", "a", "A", "ab", "😀", "\uFFFD", "\u0000", "é", "e\u0301", "\"\\/\b", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"];
    private static readonly Guid[] Guids = [Guid.Empty, new("0f8fad5b-d9cb-469f-a165-70867728950e"), new("ffffffff-ffff-ffff-ffff-ffffffffffff")];
    private static readonly DateTimeOffset[] Times =
        [DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddTicks(-10), new(2016, 7, 26, 2, 45, 7, TimeSpan.Zero), DateTimeOffset.MinValue, new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero).AddTicks(9_999_990)];

    public static List<Wide> Make(int seed, int count)
    {
        var random = new Random(seed);
        T Pick<T>(T[] values) => values[random.Next(values.Length)];
        T? Maybe<T>(T value)
            where T : struct => random.Next(4) == 0 ? null : value;
        return [.. Enumerable.Range(0, count).Select(_ => new Wide(
            random.Next(2) == 0, Maybe(random.Next(2) == 0), Pick(Ints), Maybe(Pick(Ints)), Pick(Longs), Maybe(Pick(Longs)), Pick(Doubles), Maybe(Pick(Doubles)),
            Pick(Decimals), Maybe(Pick(Decimals)), Pick(Texts), random.Next(4) == 0 ? null : Pick(Texts),
            Pick(Times).UtcDateTime, Maybe(Pick(Times).UtcDateTime), Pick(Times), Maybe(Pick(Times)),
            DateOnly.FromDateTime(Pick(Times).UtcDateTime), Maybe(DateOnly.FromDateTime(Pick(Times).UtcDateTime)), Pick(Guids), Maybe(Pick(Guids)),
            Pick(Enum.GetValues<Level>()), Maybe(Pick(Enum.GetValues<Level>())), Pick(Enum.GetValues<Plain>()), Maybe((Plain)17), Pick(Enum.GetValues<Small>()), Maybe(Small.Yes)))];
    }

    /// <summary>The rows as files, several of which are a batch.</summary>
    public static VirtualDirectory Directory(IEnumerable<Wide> rows)
    {
        var directory = new VirtualDirectory();
        var number = 0;
        foreach (var part in rows.Chunk(23))
        {
            directory.Store.Add($"events/{number}.json", string.Join('\n', part.Select(Line)), RandomFiles.Midnight.AddMinutes(number++));
        }

        return directory;
    }

    /// <summary>A negative zero is written as the double that it is: "-0" is an integer, which has none.</summary>
    private static string Line(Wide row) => JsonSerializer.Serialize(row, Json).Replace(":-0,", ":-0.0,", StringComparison.Ordinal);

    public static RowStream<Wide> Rows(this VirtualDirectory directory) => directory.Files.Read<Wide>(new ReadOptions { MaxFilesPerBatch = 2 }, directory.Scheduler);

    /// <summary>The last version of a table that is read in virtual time.</summary>
    public static Snapshot<TRow> Last<TRow>(this VirtualDirectory directory, TableStream<TRow> table)
    {
        Snapshot<TRow>? last = null;
        Exception? failure = null;
        using var subscription = table.Subscribe(version => last = version, e => failure = e);
        directory.Pass(TimeSpan.FromSeconds(10));
        Assert.Null(failure);
        return last!;
    }

    /// <summary>All rows of a stream that is read in virtual time.</summary>
    public static List<T> All<T>(this VirtualDirectory directory, RowStream<T> rows)
    {
        var all = new List<T>();
        Exception? failure = null;
        using var subscription = rows.Batches.Subscribe(batch => all.AddRange(batch.Rows), e => failure = e);
        directory.Pass(TimeSpan.FromSeconds(10));
        Assert.Null(failure);
        return all;
    }
}
