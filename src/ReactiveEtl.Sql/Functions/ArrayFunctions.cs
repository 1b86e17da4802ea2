namespace ReactiveEtl;

/// <summary>Arrays, as <c>collect_list</c> gives them.</summary>
internal static class ArrayFunctions
{
    public static SqlFunction? Find(string name) => name switch
    {
        "array" => new(0, int.MaxValue, Array),
        "size" or "cardinality" or "array_size" => new(1, call => call.Strict(SqlType.Int32, v => ((ValueList)v[0]).Count, Checked(call))),
        "array_contains" => new(2, Contains),
        "array_join" => new(2, 3, Join),
        "sort_array" => new(1, 2, Sort),
        "element_at" => new(2, call => call.Strict(ElementOf(call), v => At((ValueList)v[0], (int)v[1]), Checked(call), call.As(1, SqlType.Int32))),
        _ => null,
    };

    private static BoundCall Array(SqlCall call)
    {
        var type = SqlType.Void;
        foreach (var argument in call.Arguments) type = SqlCoercion.Common(type, argument.Type) ?? throw call.Mismatch();
        return call.Lazy(SqlType.Array(type), Listed, [.. call.Arguments.Select(argument => call.Cast(argument, type))]);

        static object? Listed(SqlArguments arguments)
        {
            var values = new object?[arguments.Count];
            for (var i = 0; i < values.Length; i++) values[i] = arguments[i];
            return new ValueList(values);
        }
    }

    /// <summary>Null where the value is not found and may be behind a null.</summary>
    private static BoundCall Contains(SqlCall call)
    {
        var array = Checked(call);
        var type = ElementOf(call);
        if (!SqlCall.IsAccepted(call[1], type)) throw call.Mismatch();
        return call.Strict(SqlType.Boolean, v => IsIn((ValueList)v[0], v[1]), array, call.Cast(call[1], type));

        static object? IsIn(ValueList list, object value) => list.Any(item => item is not null && SqlOrdering.Compare(item, value) == 0) ? true : list.Contains(null) ? null : false;
    }

    private static BoundCall Join(SqlCall call)
    {
        var (array, type) = (Checked(call), ElementOf(call));
        BoundExpression[] arguments = call.Count == 3 ? [array, call.As(1, SqlType.String), call.As(2, SqlType.String)] : [array, call.As(1, SqlType.String)];
        return call.Strict(
            SqlType.String,
            v => string.Join((string)v[1], ((ValueList)v[0]).Select(item => item is not null ? SqlCasts.Text(item, type, call.Zone) : v.Length == 3 ? (string)v[2] : null).Where(text => text is not null)),
            arguments);
    }

    /// <summary>Nulls first, last where the order descends.</summary>
    private static BoundCall Sort(SqlCall call)
    {
        var array = Checked(call);
        var order = Comparer<object?>.Create((left, right) => left is null ? right is null ? 0 : -1 : right is null ? 1 : SqlOrdering.Compare(left, right));
        return call.Count == 1 || SqlEvaluators.Constant(call.As(1, SqlType.Boolean)) is true
            ? call.Strict(array.Type, v => new ValueList(((ValueList)v[0]).Order(order)), array)
            : call.Strict(array.Type, v => new ValueList(((ValueList)v[0]).OrderDescending(order)), array);
    }

    private static object? At(ValueList list, int place)
    {
        if (place == 0 || Math.Abs((long)place) > list.Count) throw new SqlQueryException($"There is no element {place} in an array of {list.Count}; the first is 1, the last -1.");
        return list[place > 0 ? place - 1 : list.Count + place];
    }

    private static BoundExpression Checked(SqlCall call) => call[0].Type.Kind == SqlKind.Array ? call[0] : throw call.Mismatch(call[0], "an array");

    private static SqlType ElementOf(SqlCall call) => Checked(call).Type.Element!.Type;
}
