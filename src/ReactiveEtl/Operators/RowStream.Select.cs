using System.Linq.Expressions;
using System.Reflection;

namespace ReactiveEtl;

public sealed partial class RowStream<T>
{
    /// <summary>Makes another row of each row.</summary>
    /// <param name="projection">An expression, so that it runs on columns where its parts are columns; see <see cref="Where"/>.</param>
    /// <example><c>events.Select(e => new Slim(e.Time, e.Action))</c> makes no object at all where only columns of Slim are used later.</example>
    public RowStream<TResult> Select<TResult>(Expression<Func<T, TResult>> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        return Then<TResult>(new SelectStep(projection));
    }

    /// <summary>Makes another row of each row by any code; slower than <see cref="Select"/>, since it makes an object of every row.</summary>
    public RowStream<TResult> SelectRow<TResult>(Func<T, TResult> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        return Then<TResult>(new SelectRowStep(row => projection((T)row!), typeof(TResult)));
    }
}

internal sealed class SelectStep(LambdaExpression projection) : PlanStep
{
    private readonly LambdaExpression _projection = CapturedValues.Freeze(projection);

    public override LoweredRows Lower(LoweredRows input) => input with { Mapping = Map(input.Mapping) };

    public override string Explain(LoweredRows input)
    {
        var mapping = Map(input.Mapping);
        var parts = mapping.Members.Count > 0 ? mapping.Members.Values : [mapping.Row];
        return $"select {string.Join(", ", parts)}{string.Concat(parts.Select(OnRows).Distinct())}";
    }

    /// <summary>An object made of columns keeps them as its members; anything else is one value.</summary>
    private RowMapping Map(RowMapping rows)
    {
        var row = _projection.Parameters[0];
        return _projection.Body switch
        {
            _ when _projection.Body == row => rows,
            NewExpression { Constructor: not null } made when !ClrColumn.IsColumn(made.Type) => MapNew(made, row, rows),
            MemberInitExpression made => MapInit(made, row, rows),
            _ => RowMapping.Opaque(LambdaTranslator.Translate(_projection, rows)),
        };
    }

    private static RowMapping MapNew(NewExpression made, ParameterExpression row, RowMapping rows)
    {
        var values = made.Arguments.Select(argument => LambdaTranslator.Translate(argument, row, rows)).ToArray();
        var members = new Dictionary<string, VectorExpression>(StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            if (ConstructedMembers.NameOf(made, i) is { } name) members[name] = values[i];
        }

        var constructor = ConstructorInvoker.Create(made.Constructor!);
        return new RowMapping(new RowObject(made.Type, arguments => constructor.Invoke(arguments.AsSpan()), values), members);
    }

    private static RowMapping MapInit(MemberInitExpression made, ParameterExpression row, RowMapping rows)
    {
        var whole = LambdaTranslator.Translate(made, row, rows);
        var members = new Dictionary<string, VectorExpression>(StringComparer.Ordinal);
        foreach (var binding in made.Bindings.OfType<MemberAssignment>())
        {
            if (binding.Member is FieldInfo || (binding.Member is PropertyInfo property && FlatMember.IsPlainProperty(property)))
                members[binding.Member.Name] = LambdaTranslator.Translate(binding.Expression, row, rows);
        }

        return new RowMapping(whole, members);
    }
}

internal sealed class SelectRowStep(Func<object?, object?> projection, Type type) : PlanStep
{
    public override LoweredRows Lower(LoweredRows input) =>
        input with { Mapping = RowMapping.Opaque(new RowCall(input.Mapping.Row, projection, type, "user code") { IsUserCode = true }) };

    public override string Explain(LoweredRows input) => $"select {type.Name} by user code   [on rows: user code, or an expression that columns do not know]";
}
