using System.Runtime.InteropServices;

namespace ReactiveEtl.Tests.Json;

/// <summary>Bytes as kernels read them: pinned, with the padding of a block behind them and other bytes before the first.</summary>
/// <remarks>Invariant: what stands before and behind the bytes is the same for all that are set.</remarks>
internal sealed unsafe class PinnedBytes
{
    private readonly byte[] _bytes;
    private readonly int _first;

    /// <param name="capacity">How many bytes there can be.</param>
    /// <param name="before">What stands before them.</param>
    public PinnedBytes(int capacity, ReadOnlySpan<byte> before = default)
    {
        _bytes = GC.AllocateArray<byte>(before.Length + capacity + Block.Padding, pinned: true);
        before.CopyTo(_bytes);
        _first = before.Length;
    }

    /// <summary>The first byte.</summary>
    public byte* Start => (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, _first);

    public int Length { get; private set; }

    /// <summary>The bytes with the padding behind them.</summary>
    public ReadOnlySpan<byte> Padded => _bytes.AsSpan(_first, Length + Block.Padding);

    /// <summary>Puts other bytes there.</summary>
    public PinnedBytes Set(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AsSpan(_first).Clear();
        bytes.CopyTo(_bytes.AsSpan(_first));
        Length = bytes.Length;
        return this;
    }
}
