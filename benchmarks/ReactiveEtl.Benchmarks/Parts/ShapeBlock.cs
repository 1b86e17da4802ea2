namespace ReactiveEtl.Benchmarks;

/// <summary>A block of one shape, cut into vectors as the parser cuts it; pinned for good.</summary>
internal sealed unsafe class ShapeBlock
{
    private readonly List<(int[] Starts, int Count)> _vectors = [];
    private readonly int[] _open = new int[ColumnBatch.DefaultCapacity];

    public ShapeBlock(string shape)
    {
        var lines = ParserBenchmarks.BlockOf(shape);
        Length = lines.Length;
        var padded = GC.AllocateArray<byte>(Length + Block.Padding, pinned: true);
        lines.CopyTo(padded, 0);
        Bytes = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref padded[0]);
        Padded = padded;
        for (var position = 0; position < Length;)
        {
            var starts = NewStarts();
            var count = FindLines(position, starts);
            _vectors.Add((starts, count));
            position = starts[count];
        }
    }

    /// <summary>The columns that all shapes have.</summary>
    public static RecordFormat Format { get; } =
        new([.. RowSchema.Parse("time timestamp, action string").Select(column => new ColumnFormat(column))], TimeZoneInfo.Utc, MalformedPolicy.Permissive);

    public byte* Bytes { get; }

    /// <summary>The bytes without the zeros behind them.</summary>
    public int Length { get; }

    public int Vectors => _vectors.Count;

    /// <summary>Keeps what <see cref="Bytes"/> points at.</summary>
    public byte[] Padded { get; }

    public static int[] NewStarts() => GC.AllocateArray<int>(ColumnBatch.DefaultCapacity + LineKernel.Slack, pinned: true);

    /// <summary>Finds the lines of the next vector; the starts are pinned.</summary>
    public int FindLines(int position, int[] starts)
    {
        fixed (int* pinned = starts) return LineKernel.Find(Bytes, Length, position, RecordParser.VectorBytes, ColumnBatch.DefaultCapacity, pinned);
    }

    /// <summary>The lines of a vector, all of them open; until the next one is asked for.</summary>
    public LineVector this[int vector]
    {
        get
        {
            var (starts, count) = _vectors[vector];
            // Pinned where it was made.
            return new LineVector(Bytes, Length, (int*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref starts[0]), count, _open);
        }
    }
}
