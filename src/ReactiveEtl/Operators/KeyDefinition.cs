using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace ReactiveEtl;

/// <summary>A key of one or several columns: one column as it is, several as an anonymous type, a record, or <c>ValueTuple.Create(...)</c>.</summary>
internal sealed class KeyDefinition
{
    /// <summary>The most columns of a key: which of them are null is told by the bits of one word.</summary>
    public const int MaxColumns = 63;

    private readonly Expression? _made;
    private readonly Type _type;
    private readonly string?[] _names;
    private readonly Func<object?, IReadOnlyList<object?>> _values;

    private KeyDefinition(Expression? made, Type type, IReadOnlyList<RowValue> columns, string?[] names, Func<object?, IReadOnlyList<object?>> values)
    {
        _made = made;
        _type = type;
        _names = names;
        _values = values;
        Columns = columns;
    }

    public IReadOnlyList<RowValue> Columns { get; }

    /// <summary>No key: all rows, or all rows of a window.</summary>
    public static KeyDefinition None { get; } = new(null, typeof(void), [], [], _ => []);

    /// <exception cref="ArgumentException">A part of the key is no column.</exception>
    public static KeyDefinition Of<TKey>(LambdaExpression key)
    {
        key = CapturedValues.Freeze(key);
        var row = key.Parameters[0];
        (IReadOnlyList<Expression> parts, string?[] names) = key.Body switch
        {
            _ when ClrColumn.IsColumn(key.Body.Type) => ([key.Body], [null]),
            NewExpression made => (made.Arguments, Enumerable.Range(0, made.Arguments.Count).Select(i => ConstructedMembers.NameOf(made, i)).ToArray()),
            MethodCallExpression { Method: { Name: "Create", DeclaringType: var type } } call when type == typeof(ValueTuple) => (call.Arguments, [.. call.Arguments.Select((_, i) => $"Item{i + 1}")]),
            _ => throw new ArgumentException($"The key '{key.Body}' is a {key.Body.Type.Name}; expected a column ({ClrColumn.Supported}), or several as an anonymous type, a record's constructor or ValueTuple.Create(...)."),
        };
        foreach (var part in parts)
        {
            if (!ClrColumn.IsColumn(part.Type)) throw new ArgumentException($"The key part '{part}' is a {part.Type.Name}; expected a column: {ClrColumn.Supported}.");
        }

        var columns = parts.Select(part => RowValue.Of(part, row)).ToArray();
        return new KeyDefinition(key.Body, typeof(TKey), columns, names, Getter(typeof(TKey), names));
    }

    /// <summary>A key of run-time columns.</summary>
    public static KeyDefinition Of(IReadOnlyList<RowValue> columns) =>
        new(null, typeof(Row), columns, new string?[columns.Count], key => key is Row row && row.Schema.Count == columns.Count ? [.. Enumerable.Range(0, columns.Count).Select(i => row[i])] : throw new ArgumentException($"The key is a row of {columns.Count} columns: {string.Join(", ", columns.Select(c => c.Text))}."));

    /// <summary>The columns of a key.</summary>
    /// <exception cref="ArgumentException">The key is of another type.</exception>
    public IReadOnlyList<object?> ValuesOf(object? key) => key is null || ClrColumn.Core(_type).IsInstanceOfType(key)
        ? _values(key)
        : throw new ArgumentException($"The key of this query is a {_type.Name}, not a {key.GetType().Name}.");

    /// <summary>The column that a member of the key is, or -1.</summary>
    public int ColumnOf(MemberInfo member) => Array.IndexOf(_names, member.Name);

    /// <summary>The key as an object of its columns' values.</summary>
    public Expression Rebuild(Func<int, Expression> value) => _made switch
    {
        NewExpression made when !ClrColumn.IsColumn(made.Type) => made.Update([.. made.Arguments.Select((_, i) => value(i))]),
        MethodCallExpression call when !ClrColumn.IsColumn(call.Type) => call.Update(null, [.. call.Arguments.Select((_, i) => value(i))]),
        _ => value(0),
    };

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A key member that was trimmed is asked for by nobody; looking a key up then says so.")]
    private static Func<object?, IReadOnlyList<object?>> Getter(Type type, string?[] names)
    {
        if (names is [null]) return key => [key];
        // Of a key of several columns each may be null, and the key itself is there.
        var members = names.Select(name => (MemberInfo?)(name is null ? null : type.GetProperty(name)) ?? (name is null ? null : type.GetField(name))).ToArray();
        return key => [.. members.Select(member => member switch
        {
            _ when key is null => throw new ArgumentException($"The key is null, and expected is a {type.Name}, of which each column may be null."),
            PropertyInfo property => property.GetValue(key),
            FieldInfo field => field.GetValue(key),
            _ => throw new ArgumentException($"The columns of a {type.Name} can't be read back; give the key type a property for each."),
        })];
    }
}
