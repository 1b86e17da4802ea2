using System.Runtime.InteropServices;

namespace ReactiveEtl.Benchmarks;

/// <summary>Reading, and arithmetic in registers that takes about as long as the library's work on the same bytes: how far two threads can scale on this machine at all.</summary>
internal static class ArithmeticJob
{
    private static ulong _sink;

    public static Task<JobOutcome> RunAsync(JobInput input) => ReadingJob.ReadAsync(input, static block =>
    {
        var sum = 0UL;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(block))
        {
            // Each multiplication waits for the one before: some 12 cycles for 8 bytes.
            sum = (sum ^ word) * 0x9E3779B97F4A7C15;
            sum = (sum ^ (sum >> 32)) * 0xC2B2AE3D27D4EB4F;
        }

        Volatile.Write(ref _sink, sum);
    });
}
