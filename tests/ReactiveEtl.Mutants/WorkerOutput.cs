namespace ReactiveEtl.Mutants;

/// <summary>The worker's side of the pipe. What tests print goes nowhere.</summary>
internal static class WorkerOutput
{
    public static StreamWriter Open()
    {
        Console.SetOut(TextWriter.Null);
        Console.SetError(TextWriter.Null);
        return new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
    }
}
