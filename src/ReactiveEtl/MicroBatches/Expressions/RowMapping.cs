namespace ReactiveEtl;

/// <summary>What a row of a certain type is in terms of columns: itself as an object, and those of its members that are columns already.</summary>
/// <param name="Row">The row: an object made of columns, or one column where the row type is a column type.</param>
/// <param name="Members">The members, by their name in C# (of a <see cref="ReactiveEtl.Row"/>: by column name).</param>
internal sealed record RowMapping(VectorExpression Row, IReadOnlyDictionary<string, VectorExpression> Members)
{
    private static readonly Dictionary<string, VectorExpression> None = [];

    /// <summary>The columns, where the row is a <see cref="ReactiveEtl.Row"/>.</summary>
    public RowSchema? Schema { get; init; }

    /// <summary>A column of a <see cref="ReactiveEtl.Row"/>; of one that came from memory without a schema, read from the object.</summary>
    public VectorExpression Column(string name, Type type) =>
        Members.GetValueOrDefault(name) ?? new RowCall(Row, row => ((Row)row!)[name], type, name) { IsMember = true };

    /// <summary>A row that has no members in columns.</summary>
    public static RowMapping Opaque(VectorExpression row) => new(row, None);

    /// <summary>A <see cref="ReactiveEtl.Row"/> that is an object already, with these columns.</summary>
    public static RowMapping Named(VectorExpression row, RowSchema schema)
    {
        var members = schema.Select(column => (column.Name, Value: (VectorExpression)new RowCall(row, value => ((Row)value!)[column.Name], ClrColumn.TypeOf(column.Type), column.Name) { IsMember = true }));
        return new RowMapping(row, members.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)) { Schema = schema };
    }

    /// <summary>A <see cref="ReactiveEtl.Row"/> of these columns.</summary>
    public static RowMapping Of(RowSchema schema, IReadOnlyList<VectorExpression> columns)
    {
        var members = schema.Zip(columns).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
        return new RowMapping(new RowObject(typeof(Row), values => new Row(schema, values), [.. columns]), members) { Schema = schema };
    }
}
