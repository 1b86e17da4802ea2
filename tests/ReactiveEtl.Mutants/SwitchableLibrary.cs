using System.Globalization;
using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ReactiveEtl.Mutants;

/// <summary>The library with all mutants, of which one is switched on while the process runs. Stryker's own switch reads the environment, once, and tells nothing.</summary>
/// <remarks>Its fields are static, since the mutated code asks a static method: one of them a process.</remarks>
internal sealed class SwitchableLibrary
{
    public const string FileName = "ReactiveEtl.dll";
    public const int None = -1;

    private const string ControlName = "MutantControl";
    private const string ActiveName = "ActiveMutant";
    private const string ReachedName = "Reached";
    private const string AskName = "IsActive";

    private readonly byte[] _reached = new byte[1 << 16];
    private readonly FieldInfo _active;

    public SwitchableLibrary()
    {
        var control = Assembly.Load("ReactiveEtl").GetTypes().Single(type => type.Name == ControlName);
        const BindingFlags all = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        _active = control.GetField(ActiveName, all)!;
        control.GetField(ReachedName, all)!.SetValue(null, _reached);
        Switch(None);
    }

    public void Switch(int mutant) => _active.SetValue(null, mutant);

    public void ClearReached() => Array.Clear(_reached);

    public IEnumerable<int> Reached() => _reached.Index().Where(mutant => mutant.Item != 0).Select(mutant => mutant.Index);

    /// <summary>Writes a library that notes which mutants its code asked for; gives the numbers of those that it asks for anywhere (the others did not compile).</summary>
    public static HashSet<int> Patch(string from, string to)
    {
        using var module = ModuleDefinition.ReadModule(from);
        var control = module.Types.Single(type => type.Name == ControlName);
        var reached = new FieldDefinition(ReachedName, Mono.Cecil.FieldAttributes.Public | Mono.Cecil.FieldAttributes.Static, new ArrayType(module.TypeSystem.Byte));
        control.Fields.Add(reached);
        Rewrite(control.Methods.Single(method => method.Name == AskName), control.Fields.Single(field => field.Name == ActiveName), reached);
        module.Write(to);
        return [.. module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).SelectMany(Asked)];
    }

    // Reached[id] = 1; return id == ActiveMutant;
    private static void Rewrite(MethodDefinition ask, FieldDefinition active, FieldDefinition reached)
    {
        ask.Body = new Mono.Cecil.Cil.MethodBody(ask);
        var code = ask.Body.GetILProcessor();
        code.Emit(OpCodes.Ldsfld, reached);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4_1);
        code.Emit(OpCodes.Stelem_I1);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldsfld, active);
        code.Emit(OpCodes.Ceq);
        code.Emit(OpCodes.Ret);
    }

    private static IEnumerable<int> Asked(MethodDefinition method) => method.Body.Instructions
        .Where(call => call.Operand is MethodReference { Name: AskName, DeclaringType.Name: ControlName })
        .Select(call => Number(call.Previous));

    // The small numbers have instructions of their own.
    private static int Number(Instruction constant) => constant.Operand is { } operand ? Convert.ToInt32(operand, CultureInfo.InvariantCulture) : constant.OpCode.Code - Code.Ldc_I4_0;
}
