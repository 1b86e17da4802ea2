using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace ReactiveEtl;

/// <summary>Reads the expression that makes a row of a group: which aggregates it names, and what it does with their values.</summary>
internal sealed class GroupSelection : ExpressionVisitor
{
    private readonly ParameterExpression _group;
    private readonly KeyDefinition _key;
    private readonly bool _hasWindow;
    private readonly ParameterExpression _values = Expression.Parameter(typeof(object?[]), "values");
    private readonly List<AggregateDefinition> _aggregates = [];

    private GroupSelection(ParameterExpression group, KeyDefinition key, bool hasWindow)
    {
        _group = group;
        _key = key;
        _hasWindow = hasWindow;
    }

    /// <exception cref="ArgumentException">The expression uses the group in a way that is no aggregate, or an aggregate's input is of a type it does not know.</exception>
    public static GroupQuery<TRow> Read<[DynamicallyAccessedMembers(FlatType.Needed)] TRow>(LambdaExpression selector, KeyDefinition key, bool hasWindow)
    {
        selector = CapturedValues.Freeze(selector);
        var selection = new GroupSelection(selector.Parameters[0], key, hasWindow);
        var body = selection.Visit(selector.Body);
        foreach (var aggregate in selection._aggregates) aggregate.NewAggregator();
        return new GroupQuery<TRow>
        {
            Keys = key.Columns,
            Aggregates = selection._aggregates,
            Project = Expression.Lambda<Func<object?[], TRow>>(body, selection._values).Compile(),
            KeyValues = key.ValuesOf,
            Schema = TableSchema.Of<TRow>(),
        };
    }

    protected override Expression VisitMember(MemberExpression node)
    {
        if (node.Expression is MemberExpression { Member.Name: "Key" } key && key.Expression == _group && _key.ColumnOf(node.Member) is >= 0 and var column) return Value(column, node.Type);
        if (node.Expression != _group) return base.VisitMember(node);
        return node.Member.Name switch
        {
            "Key" => _key.Rebuild(column => Value(column, _key.Columns[column].Type)),
            "Window" when _hasWindow => Value(_key.Columns.Count, typeof(Window)),
            _ => throw Bad(node),
        };
    }

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Object != _group) return base.VisitMethodCall(node);
        _aggregates.Add(Aggregate(node));
        return Value(_key.Columns.Count + (_hasWindow ? 1 : 0) + _aggregates.Count - 1, node.Type);
    }

    protected override Expression VisitParameter(ParameterExpression node) => node == _group ? throw Bad(node) : base.VisitParameter(node);

    /// <summary>A value of the group; a null of a type without nulls becomes its default, which no group with rows ever needs.</summary>
    private Expression Value(int place, Type type)
    {
        var value = Expression.ArrayIndex(_values, Expression.Constant(place));
        return type.IsValueType && Nullable.GetUnderlyingType(type) is null
            ? Expression.Condition(Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Default(type), Expression.Unbox(value, type))
            : Expression.Convert(value, type);
    }

    private static AggregateDefinition Aggregate(MethodCallExpression call)
    {
        if (call.Method.Name == "Aggregate") return User(call);
        var kind = call.Method.Name switch
        {
            "Count" when call.Arguments.Count == 0 => AggregateKind.Count,
            "Count" => AggregateKind.CountTrue,
            var name => Enum.Parse<AggregateKind>(name),
        };
        if (call.Arguments.Count == 0) return new AggregateDefinition(kind, null, call.Type);
        return new AggregateDefinition(kind, RowValue.Of(Lambda(call.Arguments[0], call)), call.Type);
    }

    private static AggregateDefinition User(MethodCallExpression call)
    {
        var seed = Compile(call.Arguments[0]);
        var add = Lambda(call.Arguments[1], call);
        return new AggregateDefinition(AggregateKind.User, RowValue.Whole(add.Parameters[1].Type), call.Type)
        {
            User = (seed, Compile(add), Compile(Lambda(call.Arguments[2], call))),
        };
    }

    private static object? Compile(Expression constant) => Expression.Lambda<Func<object?>>(Expression.Convert(constant, typeof(object))).Compile()();

    private static Func<object?, object?, object?> Compile(LambdaExpression function)
    {
        var parameters = function.Parameters.Select(parameter => Expression.Parameter(typeof(object), parameter.Name)).ToArray();
        var converted = function.Parameters.Zip(parameters, (parameter, untyped) => (parameter, Expression.Convert(untyped, parameter.Type)));
        var body = converted.Aggregate(function.Body, (inner, pair) => new ParameterReplacer(pair.parameter, pair.Item2).Visit(inner));
        var compiled = Expression.Lambda<Func<object?, object?, object?>>(Expression.Convert(body, typeof(object)), parameters).Compile();
        return (left, right) =>
        {
            try
            {
                return compiled(left, right);
            }
            catch (Exception e)
            {
                throw new RowCodeException(function.Body.ToString(), e);
            }
        };
    }

    private static LambdaExpression Lambda(Expression argument, MethodCallExpression call) => argument as LambdaExpression
        ?? throw new ArgumentException($"{call.Method.Name} takes a lambda that is written in its place, and '{argument}' is none.");

    private static ArgumentException Bad(Expression node) =>
        new($"'{node}' is not understood in the expression of a group: it may use Key, Window and aggregates, and what can be calculated from them.");
}
