namespace ReactiveEtl.Tests.Json;

/// <summary>The columns of rows as a value: what names them, and which schemas are the same.</summary>
public sealed class RowSchemaTests
{
    private static readonly ColumnSchema Time = new("time", ColumnType.Timestamp);
    private static readonly ColumnSchema Action = new("action", ColumnType.String);

    [Fact]
    public void Columns_WithoutNameOrOfOneName_AreRefused()
    {
        Assert.Contains("needs a name", Assert.Throws<ArgumentException>(() => new RowSchema(Time, new ColumnSchema("", ColumnType.String))).Message, StringComparison.Ordinal);
        Assert.Contains("Two columns are named 'time'", Assert.Throws<ArgumentException>(() => new RowSchema(Time, Action, new ColumnSchema("time", ColumnType.String))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>("columns", () => new RowSchema(null!));
        Assert.Throws<ArgumentNullException>("text", () => RowSchema.Parse(null!));
        Assert.Throws<ArgumentNullException>("name", () => new RowSchema(Time).IndexOf(null!));
    }

    [Fact]
    public void Column_IsFoundByItsExactName_OrInAnyCaseWhereOnlyOneFits()
    {
        var schema = new RowSchema(new ColumnSchema("Key", ColumnType.String), new ColumnSchema("key", ColumnType.String), Time);

        Assert.Equal([0, 1, -1, 2, 2, -1], new[] { "Key", "key", "KEY", "time", "TIME", "other" }.Select(schema.IndexOf));
    }

    [Fact]
    public void Schemas_OfTheSameColumns_AreEqual()
    {
        var (schema, same) = (new RowSchema(Time, Action), new RowSchema(Time, Action));

        Assert.True(schema.Equals(same) && schema.Equals((object)same));
        Assert.Equal(schema.GetHashCode(), same.GetHashCode());
        Assert.All([new RowSchema(Action, Time), new RowSchema(Time), new RowSchema(), new RowSchema(Time, new ColumnSchema("action", ColumnType.Int32))], other =>
        {
            Assert.False(schema.Equals(other));
            Assert.NotEqual(schema.GetHashCode(), other.GetHashCode());
        });
        Assert.False(schema.Equals(null));
        Assert.Equal("time timestamp, action string", schema.ToString());
    }
}
