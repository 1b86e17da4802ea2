using System.Linq.Expressions;

namespace ReactiveEtl;

public sealed partial class RowStream<T>
{
    /// <summary>Keeps the first row of each key, for ever: every key is remembered.</summary>
    /// <param name="key">A column, or several as an anonymous type, a record's constructor or <c>ValueTuple.Create(...)</c>. A null is a key.</param>
    /// <exception cref="ArgumentException">The key is no column and not made of columns.</exception>
    /// <remarks>Rows are compared in the order of the records, so that they are read one after another. See <see cref="TimedStream{T}.DistinctBy"/> for keys that are forgotten.</remarks>
    public RowStream<T> DistinctBy<TKey>(Expression<Func<T, TKey>> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Distinct(KeyDefinition.Of<TKey>(key).Columns, isWithinWatermark: false);
    }

    /// <exception cref="ArgumentException">The key has too many columns.</exception>
    internal RowStream<T> Distinct(IReadOnlyList<RowValue> keys, bool isWithinWatermark) => keys.Count <= KeyDefinition.MaxColumns
        ? Then<T>(new DistinctStep(keys, isWithinWatermark))
        : throw new ArgumentException($"A key has at most {KeyDefinition.MaxColumns} columns, not {keys.Count}; name those that tell rows apart.", nameof(keys));
}

public sealed partial class TimedStream<T>
{
    /// <summary>Keeps the first row of each key.</summary>
    /// <param name="key">A column, or several; see <see cref="RowStream{T}.DistinctBy"/>.</param>
    /// <exception cref="ArgumentException">The key is no column and not made of columns.</exception>
    /// <remarks>
    /// Where the event time is part of the key, a key is forgotten when the watermark reaches it; else every key is remembered for ever.
    /// <list type="table">
    /// <item><term>a late row</term><description>is late, whether its key is known or not: refused as <see cref="RefusedKind.Late"/></description></item>
    /// <item><term>a row of a known key</term><description>refused as <see cref="RefusedKind.Duplicate"/></description></item>
    /// <item><term>a row without time</term><description>as any other, its time being 1970</description></item>
    /// <item><term>an empty batch, an error</term><description>changes nothing</description></item>
    /// <item><term>the watermark moves</term><description>keys that it reaches are forgotten, in a batch without data</description></item>
    /// </list>
    /// </remarks>
    public TimedStream<T> DistinctBy<TKey>(Expression<Func<T, TKey>> key) => Of(Rows.DistinctBy(key));

    /// <summary>Keeps the first row of each key within the lateness: a key is forgotten when the watermark has passed its first row by that. Duplicates don't extend it.</summary>
    /// <param name="key">A column, or several; see <see cref="RowStream{T}.DistinctBy"/>.</param>
    /// <exception cref="ArgumentException">The key is no column and not made of columns.</exception>
    /// <remarks>Late rows come first: one is refused as late, whether its key is known or not.</remarks>
    public TimedStream<T> DistinctByWithinWatermark<TKey>(Expression<Func<T, TKey>> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Of(Rows.Distinct(KeyDefinition.Of<TKey>(key).Columns, isWithinWatermark: true));
    }
}

internal sealed class DistinctStep(IReadOnlyList<RowValue> keys, bool isWithinWatermark) : PlanStep
{
    public override LoweredRows Lower(LoweredRows input) =>
        input with { Stages = [.. input.Stages, new DistinctStage(input.Stages.OfType<DistinctStage>().Count(), [.. keys.Select(key => key.Lower(input.Mapping))], isWithinWatermark)] };

    public override string Explain(LoweredRows input) =>
        $"distinct by {string.Join(", ", keys.Select(key => key.Explain(input.Mapping)))}{(isWithinWatermark ? " within the watermark" : "")}   [in the order of the records]";
}
