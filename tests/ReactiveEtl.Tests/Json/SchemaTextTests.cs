namespace ReactiveEtl.Tests.Json;

/// <summary>Schemas as texts: all names of each type, odd names of columns, and what a text that is no schema is told.</summary>
public sealed class SchemaTextTests
{
    private const string Types = "a type (boolean, tinyint (byte), smallint (short), int, bigint (long), float, double, decimal, decimal(p,s), string, timestamp, timestamp_ntz, date, uuid)";

    /// <summary>The name that a schema is shown with comes first.</summary>
    [Theory]
    [InlineData(ColumnType.Boolean, "boolean bool")]
    [InlineData(ColumnType.Int8, "tinyint byte")]
    [InlineData(ColumnType.Int16, "smallint short")]
    [InlineData(ColumnType.Int32, "int integer")]
    [InlineData(ColumnType.Int64, "bigint long")]
    [InlineData(ColumnType.Single, "float real")]
    [InlineData(ColumnType.Double, "double")]
    [InlineData(ColumnType.Decimal, "decimal dec numeric")]
    [InlineData(ColumnType.String, "string")]
    [InlineData(ColumnType.Timestamp, "timestamp timestamp_ltz")]
    [InlineData(ColumnType.LocalTimestamp, "timestamp_ntz")]
    [InlineData(ColumnType.Date, "date")]
    [InlineData(ColumnType.Guid, "uuid guid")]
    public void Type_HasTheseNames_InAnyCase(ColumnType type, string all)
    {
        var names = all.Split(' ');
        var schema = new RowSchema(new ColumnSchema("a", type));

        Assert.All(names.Concat(names.Select(name => name.ToUpperInvariant())), name => Assert.Equal(schema, RowSchema.Parse($"a {name}")));
        Assert.Equal($"a {names[0]}", schema.ToString());
    }

    [Theory]
    [InlineData("decimal(1)", 1, 0)]
    [InlineData("dec(28, 28)", 28, 28)]
    [InlineData("numeric(10,2)", 10, 2)]
    [InlineData("decimal(10,0)", 10, 0)]
    public void Decimal_HasPrecisionAndScale(string type, int precision, int scale)
    {
        var schema = new RowSchema(new ColumnSchema("a", ColumnType.Decimal) { Precision = precision, Scale = scale }, new ColumnSchema("b", ColumnType.Int32));

        Assert.Equal(schema, RowSchema.Parse($"a {type}, b int"));
        Assert.Equal($"a decimal({precision},{scale}), b int", schema.ToString());
    }

    /// <summary>What only queries make, and no text names.</summary>
    [Fact]
    public void Types_OfResults_AreShownAsSparkShowsThem()
    {
        var decimals = new ColumnSchema("element", ColumnType.Decimal) { Precision = 5 };
        var schema = new RowSchema(new ColumnSchema("w", ColumnType.Window), new ColumnSchema("l", ColumnType.LocalWindow), new ColumnSchema("a", ColumnType.Array) { Element = decimals });

        Assert.Equal("w struct<start:timestamp,end:timestamp>, l struct<start:timestamp_ntz,end:timestamp_ntz>, a array<decimal(5,0)>", schema.ToString());
    }

    [Theory]
    [InlineData("a int,b string")]
    [InlineData(" a  int , \t b : string ")]
    [InlineData("a: INT,b:String")]
    [InlineData("`a`int,`b`\nstring")]
    public void Blanks_AndAColonBeforeTheType_AreNoMatter(string text) => Assert.Equal(new RowSchema(new ColumnSchema("a", ColumnType.Int32), new ColumnSchema("b", ColumnType.String)), RowSchema.Parse(text));

    [Theory]
    [InlineData("a_1", "a_1")]
    [InlineData("a b", "`a b`")]
    [InlineData("a`b", "`a``b`")]
    [InlineData("`", "````")]
    [InlineData("a,b int", "`a,b int`")]
    [InlineData("größe", "`größe`")]
    public void Name_ThatIsOdd_StandsInBackticks(string name, string text)
    {
        var schema = new RowSchema(new ColumnSchema("first", ColumnType.Date), new ColumnSchema(name, ColumnType.Int32));

        Assert.Equal($"first date, {text} int", schema.ToString());
        Assert.Equal(schema, RowSchema.Parse(schema.ToString()));
    }

    /// <summary>What needs no backticks though it is shown with them.</summary>
    [Theory]
    [InlineData("größe")]
    [InlineData("a-b")]
    [InlineData("a.b")]
    public void Name_OfLettersDigitsDashesAndPoints_MayStandAlone(string name) => Assert.Equal(name, Assert.Single(RowSchema.Parse($"{name} int")).Name);

    [Theory]
    [InlineData("", 0, "a column name")]
    [InlineData("a int,", 6, "a column name")]
    [InlineData(", a int", 0, "a column name")]
    [InlineData("`` int", 2, "a column name")]
    [InlineData("`a int", 6, "a closing backtick")]
    [InlineData("`a``", 4, "a closing backtick")]
    [InlineData("a", 1, Types)]
    [InlineData("a ", 2, Types)]
    [InlineData("a (", 2, Types)]
    [InlineData("b int, a text", 9, Types + " and not 'text'")]
    [InlineData("a int b string", 6, "a comma or the end")]
    [InlineData("a int(3)", 5, "a comma or the end")]
    [InlineData("a decimal(", 9, "a precision from 1 to 28, as in decimal(10,2)")]
    [InlineData("a decimal()", 9, "a precision from 1 to 28, as in decimal(10,2)")]
    [InlineData("a decimal(x)", 9, "a precision from 1 to 28, as in decimal(10,2)")]
    [InlineData("a decimal(0)", 9, "a precision from 1 to 28, as in decimal(10,2)")]
    [InlineData("a decimal(29)", 9, "a precision from 1 to 28, as in decimal(10,2)")]
    [InlineData("a decimal(10,2,1)", 9, "a precision from 1 to 28, as in decimal(10,2)")]
    [InlineData("a decimal(10,2", 9, "a precision from 1 to 28, as in decimal(10,2)")]
    [InlineData("a decimal(10,x)", 9, "a scale from 0 to the precision, as in decimal(10,2)")]
    [InlineData("a decimal(10,-1)", 9, "a scale from 0 to the precision, as in decimal(10,2)")]
    [InlineData("a decimal(10,11)", 9, "a scale from 0 to the precision, as in decimal(10,2)")]
    public void Text_ThatIsNoSchema_IsToldWhereAndWhatIsExpected(string text, int at, string expected) =>
        Assert.Equal($"The schema \"{text}\" is not understood at position {at}: expected {expected}. Example: \"time timestamp, action string\".", Assert.Throws<ArgumentException>(() => RowSchema.Parse(text)).Message);
}
