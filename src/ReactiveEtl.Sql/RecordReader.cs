using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace ReactiveEtl;

/// <summary>Makes records of rows: by the constructor with the most parameters, or by settable properties where there is none with any.</summary>
internal sealed class RecordReader<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] T>
{
    private readonly ConstructorInfo? _constructor;
    private readonly PropertyInfo[] _properties;
    private readonly (int Place, Type Type)[] _columns;

    /// <exception cref="ArgumentException">A parameter has no column of its name.</exception>
    public RecordReader(RowSchema schema)
    {
        _constructor = typeof(T).GetConstructors().MaxBy(constructor => constructor.GetParameters().Length);
        var parameters = _constructor?.GetParameters() ?? [];
        _properties = parameters.Length > 0 ? [] : [.. typeof(T).GetProperties().Where(property => property.CanWrite && schema.IndexOf(property.Name) >= 0)];
        _columns = parameters.Length > 0
            ? [.. parameters.Select(parameter => (Place(schema, parameter.Name!), parameter.ParameterType))]
            : [.. _properties.Select(property => (schema.IndexOf(property.Name), property.PropertyType))];
        if (_columns.Length == 0) throw new ArgumentException($"{typeof(T).Name} has neither a constructor with parameters nor settable properties with the names of the columns ({schema}).");
    }

    public T Read(Row row)
    {
        var values = new object?[_columns.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Converted(row[_columns[i].Place], _columns[i].Type, row.Schema[_columns[i].Place].Name);
        if (_properties.Length == 0) return (T)_constructor!.Invoke(values);
        object record = Activator.CreateInstance<T>()!;
        for (var i = 0; i < values.Length; i++) _properties[i].SetValue(record, values[i]);
        return (T)record;
    }

    private static int Place(RowSchema schema, string name) => schema.IndexOf(name) is >= 0 and var place
        ? place
        : throw new ArgumentException($"{typeof(T).Name} needs a column '{name}'; there are: {schema}.");

    /// <summary>Numbers widen without loss, instants become DateTime in UTC, texts become enum values; anything else must fit as it is.</summary>
    private static object? Converted(object? value, Type type, string column)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null) return !type.IsValueType || wanted != type
            ? null
            : throw new ArgumentException($"Column '{column}' is null, but {typeof(T).Name} has a {type.Name} there; make it nullable.");
        if (wanted.IsInstanceOfType(value)) return value;
        if (value is string text && wanted.IsEnum) return Enum.Parse(wanted, text, ignoreCase: true);
        return value switch
        {
            DateTimeOffset time when wanted == typeof(DateTime) => time.UtcDateTime,
            int number when wanted == typeof(long) => (long)number,
            int number when wanted == typeof(double) => (double)number,
            int number when wanted == typeof(decimal) => (decimal)number,
            long number when wanted == typeof(int) => checked((int)number),
            long number when wanted == typeof(decimal) => (decimal)number,
            decimal number when wanted == typeof(double) => (double)number,
            _ => throw new ArgumentException($"Column '{column}' holds a {value.GetType().Name}, but {typeof(T).Name} has a {type.Name} there."),
        };
    }
}
