using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace ReactiveEtl;

/// <summary>Puts the values that captured variables and fields have now in their places: a query stays what it was when it was written, on columns and on rows alike.</summary>
internal sealed class CapturedValues : ExpressionVisitor
{
    /// <summary>The same lambda without captured variables. Properties and calls stay: they are asked with each row.</summary>
    public static LambdaExpression Freeze(LambdaExpression lambda) => (LambdaExpression)new CapturedValues().Visit(lambda);

    [SuppressMessage("Design", "CA1062:Validate arguments of public methods", Justification = "Called by the visitor.")]
    protected override Expression VisitMember(MemberExpression node)
    {
        var owner = node.Expression is null ? null : Visit(node.Expression);
        if (node.Member is not FieldInfo field || owner is not (null or ConstantExpression)) return node.Update(owner);
        var target = (owner as ConstantExpression)?.Value;
        return owner is not null && target is null ? node.Update(owner) : Expression.Constant(field.GetValue(target), node.Type);
    }
}
