using System.Linq.Expressions;

namespace ReactiveEtl;

/// <summary>A value of every row that a stateful operator reads: known by its type before it is known by its columns, since those depend on each batch's plan.</summary>
internal sealed record RowValue(Type Type, string Text, Func<RowMapping, VectorExpression> Lower)
{
    public static RowValue Of(LambdaExpression lambda)
    {
        var frozen = CapturedValues.Freeze(lambda);
        return Of(frozen.Body, frozen.Parameters[0]);
    }


    public static RowValue Of(Expression body, ParameterExpression row) => new(body.Type, body.ToString(), rows => LambdaTranslator.Translate(body, row, rows));

    /// <summary>The whole row as an object.</summary>
    public static RowValue Whole(Type type) => new(type, "row", rows => rows.Row);

    public string Explain(RowMapping? rows)
    {
        if (rows is null) return Text;
        var lowered = Lower(rows);
        return lowered.Tree().Any(part => part.RunsOnRows) ? $"{lowered} [on rows]" : $"{lowered}";
    }
}
