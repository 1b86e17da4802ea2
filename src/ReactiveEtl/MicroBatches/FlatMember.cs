using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReactiveEtl;

/// <summary>One member of a flat type: a constructor's parameter, a property, or both.</summary>
/// <param name="Name">The member's name in C#.</param>
/// <param name="Type">Its type.</param>
/// <param name="Format">Its column.</param>
/// <param name="Property">Its property, if it has one.</param>
internal sealed record FlatMember(string Name, Type Type, ColumnFormat Format, PropertyInfo? Property)
{
    /// <summary>Whether reading the property is reading the column: an auto-property gives back what it got, one with a body may compute.</summary>
    public bool IsPlain => Property is null || IsPlainProperty(Property);

    public static FlatMember Of(Type declaring, ParameterInfo parameter, PropertyInfo? property)
    {
        var name = JsonName(property, parameter.Name!);
        var isNullable = IsNullable(declaring, parameter.ParameterType, parameter.GetCustomAttributesData(), parameter.Member);
        var fallback = parameter.HasDefaultValue ? ClrColumn.ToVector(parameter.DefaultValue) ?? DefaultOf(parameter.ParameterType) : null;
        isNullable |= parameter.HasDefaultValue && fallback is null;
        var format = FormatOf(declaring, property?.Name ?? parameter.Name!, name, parameter.ParameterType, property, isNullable) with { Default = fallback };
        return new FlatMember(property?.Name ?? parameter.Name!, parameter.ParameterType, Marked(format, parameter.IsDefined(typeof(CorruptRecordAttribute)) || property?.IsDefined(typeof(CorruptRecordAttribute)) == true), property);
    }

    public static FlatMember Of(Type declaring, PropertyInfo property)
    {
        var isNullable = IsNullable(declaring, property.PropertyType, property.GetCustomAttributesData(), property);
        var format = FormatOf(declaring, property.Name, JsonName(property, property.Name), property.PropertyType, property, isNullable);
        return new FlatMember(property.Name, property.PropertyType, Marked(format, property.IsDefined(typeof(CorruptRecordAttribute))), property);
    }

    /// <summary>The name of a column: as [JsonPropertyName] says, else in camel case.</summary>
    public static string JsonName(PropertyInfo? property, string name) =>
        property?.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(name);

    public static bool IsPlainProperty(PropertyInfo property) =>
        (property.GetMethod?.IsDefined(typeof(CompilerGeneratedAttribute)) == true && property.SetMethod?.IsDefined(typeof(CompilerGeneratedAttribute)) != false) || property.DeclaringType?.IsDefined(typeof(CompilerGeneratedAttribute)) == true;

    private static ColumnFormat Marked(ColumnFormat format, bool isCorruptRecord)
    {
        if (isCorruptRecord && format.Type != ColumnType.String) throw new ArgumentException($"[CorruptRecord] stands on '{format.Name}', which is no string.");
        return format with { IsCorruptRecord = isCorruptRecord, Schema = isCorruptRecord ? format.Schema with { IsNullable = true } : format.Schema };
    }

    private static ColumnFormat FormatOf(Type declaring, string member, string column, Type type, PropertyInfo? property, bool isNullable)
    {
        if (!ClrColumn.TryGetType(type, out var columnType)) throw new ArgumentException($"{declaring.Name}.{member} is a {type.Name}, which is no column; columns are {ClrColumn.Supported}.");
        var format = new ColumnFormat(new ColumnSchema(column, columnType, isNullable));
        var core = ClrColumn.Core(type);
        if (!core.IsEnum) return format;
        return format with { Range = RangeOf(Enum.GetUnderlyingType(core)), EnumNames = HasNames(core, property) ? NamesOf(core) : null };
    }

    /// <summary>A type says that its names are read with [JsonConverter(typeof(JsonStringEnumConverter))], on itself or on the member.</summary>
    private static bool HasNames(Type type, PropertyInfo? property)
    {
        var converter = (property?.GetCustomAttribute<JsonConverterAttribute>() ?? type.GetCustomAttribute<JsonConverterAttribute>())?.ConverterType;
        return converter == typeof(JsonStringEnumConverter) || (converter is { IsGenericType: true } && converter.GetGenericTypeDefinition() == typeof(JsonStringEnumConverter<>));
    }

    private static Dictionary<string, long> NamesOf(Type type)
    {
        var names = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        var values = Enum.GetValuesAsUnderlyingType(type);
        var texts = Enum.GetNames(type);
        for (var i = 0; i < texts.Length; i++) names[texts[i]] = Convert.ToInt64(values.GetValue(i), CultureInfo.InvariantCulture);
        return names;
    }

    private static (long Min, long Max) RangeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.SByte => (sbyte.MinValue, sbyte.MaxValue),
        TypeCode.Byte => (byte.MinValue, byte.MaxValue),
        TypeCode.Int16 => (short.MinValue, short.MaxValue),
        TypeCode.UInt16 => (ushort.MinValue, ushort.MaxValue),
        TypeCode.Int32 => (int.MinValue, int.MaxValue),
        TypeCode.UInt32 => (uint.MinValue, uint.MaxValue),
        TypeCode.UInt64 => (0, long.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    /// <summary>The default of a value type that a constructor's default names as <c>default</c>, as a vector holds it.</summary>
    private static object? DefaultOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is not null || !ClrColumn.TryGetType(type, out var columnType)) return null;
        return columnType switch
        {
            ColumnType.String => null,
            ColumnType.Single or ColumnType.Double => 0.0,
            ColumnType.Decimal => 0m,
            ColumnType.Guid => Guid.Empty,
            ColumnType.Timestamp => MicrosecondTime.Min,
            ColumnType.Date => MicrosecondTime.Min / MicrosecondTime.PerDay,
            _ => 0L,
        };
    }

    /// <summary>A value type says it by itself; a string by the compiler's annotation (2: may be null), which stands on the member, its method or a type around it.</summary>
    private static bool IsNullable(Type declaring, Type type, IList<CustomAttributeData> attributes, MemberInfo member)
    {
        if (type.IsValueType) return Nullable.GetUnderlyingType(type) is not null;
        if (Flag(attributes, "System.Runtime.CompilerServices.NullableAttribute") is { } own) return own != 1;
        for (MemberInfo? around = member is ConstructorInfo ? member : declaring; around is not null; around = around is ConstructorInfo ? declaring : around.DeclaringType)
        {
            if (Flag(around.GetCustomAttributesData(), "System.Runtime.CompilerServices.NullableContextAttribute") is { } context) return context != 1;
        }

        return true;
    }

    private static byte? Flag(IList<CustomAttributeData> attributes, string name)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.AttributeType.FullName != name || attribute.ConstructorArguments is not [var argument]) continue;
            return argument.Value switch
            {
                byte flag => flag,
                IReadOnlyList<CustomAttributeTypedArgument> { Count: > 0 } flags => (byte?)flags[0].Value,
                _ => null,
            };
        }

        return null;
    }
}
