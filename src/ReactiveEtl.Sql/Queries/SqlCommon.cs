namespace ReactiveEtl;

/// <summary>The common tables in sight, the innermost first; each is bound where it is used, among those before it.</summary>
/// <param name="Table">Its declaration.</param>
/// <param name="Recursion">What it is while its own step is bound; null for others.</param>
/// <param name="Next">Those around it.</param>
internal sealed record SqlCommon(SqlCommonTable Table, SqlPlan? Recursion, SqlCommon? Next)
{
    public static SqlCommon? Find(SqlCommon? common, string name)
    {
        while (common is not null && !SqlScope.Same(common.Table.Name, name)) common = common.Next;
        return common;
    }
}
