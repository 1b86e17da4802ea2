using System.Linq.Expressions;

namespace ReactiveEtl.Tests.Operators;

/// <summary>Random conditions over wide rows, made of what columns know; the same seed gives the same ones.</summary>
internal sealed class RandomExpressions(int seed)
{
    private static readonly string[] Comparable = ["I", "L", "D", "M", "T", "O", "Y"];
    private static readonly string[] Equatable = ["B", "S", "G", "E", "P"];
    private static readonly string?[] Texts = ["", "a", "b", "\uFFFD", "of no row", null];
    private readonly Random _random = new(seed);
    private readonly ParameterExpression _row = Expression.Parameter(typeof(Wide), "e");

    public Expression<Func<Wide, bool>> Condition() => Expression.Lambda<Func<Wide, bool>>(Truth(3), _row);

    private Expression Truth(int depth) => _random.Next(depth > 0 ? 7 : 4) switch
    {
        0 => Column("B", isNullable: false),
        1 => Expression.Property(Column(Name(), isNullable: true) is var tested && Nullable.GetUnderlyingType(tested.Type) is not null ? tested : Column("I", true), "HasValue"),
        2 => Equality(),
        3 => Order(),
        4 => Expression.Not(Truth(depth - 1)),
        5 => Expression.AndAlso(Truth(depth - 1), Truth(depth - 1)),
        _ => Expression.OrElse(Truth(depth - 1), Truth(depth - 1)),
    };

    private BinaryExpression Equality()
    {
        var name = Name();
        Expression value = name == "S" && _random.Next(2) == 0 ? Expression.Constant(Texts[_random.Next(Texts.Length)], typeof(string)) : Column(name, _random.Next(2) == 0);
        var (left, right) = Lifted(Column(name, _random.Next(2) == 0), value);
        if (_random.Next(2) == 0) (left, right) = (right, left);
        return _random.Next(2) == 0 ? Expression.Equal(left, right) : Expression.NotEqual(left, right);
    }

    private BinaryExpression Order()
    {
        var name = Comparable[_random.Next(Comparable.Length)];
        Expression l = Column(name, _random.Next(2) == 0), r = Column(name, _random.Next(2) == 0);
        if (name is "I" or "L" or "D") (l, r) = (Number(name, 2), Number(name, 2));
        var (left, right) = Lifted(l, r);
        return _random.Next(4) switch
        {
            0 => Expression.LessThan(left, right),
            1 => Expression.LessThanOrEqual(left, right),
            2 => Expression.GreaterThan(left, right),
            _ => Expression.GreaterThanOrEqual(left, right),
        };
    }

    /// <summary>A calculation in int, long or double; smaller types are widened.</summary>
    private Expression Number(string name, int depth)
    {
        if (depth == 0 || _random.Next(3) == 0) return Leaf(name);
        var (left, right) = Lifted(Number(name, depth - 1), Number(name, depth - 1));
        return _random.Next(name == "D" ? 4 : 3) switch
        {
            0 => Expression.Add(left, right),
            1 => Expression.Subtract(left, right),
            2 => Expression.Multiply(left, right),
            _ => Expression.Divide(left, right),
        };
    }

    private Expression Leaf(string name)
    {
        var type = name switch { "I" => typeof(int), "L" => typeof(long), _ => typeof(double) };
        if (_random.Next(4) == 0) return Expression.Constant(Convert.ChangeType(_random.Next(-3, 4), type, System.Globalization.CultureInfo.InvariantCulture));
        var from = name switch { "I" => "I", "L" => _random.Next(2) == 0 ? "I" : "L", _ => Comparable[_random.Next(3)] };
        var column = Column(from, _random.Next(2) == 0);
        if (from == name) return column;
        return Expression.Convert(column, Nullable.GetUnderlyingType(column.Type) is null ? type : typeof(Nullable<>).MakeGenericType(type));
    }

    private string Name() => _random.Next(2) == 0 ? Comparable[_random.Next(Comparable.Length)] : Equatable[_random.Next(Equatable.Length)];

    private MemberExpression Column(string name, bool isNullable) => Expression.Property(_row, isNullable ? name + "n" : name);

    /// <summary>As the compiler does where one side may be null.</summary>
    private static (Expression Left, Expression Right) Lifted(Expression left, Expression right)
    {
        var (l, r) = (left, right);
        if (Core(l.Type).IsEnum) (l, r) = (AsInt(l), AsInt(r));
        if (l.Type == r.Type) return (l, r);
        return Nullable.GetUnderlyingType(l.Type) is null ? (Expression.Convert(l, r.Type), r) : (l, Expression.Convert(r, l.Type));
    }

    private static UnaryExpression AsInt(Expression value) => Expression.Convert(value, Nullable.GetUnderlyingType(value.Type) is null ? typeof(int) : typeof(int?));

    private static Type Core(Type type) => Nullable.GetUnderlyingType(type) ?? type;
}
