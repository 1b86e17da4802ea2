using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace ReactiveEtl;

/// <summary>Which member of an object gives back which argument of its constructor.</summary>
internal static class ConstructedMembers
{
    /// <summary>The name of the member, or null where none is sure to: anonymous types say it, records by the name of an auto-property, value tuples by place.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A property that was trimmed is one that nobody reads; then its value needs no name.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "As above.")]
    public static string? NameOf(NewExpression made, int argument)
    {
        if (made.Members is { } members) return members[argument].Name;
        var parameter = made.Constructor!.GetParameters()[argument];
        var property = made.Type.GetProperties().FirstOrDefault(p => string.Equals(p.Name, parameter.Name, StringComparison.OrdinalIgnoreCase) && p.PropertyType == parameter.ParameterType);
        return property is not null && FlatMember.IsPlainProperty(property) ? property.Name : null;
    }
}
