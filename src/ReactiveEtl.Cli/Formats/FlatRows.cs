namespace ReactiveEtl.Cli;

/// <summary>Rows without structs, as csv and jsonl hold them: a window is two columns, its start and its end.</summary>
internal static class FlatRows
{
    /// <summary>The names of the columns: <c>window</c> becomes <c>window_start, window_end</c>.</summary>
    public static IEnumerable<string> Names(RowSchema schema) =>
        schema.SelectMany<ColumnSchema, string>(column => column.Type is ColumnType.Window or ColumnType.LocalWindow ? [$"{column.Name}_start", $"{column.Name}_end"] : [column.Name]);

    /// <summary>The values of a row, one for each name.</summary>
    public static IEnumerable<object?> Values(Row row)
    {
        for (var i = 0; i < row.Schema.Count; i++)
        {
            if (row.Schema[i].Type is not (ColumnType.Window or ColumnType.LocalWindow))
            {
                yield return row[i];
                continue;
            }

            var window = (Window?)row[i];
            var isLocal = row.Schema[i].Type == ColumnType.LocalWindow;
            yield return isLocal ? window?.Start.DateTime : window?.Start;
            yield return isLocal ? window?.End.DateTime : window?.End;
        }
    }
}
