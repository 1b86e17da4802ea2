using System.Linq.Expressions;
using System.Text;

namespace ReactiveEtl;

/// <summary>Turns a lambda over rows into an expression over columns; what columns do not know becomes a call of the lambda with every row.</summary>
/// <remarks>
/// Known: members that are columns, constants and captured variables, comparisons, &amp;&amp; || !, HasValue, and the arithmetic that cannot throw. Whatever is
/// translated gives exactly what C# gives; anything else, however small, sends the whole lambda to rows.
/// </remarks>
internal sealed class LambdaTranslator
{
    private readonly ParameterExpression _parameter;
    private readonly RowMapping _rows;

    private LambdaTranslator(ParameterExpression parameter, RowMapping rows)
    {
        _parameter = parameter;
        _rows = rows;
    }

    /// <summary>The value of a lambda with one parameter, the row.</summary>
    public static VectorExpression Translate(LambdaExpression lambda, RowMapping rows) => Translate(lambda.Body, lambda.Parameters[0], rows);

    /// <summary>The value of a part of a lambda.</summary>
    public static VectorExpression Translate(Expression body, ParameterExpression parameter, RowMapping rows) =>
        new LambdaTranslator(parameter, rows).Try(body) ?? new RowCall(rows.Row, Compile(body, parameter), body.Type, body.ToString());

    /// <summary>The lambda as a function of objects. Where code can't be made at run time (NativeAOT) it is interpreted.</summary>
    public static Func<object?, object?> Compile(Expression body, ParameterExpression parameter)
    {
        var row = Expression.Parameter(typeof(object), parameter.Name);
        var typed = Expression.Convert(row, parameter.Type);
        var replaced = new ParameterReplacer(parameter, typed).Visit(body);
        return Expression.Lambda<Func<object?, object?>>(Expression.Convert(replaced, typeof(object)), row).Compile();
    }

    private VectorExpression? Try(Expression expression)
    {
        if (expression == _parameter) return ClrColumn.IsColumn(_parameter.Type) ? _rows.Row : null;
        if (TryConstant(expression, out var value)) return IsExact(value) && ClrColumn.IsColumn(expression.Type) ? new Literal(value, expression.Type) : null;
        return expression switch
        {
            MemberExpression member => TryMember(member),
            BinaryExpression binary => TryBinary(binary),
            UnaryExpression { NodeType: ExpressionType.Not } not when not.Type == typeof(bool) => Try(not.Operand) is { } operand ? new Not(operand) : null,
            UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert => TryConvert(convert),
            UnaryExpression { NodeType: ExpressionType.Convert } convert when ClrColumn.Core(convert.Type) == convert.Operand.Type => TryConvert(convert),
            MethodCallExpression call => TryCall(call),
            _ => null,
        };
    }

    private VectorExpression? TryMember(MemberExpression member)
    {
        if (member.Expression == _parameter) return _rows.Members.GetValueOrDefault(member.Member.Name);
        if (member.Member.Name == "HasValue" && member.Expression is { } owner && Nullable.GetUnderlyingType(owner.Type) is not null)
            return Try(owner) is { } tested ? new HasValue(tested) : null;
        return null;
    }

    /// <summary><c>row["action"]</c> has no static type and runs on rows; <c>row.Get&lt;T&gt;("action")</c> is a column.</summary>
    private VectorExpression? TryCall(MethodCallExpression call)
    {
        if (call.Object != _parameter || _parameter.Type != typeof(Row) || call.Method.Name != nameof(Row.Get)) return null;
        if (!TryConstant(call.Arguments[0], out var name) || _rows.Schema is not { } schema || schema.IndexOf((string)name!) is not (>= 0 and var place)) return null;
        var column = _rows.Members[schema[place].Name];
        // A null of a type without nulls throws in Get, and would be lost here.
        return Nullable.GetUnderlyingType(call.Type) is null && call.Type.IsValueType ? null : column.Type == call.Type ? column : null;
    }

    private VectorExpression? TryBinary(BinaryExpression binary)
    {
        if (Try(binary.Left) is not { } left || Try(binary.Right) is not { } right) return null;
        switch (binary.NodeType)
        {
            case ExpressionType.AndAlso when binary.Type == typeof(bool): return new Logic(LogicKind.And, left, right);
            case ExpressionType.OrElse when binary.Type == typeof(bool): return new Logic(LogicKind.Or, left, right);
            case ExpressionType.Equal or ExpressionType.NotEqual or ExpressionType.LessThan or ExpressionType.LessThanOrEqual or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual:
                return TryCompare(binary.NodeType, left, right);
            case ExpressionType.Add: return TryCalculate(CalculationKind.Add, binary, left, right);
            case ExpressionType.Subtract: return TryCalculate(CalculationKind.Subtract, binary, left, right);
            case ExpressionType.Multiply: return TryCalculate(CalculationKind.Multiply, binary, left, right);
            case ExpressionType.Divide when ClrColumn.Core(binary.Type) == typeof(double): return TryCalculate(CalculationKind.Divide, binary, left, right);
            default: return null;
        }
    }

    private static Comparison? TryCompare(ExpressionType type, VectorExpression left, VectorExpression right)
    {
        var core = ClrColumn.Core(left.Type);
        var known = core == ClrColumn.Core(right.Type) && ClrColumn.IsColumn(core);
        var isEquality = type is ExpressionType.Equal or ExpressionType.NotEqual;
        if (!known || (!isEquality && (core == typeof(string) || core == typeof(Guid) || core == typeof(bool)))) return null;
        var kind = type switch
        {
            ExpressionType.Equal => ComparisonKind.Equal,
            ExpressionType.NotEqual => ComparisonKind.NotEqual,
            ExpressionType.LessThan => ComparisonKind.Less,
            ExpressionType.LessThanOrEqual => ComparisonKind.LessOrEqual,
            ExpressionType.GreaterThan => ComparisonKind.Greater,
            _ => ComparisonKind.GreaterOrEqual,
        };
        return new Comparison(kind, left, right);
    }

    private static Calculation? TryCalculate(CalculationKind kind, BinaryExpression binary, VectorExpression left, VectorExpression right)
    {
        var core = ClrColumn.Core(binary.Type);
        var isKnown = core == typeof(int) || core == typeof(long) || core == typeof(double);
        return isKnown && core == ClrColumn.Core(left.Type) && core == ClrColumn.Core(right.Type) ? new Calculation(kind, left, right, binary.Type) : null;
    }

    private VectorExpression? TryConvert(UnaryExpression convert)
    {
        if (Try(convert.Operand) is not { } operand) return null;
        var from = ClrColumn.Core(operand.Type);
        var to = ClrColumn.Core(convert.Type);
        // From a nullable type to its plain form C# throws at a null; a column would go on.
        if (Nullable.GetUnderlyingType(operand.Type) is not null && Nullable.GetUnderlyingType(convert.Type) is null) return null;
        if (from == to || (from == typeof(int) && to == typeof(long))) return new Retyped(operand, convert.Type);
        if ((from == typeof(int) || from == typeof(long)) && to == typeof(double)) return new ToDouble(operand);
        // C# compares enums by their numbers.
        return from.IsEnum && (to == typeof(int) || to == typeof(long)) && to == Enum.GetUnderlyingType(from) ? new Retyped(operand, convert.Type) : null;
    }

    /// <summary>Constants, also converted; what was captured is one by now, see <see cref="CapturedValues"/>.</summary>
    private static bool TryConstant(Expression expression, out object? value)
    {
        value = null;
        switch (expression)
        {
            case ConstantExpression constant:
                value = constant.Value;
                return true;
            case UnaryExpression { NodeType: ExpressionType.Convert, Method: null } convert when TryConstant(convert.Operand, out value):
                // A null made a plain value throws, and must do so with the row.
                return value is null ? !convert.Type.IsValueType || Nullable.GetUnderlyingType(convert.Type) is not null : ClrColumn.Core(convert.Type).IsInstanceOfType(value) || TryWiden(convert.Type, ref value);
            default:
                return false;
        }
    }

    private static bool TryWiden(Type type, ref object? value)
    {
        var core = ClrColumn.Core(type);
        if (value is Enum && core == Enum.GetUnderlyingType(value.GetType()) && (core == typeof(int) || core == typeof(long)))
        {
            value = core == typeof(int) ? (object)(int)(long)ClrColumn.ToVector(value)! : ClrColumn.ToVector(value);
            return true;
        }

        if (value is int integer && core == typeof(long)) value = (long)integer;
        else if (value is int narrow && core == typeof(double)) value = (double)narrow;
        else if (value is long wide && core == typeof(double)) value = (double)wide;
        else return false;
        return true;
    }

    /// <summary>Columns hold microseconds in UTC; a time with a finer part, or a DateTime that compares by its local ticks, would be another one.</summary>
    private static bool IsExact(object? value) => value switch
    {
        DateTimeOffset time => time.UtcTicks % TimeSpan.TicksPerMicrosecond == 0,
        DateTime time => time.Kind == DateTimeKind.Utc && time.Ticks % TimeSpan.TicksPerMicrosecond == 0,
        // Half a pair of surrogates has no UTF-8, and is equal to no text that was read.
        string text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text,
        _ => true,
    };
}
