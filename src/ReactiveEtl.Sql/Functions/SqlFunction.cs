namespace ReactiveEtl;

/// <summary>A function: how many arguments it takes, and what a call of it is.</summary>
internal sealed record SqlFunction(int Least, int Most, Func<SqlCall, BoundExpression> Bind)
{
    /// <summary>A function of so many arguments.</summary>
    public SqlFunction(int count, Func<SqlCall, BoundExpression> bind)
        : this(count, count, bind)
    {
    }

    /// <summary>The function of a name in lower case, or null.</summary>
    public static SqlFunction? Find(string name) =>
        OperatorFunctions.Find(name) ?? ConditionFunctions.Find(name) ?? TextFunctions.Find(name) ?? PatternFunctions.Find(name) ?? TimeFunctions.Find(name)
        ?? TimeArithmetic.Find(name) ?? MathFunctions.Find(name) ?? RoundingFunctions.Find(name) ?? CastFunctions.Find(name) ?? ArrayFunctions.Find(name);
}
