using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json.Serialization;

namespace ReactiveEtl;

/// <summary>A type whose members are columns: how its objects are made from columns, without reflection-based JSON, and read into them.</summary>
internal sealed class FlatType
{
    internal const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties;

    private readonly ConstructorInvoker? _constructor;
    [DynamicallyAccessedMembers(Needed)]
    private readonly Type _type;
    private readonly FlatMember[] _members;
    private readonly int _arguments;

    private FlatType([DynamicallyAccessedMembers(Needed)] Type type, ConstructorInfo? constructor, FlatMember[] members)
    {
        _type = type;
        _constructor = constructor is null ? null : ConstructorInvoker.Create(constructor);
        _members = members;
        _arguments = constructor?.GetParameters().Length ?? 0;
    }

    /// <summary>The members, those of the constructor first.</summary>
    public IReadOnlyList<FlatMember> Members => _members;

    /// <exception cref="ArgumentException">A member is no column, or there is no one way to make an object.</exception>
    public static FlatType Of([DynamicallyAccessedMembers(Needed)] Type type)
    {
        var constructor = ConstructorOf(type);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        var members = new List<FlatMember>();
        foreach (var parameter in constructor?.GetParameters() ?? [])
        {
            var property = Array.Find(properties, p => string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && p.PropertyType == parameter.ParameterType);
            members.Add(FlatMember.Of(type, parameter, property));
        }

        foreach (var property in properties)
        {
            if (property.GetIndexParameters().Length > 0 || property.SetMethod is not { IsPublic: true } || property.IsDefined(typeof(JsonIgnoreAttribute))) continue;
            if (!members.Exists(member => member.Property == property)) members.Add(FlatMember.Of(type, property));
        }

        if (members.Count == 0) throw new ArgumentException($"{type.Name} has no columns: give it a constructor or settable properties of {ClrColumn.Supported}.");
        CheckCorruptRecord(type, members);
        return new FlatType(type, constructor, [.. members]);
    }

    /// <summary>An object of these values, one for each member.</summary>
    public object Make(object?[] values)
    {
        var made = _constructor is null ? Activator.CreateInstance(_type)! : _constructor.Invoke(values.AsSpan(0, _arguments));
        for (var i = _arguments; i < _members.Length; i++) _members[i].Property!.SetValue(made, values[i]);
        return made;
    }

    private static ConstructorInfo? ConstructorOf([DynamicallyAccessedMembers(Needed)] Type type)
    {
        if (type.IsAbstract || type.IsInterface) throw new ArgumentException($"{type.Name} can't be made: it is abstract.");
        var constructors = type.GetConstructors();
        var chosen = Array.Find(constructors, c => c.IsDefined(typeof(JsonConstructorAttribute)))
            ?? (constructors.Length == 1 ? constructors[0] : Array.Find(constructors, c => c.GetParameters().Length == 0));
        if (chosen is null && constructors.Length > 0 && !type.IsValueType) throw new ArgumentException($"{type.Name} has several constructors: mark one with [JsonConstructor].");
        return chosen is null && constructors.Length == 1 ? constructors[0] : chosen ?? (type.IsValueType && constructors.Length > 0 ? constructors[0] : null);
    }

    private static void CheckCorruptRecord(Type type, List<FlatMember> members)
    {
        if (!members.Exists(member => member.Format.IsCorruptRecord)) return;
        var strict = members.Find(member => !member.Format.Schema.IsNullable);
        if (strict is not null) throw new ArgumentException($"{type.Name}.{strict.Name} must be nullable: with a [CorruptRecord] column, the columns of a malformed record are null.");
    }
}
