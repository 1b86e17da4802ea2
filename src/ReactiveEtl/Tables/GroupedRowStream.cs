using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace ReactiveEtl;

/// <summary>Rows by key: a description, of which <see cref="Select"/> makes a table.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed partial class GroupedRowStream<T, TKey>
{
    internal GroupedRowStream(RowStream<T> rows, KeyDefinition key)
    {
        Rows = rows;
        Key = key;
    }

    internal RowStream<T> Rows { get; }

    internal KeyDefinition Key { get; }

    /// <summary>A row of each group.</summary>
    /// <param name="row">Makes it of the key and of aggregates.</param>
    /// <exception cref="ArgumentException">The expression uses the group otherwise, or an aggregate's input is of a type that it does not know.</exception>
    /// <example><c>events.GroupBy(e => e.Action).Select(g => new Total(g.Key, g.Count()))</c></example>
    public TableStream<TKey, TRow> Select<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(Expression<Func<Group<T, TKey>, TRow>> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TableStream<TKey, TRow>.Of(Rows, GroupSelection.Read<TRow>(row, Key, hasWindow: false));
    }
}

/// <summary>Rows by key and window: a description, of which <see cref="Select"/> makes a table.</summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <typeparam name="TKey">The type of the key.</typeparam>
public sealed partial class WindowedGroupedRowStream<T, TKey>
{
    internal WindowedGroupedRowStream(WindowedRowStream<T> rows, KeyDefinition key)
    {
        Rows = rows;
        Key = key;
    }

    internal WindowedRowStream<T> Rows { get; }

    internal KeyDefinition Key { get; }

    /// <summary>A row of each group.</summary>
    /// <param name="row">Makes it of the key, the window and of aggregates.</param>
    /// <exception cref="ArgumentException">The expression uses the group otherwise, or an aggregate's input is of a type that it does not know.</exception>
    /// <example><c>.GroupBy(e => e.Action).Select(g => new HourlyCount(g.Key, g.Window, g.Count()))</c></example>
    public TableStream<TKey, TRow> Select<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(Expression<Func<WindowedGroup<T, TKey>, TRow>> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TableStream<TKey, TRow>.Of(Rows.Rows, Rows.In(GroupSelection.Read<TRow>(row, Key, hasWindow: true)));
    }
}

public sealed partial class RowStream<T>
{
    /// <summary>Groups the rows by a key.</summary>
    /// <param name="key">A column, or several as an anonymous type, a record's constructor or <c>ValueTuple.Create(...)</c> (C# has no tuple literals in expressions). A null is a key.</param>
    /// <exception cref="ArgumentException">The key is no column and not made of columns.</exception>
    public GroupedRowStream<T, TKey> GroupBy<TKey>(Expression<Func<T, TKey>> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new GroupedRowStream<T, TKey>(this, KeyDefinition.Of<TKey>(key));
    }

    /// <summary>All rows as one group: a table of one row, which is there from version 0 on, without any record.</summary>
    /// <exception cref="ArgumentException">The expression uses the rows otherwise than by aggregates.</exception>
    public TableStream<TRow> Aggregate<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(Expression<Func<AllRows<T>, TRow>> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TableStream<ValueTuple, TRow>.Of(this, GroupSelection.Read<TRow>(row, KeyDefinition.None, hasWindow: false));
    }
}

public sealed partial class WindowedRowStream<T>
{
    /// <summary>Groups the rows by a key, in each window.</summary>
    /// <param name="key">A column, or several as an anonymous type, a record's constructor or <c>ValueTuple.Create(...)</c>. A null is a key.</param>
    /// <exception cref="ArgumentException">The key is no column and not made of columns.</exception>
    public WindowedGroupedRowStream<T, TKey> GroupBy<TKey>(Expression<Func<T, TKey>> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new WindowedGroupedRowStream<T, TKey>(this, KeyDefinition.Of<TKey>(key));
    }

    /// <summary>A row of each window.</summary>
    /// <exception cref="ArgumentException">The expression uses the rows otherwise than by their window and aggregates.</exception>
    public TableStream<TRow> Aggregate<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(Expression<Func<WindowRows<T>, TRow>> row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return TableStream<ValueTuple, TRow>.Of(Rows, In(GroupSelection.Read<TRow>(row, KeyDefinition.None, hasWindow: true)));
    }

    /// <summary>The query with these windows.</summary>
    internal GroupQuery<TRow> In<TRow>(GroupQuery<TRow> query) => query with { Time = Time, Windows = Windows, Sessions = Sessions };
}
