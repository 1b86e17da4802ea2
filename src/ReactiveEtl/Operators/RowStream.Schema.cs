namespace ReactiveEtl;

internal static class RowStreamSchema
{
    /// <exception cref="ArgumentException">The columns are not known before a batch comes.</exception>
    public static RowSchema KnownSchema(this RowStream<Row> rows) => rows.Schema
        ?? throw new ArgumentException("The columns of these rows are not known here: behind other operators, name them with AsRows(schema).");
}
