using System.Globalization;
using System.Text;

namespace ReactiveEtl.Benchmarks;

/// <summary>Events in columns, vector by vector, as a scan hands them to the state: times that go forward with some disorder, and a key.</summary>
/// <param name="Rows">How many events.</param>
/// <param name="Times">The time of each, in microseconds.</param>
/// <param name="Keys">The number of the key of each.</param>
/// <param name="Texts">The texts of the keys, or null where they are integers.</param>
internal sealed record EventVectors(int Rows, long[] Times, int[] Keys, string[]? Texts)
{
    public const int VectorSize = ColumnBatch.DefaultCapacity;
    private const int DefaultRows = 8 * 1024 * 1024;
    private const long Start = 1_469_498_400_000_000;
    private readonly Lazy<IReadOnlyList<(ColumnVector<long> Times, ColumnVector Keys)>> _vectors = new(() => [.. Make(Rows, Times, Keys, Texts)]);

    public IReadOnlyList<(ColumnVector<long> Times, ColumnVector Keys)> Vectors => _vectors.Value;

    /// <summary>Events of integer keys over two days.</summary>
    public static EventVectors OfIntegers(int keys, int rows = DefaultRows, long microsecondsApart = 20_000, long disorder = 1_000_000)
    {
        var random = new Random(7);
        var (times, numbers) = (new long[rows], new int[rows]);
        for (var i = 0; i < rows; i++) (times[i], numbers[i]) = (Start + (i * microsecondsApart) + random.NextInt64(disorder), random.Next(keys));
        return new EventVectors(rows, times, numbers, null);
    }

    /// <summary>The same with texts as keys.</summary>
    public static EventVectors OfTexts(int keys)
    {
        var integers = OfIntegers(keys);
        return new EventVectors(integers.Rows, integers.Times, integers.Keys, [.. Enumerable.Range(0, keys).Select(i => string.Create(CultureInfo.InvariantCulture, $"key-{i}"))]);
    }

    /// <summary>The key column that a scan hands on: of texts it is one and the same, filled anew with the ids of each vector.</summary>
    public Func<ColumnVector, ColumnVector> KeyColumn()
    {
        if (Texts is null) return static keys => keys;
        var column = new StringVector(VectorSize);
        foreach (var text in Texts) column.Dictionary.GetOrAdd(Encoding.UTF8.GetBytes(text));
        return keys =>
        {
            Array.Copy(((ColumnVector<int>)keys).Values, column.Values, keys.Capacity);
            return column;
        };
    }

    private static IEnumerable<(ColumnVector<long> Times, ColumnVector Keys)> Make(int rows, long[] times, int[] keys, string[]? texts)
    {
        for (var first = 0; first < rows; first += VectorSize)
        {
            var count = Math.Min(VectorSize, rows - first);
            var time = new ColumnVector<long>(count);
            Array.Copy(times, first, time.Values, 0, count);
            ColumnVector key;
            if (texts is null)
            {
                var integers = new ColumnVector<long>(count);
                for (var i = 0; i < count; i++) integers.Values[i] = keys[first + i];
                key = integers;
            }
            else
            {
                var ids = new ColumnVector<int>(count);
                Array.Copy(keys, first, ids.Values, 0, count);
                key = ids;
            }

            yield return (time, key);
        }
    }
}
