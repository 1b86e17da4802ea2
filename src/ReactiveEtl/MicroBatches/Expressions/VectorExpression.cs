using System.Text;

namespace ReactiveEtl;

/// <summary>Something that has a value for every record: evaluated a vector at a time, never before a scan asks for it.</summary>
/// <remarks>Immutable and shared by all scans of a plan; what an evaluation writes belongs to its <see cref="VectorScope"/>.</remarks>
internal abstract class VectorExpression(Type type, params VectorExpression[] inputs)
{
    /// <summary>What the values are in C#; of a nullable column the nullable type.</summary>
    public Type Type { get; } = type;

    public IReadOnlyList<VectorExpression> Inputs { get; } = inputs;

    /// <summary>Whether evaluating it makes objects, row by row: slower, and told by Explain.</summary>
    public virtual bool RunsOnRows => false;

    /// <summary>Whether what it reads is not told by its inputs: a user's code gets the whole row.</summary>
    public virtual bool IsOpaque => RunsOnRows;

    /// <summary>The conditions that hold where this one does, one by one; this one alone unless it is a conjunction.</summary>
    public virtual IEnumerable<VectorExpression> Conjuncts => [this];

    /// <summary>Whether it calls code that need not stand several threads.</summary>
    public virtual bool NeedsOneThread => false;

    /// <summary>The expression whose vector this one shares: itself, unless it only renames a type.</summary>
    public virtual VectorExpression Source => this;

    /// <summary>The values for the rows of the scope, in a vector that the scope keeps for this expression.</summary>
    public abstract ColumnVector Evaluate(VectorScope scope);

    /// <summary>This expression and all under it.</summary>
    public IEnumerable<VectorExpression> Tree() => Inputs.SelectMany(input => input.Tree()).Prepend(this);
}

/// <summary>A column of the file.</summary>
internal sealed class ColumnReference(int column, string name, Type type) : VectorExpression(type)
{
    public int Column => column;

    public override ColumnVector Evaluate(VectorScope scope) =>
        scope.Columns?.Vectors[column] ?? throw new InvalidOperationException($"Column '{name}' was not asked for when the scan began.");

    public override string ToString() => name;
}

/// <summary>The records of a batch that came from memory, as objects.</summary>
internal sealed class MemoryRow(Type type) : VectorExpression(type)
{
    public override ColumnVector Evaluate(VectorScope scope) => scope.MemoryRows;

    public override string ToString() => "row";
}

/// <summary>The same value for every row.</summary>
internal sealed class Literal(object? value, Type type) : VectorExpression(type)
{
    /// <summary>The value as a vector holds it.</summary>
    public object? Value { get; } = ClrColumn.ToVector(value);

    /// <summary>The bytes of a text; null where the value is none.</summary>
    public byte[]? Utf8 { get; } = value is string text ? Encoding.UTF8.GetBytes(text) : null;

    public override ColumnVector Evaluate(VectorScope scope)
    {
        var vector = scope.VectorOf(this);
        VectorValue.Store(vector, 0, Value);
        vector.Repeat(scope.Count);
        return vector;
    }

    public override string ToString() => Value switch { null => "null", string text => $"'{text}'", _ => $"{ClrColumn.ToClr(Value, Type)}" };
}
