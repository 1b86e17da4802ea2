using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace ReactiveEtl;

/// <summary>Rows with event time by key: a description, of which <see cref="Select"/> makes a table.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class TimedGroups<T, TKey>
{
    private readonly TimedStream<T> _rows;
    private readonly KeyDefinition _key;

    internal TimedGroups(TimedStream<T> rows, KeyDefinition key) => (_rows, _key) = (rows, key);

    /// <summary>A row of each group.</summary>
    /// <param name="row">Makes it of the key and of aggregates.</param>
    /// <exception cref="ArgumentException">The expression uses the group otherwise, or an aggregate's input is of a type that it does not know.</exception>
    public TimedTableStream<TKey, TRow> Select<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(Expression<Func<Group<T, TKey>, TRow>> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TimedTableStream<TKey, TRow>.Of(_rows, GroupSelection.Read<TRow>(row, _key, hasWindow: false));
    }
}

/// <summary>Rows with event time by key and window: a description, of which <see cref="Select"/> makes a table.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed class TimedWindowedGroups<T, TKey>
{
    private readonly TimedWindowedStream<T> _rows;
    private readonly KeyDefinition _key;

    internal TimedWindowedGroups(TimedWindowedStream<T> rows, KeyDefinition key) => (_rows, _key) = (rows, key);

    /// <summary>A row of each group.</summary>
    /// <param name="row">Makes it of the key, the window and of aggregates.</param>
    /// <exception cref="ArgumentException">The expression uses the group otherwise, or an aggregate's input is of a type that it does not know.</exception>
    /// <example><c>.GroupBy(e => e.Action).Select(g => new HourlyCount(g.Key, g.Window, g.Count()))</c></example>
    public TimedTableStream<TKey, TRow> Select<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(Expression<Func<WindowedGroup<T, TKey>, TRow>> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TimedTableStream<TKey, TRow>.Of(_rows.Rows, _rows.In(GroupSelection.Read<TRow>(row, _key, hasWindow: true)));
    }
}

public sealed partial class TimedStream<T>
{
    /// <summary>Groups the rows by a key. Where it holds the event time, a group is final when the watermark reaches that; else never.</summary>
    /// <param name="key">A column, or several as an anonymous type, a record's constructor or <c>ValueTuple.Create(...)</c>. A null is a key.</param>
    /// <exception cref="ArgumentException">The key is no column and not made of columns.</exception>
    public TimedGroups<T, TKey> GroupBy<TKey>(Expression<Func<T, TKey>> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new TimedGroups<T, TKey>(this, KeyDefinition.Of<TKey>(key));
    }

    /// <summary>All rows as one group: a table of one row, which is there from version 0 on, without any record.</summary>
    /// <exception cref="ArgumentException">The expression uses the rows otherwise than by aggregates.</exception>
    public TimedTableStream<ValueTuple, TRow> Aggregate<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(Expression<Func<AllRows<T>, TRow>> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TimedTableStream<ValueTuple, TRow>.Of(this, GroupSelection.Read<TRow>(row, KeyDefinition.None, hasWindow: false));
    }
}

public sealed partial class TimedWindowedStream<T>
{
    /// <summary>Groups the rows by a key, in each window.</summary>
    /// <param name="key">A column, or several as an anonymous type, a record's constructor or <c>ValueTuple.Create(...)</c>. A null is a key.</param>
    /// <exception cref="ArgumentException">The key is no column and not made of columns.</exception>
    public TimedWindowedGroups<T, TKey> GroupBy<TKey>(Expression<Func<T, TKey>> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new TimedWindowedGroups<T, TKey>(this, KeyDefinition.Of<TKey>(key));
    }

    /// <summary>A row of each window.</summary>
    /// <exception cref="ArgumentException">The expression uses the rows otherwise than by their window and aggregates.</exception>
    public TimedTableStream<ValueTuple, TRow> Aggregate<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(Expression<Func<WindowRows<T>, TRow>> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TimedTableStream<ValueTuple, TRow>.Of(Rows, In(GroupSelection.Read<TRow>(row, KeyDefinition.None, hasWindow: true)));
    }

    /// <summary>The query with these windows.</summary>
    internal GroupQuery<TRow> In<TRow>(GroupQuery<TRow> query) => query with { Time = Time, Windows = Windows, Sessions = Sessions };
}
