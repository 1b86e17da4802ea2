using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace ReactiveEtl.Mutants;

/// <summary>A test with its arguments, run without xunit's runner: hundreds of thousands of runs in one process.</summary>
/// <param name="Name">Type, method and, of a theory, the number of the row: the same in each process.</param>
/// <param name="Method">What is run.</param>
/// <param name="Arguments">Of the types of its parameters.</param>
internal sealed record TestCase(string Name, MethodInfo Method, object?[] Arguments)
{
    /// <summary>Of the method, which several cases may share.</summary>
    public static string Family(string name) => name.Split('#')[0];

    /// <summary>Within the namespace of the tests.</summary>
    public static string TypeOf(string name) => Family(name)[..Family(name).LastIndexOf('.')];

    /// <summary>What failed, null if nothing did.</summary>
    public string? Run()
    {
        object? instance = null;
        try
        {
            if (!Method.IsStatic) instance = Activator.CreateInstance(Method.DeclaringType!);
            var result = Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, Arguments, null);
            if (result is ValueTask value) result = value.AsTask();
            (result as Task)?.GetAwaiter().GetResult();
            return null;
        }
        catch (Exception failure)
        {
            var isSkipped = failure.Message.StartsWith(DynamicSkipToken.Value, StringComparison.Ordinal);
            return isSkipped ? null : $"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ").Replace('\t', ' ')}";
        }
        finally
        {
            Dispose(instance);
        }
    }

    /// <summary>The cases of namespaces (<c>Json</c>) or types (<c>Json.SlotTests</c>), in the same order in each process.</summary>
    public static List<TestCase> Find(string[] names)
    {
        var types = Assembly.Load("ReactiveEtl.Tests").GetTypes().Where(type => type.IsClass && names.Any(name => IsOf(type, name)));
        return [.. types.OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(OfType)];
    }

    private static bool IsOf(Type type, string name) => $"{type.FullName}.".StartsWith($"ReactiveEtl.Tests.{name}.", StringComparison.Ordinal);

    // Types that want a fixture are left out: only the runner makes those.
    private static IEnumerable<TestCase> OfType(Type type)
    {
        var isStatic = type.IsAbstract && type.IsSealed;
        if (!isStatic && (type.IsAbstract || type.GetConstructor([]) is null)) return [];
        return type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).SelectMany(OfMethod);
    }

    private static IEnumerable<TestCase> OfMethod(MethodInfo method)
    {
        var attributes = method.GetCustomAttributes().ToList();
        if (attributes.OfType<IFactAttribute>().FirstOrDefault() is not { Skip: null }) return [];
        var name = $"{method.DeclaringType!.FullName!["ReactiveEtl.Tests.".Length..]}.{method.Name}";
        if (method.GetParameters().Length == 0) return [new TestCase(name, method, [])];
        return attributes.OfType<IDataAttribute>().SelectMany(data => Rows(data, method)).Select((row, number) => new TestCase($"{name}#{number}", method, row));
    }

    private static IEnumerable<object?[]> Rows(IDataAttribute data, MethodInfo method)
    {
        var types = method.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        var rows = data.GetData(method, new DisposalTracker()).AsTask().GetAwaiter().GetResult();
        return rows.Select(row => TypeHelper.ConvertArguments(method.ResolveMethodArguments(row.GetData()), types));
    }

    // What fails here fails because of what the test saw before.
    private static void Dispose(object? instance)
    {
        try
        {
            if (instance is IAsyncDisposable later) later.DisposeAsync().AsTask().GetAwaiter().GetResult();
            else (instance as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // The test's own failure was told.
        }
    }
}
