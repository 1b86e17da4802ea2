using System.Runtime.CompilerServices;

namespace ReactiveEtl.Benchmarks;

/// <summary>The index of each vector of a block.</summary>
internal sealed unsafe class ShapeTokens
{
    private readonly ShapeBlock _block;
    private readonly (int[] Places, byte[] Tokens, int Count, bool HasEscapes)[] _found;

    public ShapeTokens(ShapeBlock block)
    {
        _block = block;
        _found = new (int[], byte[], int, bool)[block.Vectors];
        for (var vector = 0; vector < block.Vectors; vector++)
        {
            var lines = block[vector];
            var room = lines.Starts[lines.Count] - lines.Starts[0] + StructuralIndexKernel.Slack;
            _found[vector] = (GC.AllocateArray<int>(room, pinned: true), GC.AllocateArray<byte>(room, pinned: true), 0, false);
            var count = Find(vector);
            if (count < 0) throw new InvalidOperationException("A vector has no index.");
            _found[vector].Count = count;
        }
    }

    /// <summary>Finds the tokens of a vector once more, and says how many there are.</summary>
    public int Find(int vector)
    {
        var lines = _block[vector];
        ref var found = ref _found[vector];
        return StructuralIndexKernel.Find(_block.Bytes, lines.Starts[0], lines.Starts[lines.Count], Pinned(found.Places), Pinned(found.Tokens), out found.HasEscapes);
    }

    public StructuralIndex this[int vector] =>
        new(_block.Bytes, Pinned(_found[vector].Places), Pinned(_found[vector].Tokens), _found[vector].Count, _found[vector].HasEscapes);

    private static T* Pinned<T>(T[] array)
        where T : unmanaged => (T*)Unsafe.AsPointer(ref array[0]);
}
