namespace ReactiveEtl;

/// <summary>Bound expressions as expressions over vectors: what kernels know runs on columns, the rest row by row over the values of the columns that it reads.</summary>
/// <remarks>
/// A kernel computes all rows of a vector, also those that SQL would not look at: right of a decided AND or OR, or in a branch of CASE not taken. So what may fail on
/// a value (arithmetic, casts, functions) is a kernel only where every row is computed anyway.
/// </remarks>
internal sealed class SqlLowering
{
    private readonly RowMapping _rows;
    private readonly string _text;

    private SqlLowering(RowMapping rows, string text) => (_rows, _text) = (rows, text);

    public static RowValue ValueOf(BoundExpression bound, string text) => new(TypeOf(bound.Type), bound.Name, rows => new SqlLowering(rows, text).Lower(bound));

    /// <summary>A condition of which the conjuncts are tested one by one: the right one only where the left one is true.</summary>
    public static RowValue ConditionOf(BoundExpression bound, string text) => new(typeof(bool?), bound.Name, rows => new SqlLowering(rows, text).LowerConjuncts(bound));

    private VectorExpression LowerConjuncts(BoundExpression bound) => bound is BoundCall { Function: "and" } and
        ? new SqlLogic(LogicKind.And, LowerConjuncts(and.Arguments[0]), LowerConjuncts(and.Arguments[1]))
        : Lower(bound);

    private VectorExpression Lower(BoundExpression bound)
    {
        if (TryKernel(bound) is { } kernel) return kernel;
        var (evaluator, leaves) = SqlEvaluators.Compiled(bound);
        var inputs = leaves.Select(leaf => Column((BoundColumn)leaf)).ToArray();
        return new SqlEvaluation(bound, TypeOf(bound.Type), evaluator, [.. leaves.Select(leaf => leaf.Type)], _text, inputs);
    }

    private VectorExpression Column(BoundColumn column) => _rows.Column(column.Sql, TypeOf(column.Type));

    private VectorExpression? TryKernel(BoundExpression bound) => bound switch
    {
        BoundColumn column => Column(column),
        BoundLiteral literal => TryLiteral(literal),
        BoundCall call => TryCall(call),
        _ => null,
    };

    private static Literal? TryLiteral(BoundLiteral literal) => literal.Type.Kind is SqlKind.Decimal or SqlKind.Guid or SqlKind.Window or SqlKind.Void or SqlKind.YearMonth
        ? null
        : new Literal(SqlVector.FromSql(literal.Value), TypeOf(literal.Type));

    private VectorExpression? TryCall(BoundCall call)
    {
        switch (call.Function)
        {
            case "isnull" or "isnotnull": return TryKernel(call.Arguments[0]) is { } tested ? new SqlNullTest(tested, call.Function == "isnull") : null;
            case "not": return TryKernel(call.Arguments[0]) is { } denied ? new SqlNot(denied) : null;
            case "and": return TryLogic(LogicKind.And, call);
            case "or": return TryLogic(LogicKind.Or, call);
            case "between": return TryLogic(LogicKind.And, call);
            case "=" or "<" or "<=" or ">" or ">=": return TryComparison(call.Function, call.Arguments[0], call.Arguments[1]);
            case "in" when IsComparable(call.Arguments[0].Type): return TryIn(call);
            case "+" or "-" or "*" when IsSum(call): return TryPair(call.Arguments[0], call.Arguments[1]) is var (left, right) ? new SqlArithmetic(call, TypeOf(call.Type), _text, left, right) : null;
            case "cast" when call.Arguments[0].Type.IsInteger && call.Type.Kind == SqlKind.Int64: return TryKernel(call.Arguments[0]) is { } narrow ? new Retyped(narrow, typeof(long?)) : null;
            case "cast" when call.Arguments[0].Type.IsInteger && call.Type.Kind == SqlKind.Double: return TryKernel(call.Arguments[0]) is { } whole ? new ToDouble(new Retyped(whole, typeof(long?))) : null;
            default: return null;
        }
    }

    /// <summary>The right side of a conjunction is looked at where the left one is not false; a kernel looks at it always, so it must not fail.</summary>
    private SqlLogic? TryLogic(LogicKind kind, BoundCall call) =>
        CanFail(call.Arguments[1]) || TryPair(call.Arguments[0], call.Arguments[1]) is not var (left, right) ? null : new SqlLogic(kind, left, right);

    private VectorExpression? TryIn(BoundCall call)
    {
        var equals = call.Arguments.Skip(1).Select(item => item is BoundLiteral ? TryComparison("=", call.Arguments[0], item) : null).ToList();
        return equals.Contains(null) ? null : equals.Aggregate<VectorExpression?>((any, equal) => new SqlLogic(LogicKind.Or, any!, equal!));
    }

    private SqlComparison? TryComparison(string symbol, BoundExpression left, BoundExpression right)
    {
        if (!IsComparable(left.Type) || TryPair(left, right) is not var (l, r)) return null;
        var kind = symbol switch
        {
            "=" => ComparisonKind.Equal,
            "<" => ComparisonKind.Less,
            "<=" => ComparisonKind.LessOrEqual,
            ">" => ComparisonKind.Greater,
            _ => ComparisonKind.GreaterOrEqual,
        };
        return new SqlComparison(kind, l, r);
    }

    private (VectorExpression Left, VectorExpression Right)? TryPair(BoundExpression left, BoundExpression right) =>
        TryKernel(left) is { } l && TryKernel(right) is { } r ? (l, r) : null;

    private static bool IsComparable(SqlType type) => type.IsInteger || type.IsTime || type.Kind is SqlKind.Boolean or SqlKind.Single or SqlKind.Double or SqlKind.String;

    private static bool IsSum(BoundCall call) => call.Type.Kind is SqlKind.Int32 or SqlKind.Int64 or SqlKind.Double && call.Arguments.All(argument => argument.Type == call.Type);

    private static bool CanFail(BoundExpression bound) => bound switch
    {
        BoundCall { Function: "isnull" or "isnotnull" or "not" or "and" or "or" or "between" or "=" or "<" or "<=" or ">" or ">=" or "in" } call => call.Arguments.Any(CanFail),
        BoundCall { Function: "cast" } call => !call.Arguments[0].Type.IsInteger || call.Type.Kind is not (SqlKind.Int64 or SqlKind.Double) || CanFail(call.Arguments[0]),
        BoundCall => true,
        _ => false,
    };

    private static Type TypeOf(SqlType type) => type.IsInterval ? typeof(long?) : ClrColumn.TypeOf(type.ToColumn("c")!.Type);
}
