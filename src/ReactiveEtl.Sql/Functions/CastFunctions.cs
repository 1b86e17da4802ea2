namespace ReactiveEtl;

/// <summary>Types as functions: <c>int('5')</c>; their columns are called as the argument.</summary>
internal static class CastFunctions
{
    public static SqlFunction? Find(string name)
    {
        SqlType? type = name switch
        {
            "boolean" => SqlType.Boolean,
            "tinyint" => SqlType.Int8,
            "smallint" => SqlType.Int16,
            "int" => SqlType.Int32,
            "bigint" => SqlType.Int64,
            "float" => SqlType.Single,
            "double" => SqlType.Double,
            "decimal" => SqlType.Decimal(10, 0),
            "string" => SqlType.String,
            "timestamp" => SqlType.Timestamp,
            "date" => SqlType.Date,
            _ => null,
        };
        return type is { } to ? new(1, call => call.Cast(call[0], to)) : null;
    }

    /// <summary>CAST and TRY_CAST, which show in the name.</summary>
    public static BoundExpression Bind(BoundExpression operand, CastExpression syntax, SqlZone zone)
    {
        var name = $"{(syntax.IsTry ? "TRY_CAST" : "CAST")}({operand.Name} AS {SqlLiterals.TypeName(syntax.Type)})";
        var conversion = SqlCasts.Conversion(operand.Type, syntax.Type, zone)
            ?? throw new SqlQueryException($"{name}: '{operand.Name}' is a {operand.Type} and cannot be cast to {syntax.Type}.", syntax.Position);
        Func<object[], object?> cast = syntax.IsTry ? values => Tried(conversion, values[0]) : values => conversion(values[0]);
        return BoundCall.Of(syntax.IsTry ? "try_cast" : "cast", syntax.Type, name, syntax.Position, SqlOperations.Strict(cast), [operand]) with { IsWrittenCast = true };
    }

    private static object? Tried(Func<object, object?> conversion, object value)
    {
        try
        {
            return conversion(value);
        }
        catch (Exception error) when (error is SqlQueryException or ArithmeticException)
        {
            return null;
        }
    }
}
