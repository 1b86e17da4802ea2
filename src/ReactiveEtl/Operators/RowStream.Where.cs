using System.Linq.Expressions;

namespace ReactiveEtl;

public sealed partial class RowStream<T>
{
    /// <summary>Keeps the rows for which a condition holds.</summary>
    /// <param name="condition">An expression, so that it runs on columns; what columns do not know runs on rows, and <see cref="Explain"/> says so.</param>
    /// <remarks>Rows are filtered here, batches on <see cref="Batches"/>. A misspelt member is reported against <c>MicroBatch</c>, since the compiler tries Rx's <c>Where</c> next.</remarks>
    public RowStream<T> Where(Expression<Func<T, bool>> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Then<T>(new WhereStep(condition));
    }

    /// <summary>Keeps the rows for which any code says so; slower than <see cref="Where"/>, since it makes an object of every row.</summary>
    public RowStream<T> WhereRow(Func<T, bool> condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return Then<T>(new WhereRowStep(row => condition((T)row!)));
    }
}

internal sealed class WhereStep(LambdaExpression condition) : ConditionStep
{
    private readonly LambdaExpression _condition = CapturedValues.Freeze(condition);

    protected override VectorExpression Condition(RowMapping rows) => LambdaTranslator.Translate(_condition, rows);
}

internal sealed class WhereColumnStep(RowValue condition) : ConditionStep
{
    protected override VectorExpression Condition(RowMapping rows) => condition.Lower(rows);
}

/// <summary>A condition whose conjuncts stand one by one: what the first removes the next need not look at, and each moves below the event time by itself.</summary>
internal abstract class ConditionStep : PlanStep
{
    public override LoweredRows Lower(LoweredRows input) => Condition(input.Mapping).Conjuncts.Aggregate(input, (rows, conjunct) => rows.Where(conjunct));

    public override string Explain(LoweredRows input)
    {
        var lowered = Condition(input.Mapping);
        return $"where {lowered}{OnRows(lowered)}{BelowEventTime(input, [.. lowered.Conjuncts])}";
    }

    protected abstract VectorExpression Condition(RowMapping rows);

    private static string BelowEventTime(LoweredRows input, IReadOnlyList<VectorExpression> conjuncts)
    {
        if (input.EventTime is null) return "";
        var below = conjuncts.Where(input.CanMoveBelow).ToList();
        return below.Count == 0 ? "   [after the event time]" : below.Count == conjuncts.Count ? "   [before the event time]" : $"   [before the event time: {string.Join(", ", below)}]";
    }
}

internal sealed class WhereRowStep(Func<object?, bool> condition) : PlanStep
{
    public override LoweredRows Lower(LoweredRows input) =>
        input.Where(new RowCall(input.Mapping.Row, row => condition(row), typeof(bool), "user code") { IsUserCode = true });

    public override string Explain(LoweredRows input) => $"where {input.Mapping.Row.Type.Name} passes user code   [on rows: user code, or an expression that columns do not know]";
}
