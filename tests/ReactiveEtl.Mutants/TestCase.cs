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

    /// <summary>The cases of namespaces (<c>Json</c>), types (<c>Json.SlotTests</c>) or methods, in the same order in each process.</summary>
    public static List<TestCase> Find(string[] names)
    {
        var types = Assembly.Load("ReactiveEtl.Tests").GetTypes().Where(type => type.IsClass).OrderBy(type => type.FullName, StringComparer.Ordinal);
        return [.. types.SelectMany(MethodsOf).Where(method => names.Any(name => IsWithin(NameOf(method), name))).SelectMany(OfMethod)];
    }

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}"["ReactiveEtl.Tests.".Length..];

    private static bool IsWithin(string method, string name) => $"{method}.".StartsWith($"{name}.", StringComparison.Ordinal);

    // Types that want a fixture are left out: only the runner makes those.
    private static IEnumerable<MethodInfo> MethodsOf(Type type)
    {
        var isStatic = type.IsAbstract && type.IsSealed;
        if (!isStatic && (type.IsAbstract || type.GetConstructor([]) is null)) return [];
        var methods = type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly);
        return methods.Where(method => method.GetCustomAttributes().OfType<IFactAttribute>().FirstOrDefault() is { Skip: null });
    }

    private static IEnumerable<TestCase> OfMethod(MethodInfo method)
    {
        var name = NameOf(method);
        if (method.GetParameters().Length == 0) return [new TestCase(name, method, [])];
        var data = method.GetCustomAttributes().OfType<IDataAttribute>();
        return data.SelectMany(data => Rows(data, method)).Select((row, number) => new TestCase($"{name}#{number}", method, row));
    }

    private static IEnumerable<object?[]> Rows(IDataAttribute data, MethodInfo method)
    {
        var types = method.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        // What xunit's discoverer does; without it members of the type itself have no rows.
        if (data is ITypeAwareDataAttribute aware) aware.MemberType ??= method.ReflectedType;
        var rows = data.GetData(method, new DisposalTracker()).AsTask().GetAwaiter().GetResult();
        if (rows.Count == 0) throw new InvalidDataException($"{method.DeclaringType!.Name}.{method.Name} has no rows.");
        return rows.Select(row => TypeHelper.ConvertArguments(method.ResolveMethodArguments(row.GetData()), types));
    }

    // A test is judged by what it asserts: one that clears up badly is no kill.
    private static void Dispose(object? instance)
    {
        try
        {
            if (instance is IAsyncDisposable later) later.DisposeAsync().AsTask().GetAwaiter().GetResult();
            else (instance as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // Told neither as a kill nor as a failure of the baseline.
        }
    }
}
