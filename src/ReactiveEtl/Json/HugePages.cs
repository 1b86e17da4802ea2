using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ReactiveEtl;

/// <summary>Makes arrays that are read at random places.</summary>
/// <remarks>
/// With pages of 4 KB a lookup in an array of 50 MB waits for the page table as long as for the memory itself, and each page is a fault when it is first touched.
/// Linux gives 2 MB pages to whom asks for them; elsewhere, and where it has none, the array is as any other. Measured: benchmarks/results/amd-epyc-parts.md.
/// </remarks>
internal static partial class HugePages
{
    private const int PageSize = 1 << 21;
    private const int HugePageAdvice = 14;

    /// <summary>An array of defaults.</summary>
    public static unsafe T[] NewArray<T>(int length)
        where T : unmanaged
    {
        var size = (nuint)length * (nuint)sizeof(T);
        if (size < PageSize || !OperatingSystem.IsLinux()) return new T[length];
        // Pinned, so that the advice stays with it.
        var array = GC.AllocateArray<T>(length, pinned: true);
        var start = ((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + PageSize - 1) & ~(nuint)(PageSize - 1);
        var end = ((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + size) & ~(nuint)(PageSize - 1);
        // Advice alone: where it is not taken, nothing is lost.
        if (end > start) _ = Advise(start, end - start, HugePageAdvice);
        return array;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
