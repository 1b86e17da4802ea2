namespace ReactiveEtl;

/// <summary>Lines of any form by a structural index and a walk along it, which checks the grammar; then each column's values in a loop of their own.</summary>
/// <remarks>Invariant: <c>_places</c> holds for each column a place a line of the vector. Its arrays are pinned while the path lives.</remarks>
internal sealed unsafe class IndexPath : LinePath
{
    /// <summary>How many bytes are indexed at once; a longer line is for the exact parser, so that the index stays small.</summary>
    private const int MaxIndexed = 1 << 18;

    private readonly ColumnSlot[] _columns;
    private readonly IndexedColumn[] _names;
    private readonly int[] _places;
    private readonly int _capacity;
    private readonly bool[] _isOpen;
    private readonly int[] _walked;
    private int[] _index = GC.AllocateUninitializedArray<int>(1024, pinned: true);

    public IndexPath(ColumnSlot[] columns, int corruptRecordColumn, int capacity)
    {
        _columns = [.. columns.Where(column => column.Place != corruptRecordColumn)];
        _capacity = capacity;
        _places = GC.AllocateUninitializedArray<int>(Math.Max(1, _columns.Length * capacity), pinned: true);
        _isOpen = new bool[capacity];
        _walked = new int[capacity];
        fixed (int* places = _places)
        {
            _names = new IndexedColumn[_columns.Length];
            for (var i = 0; i < _names.Length; i++) _names[i] = new IndexedColumn(_columns[i].Format, places + (i * capacity));
        }
    }

    public override int Take(in LineVector lines, int open)
    {
        var candidates = lines.Open[..open];
        foreach (var line in candidates) _isOpen[line] = true;
        var walked = open == lines.Count && TryWalkAll(lines, out var count) ? count : WalkEach(lines, candidates);
        for (var i = 0; i < _columns.Length; i++) _columns[i].Run(new ColumnLoop(lines.Block, _walked.AsSpan(0, walked), _places.AsSpan(i * _capacity, _capacity), _isOpen, _columns[i]));
        var left = 0;
        foreach (var line in candidates)
        {
            if (_isOpen[line]) candidates[left++] = line;
            _isOpen[line] = false;
        }

        return left;
    }

    /// <summary>All lines with one index; false where that can't be made of them all.</summary>
    private bool TryWalkAll(in LineVector lines, out int walked)
    {
        walked = 0;
        var (start, end) = (lines.Starts[0], lines.Starts[lines.Count]);
        if (end - start > MaxIndexed || lines.Block[end - 1] != '\n' || !TryIndex(lines, start, end, out var count, out var hasEscapes)) return false;
        fixed (int* index = _index)
        {
            var at = index;
            for (var line = 0; line < lines.Count; line++)
            {
                if (IndexWalkKernel.TryWalk(lines.Block, ref at, index + count, _names, hasEscapes, line)) Walked(line, ref walked);
                else while (lines.Block[*at++] != '\n') { }
            }
        }

        return true;
    }

    /// <summary>Each line with an index of its own, so that a broken one does not hide those behind it.</summary>
    private int WalkEach(in LineVector lines, ReadOnlySpan<int> candidates)
    {
        var walked = 0;
        foreach (var line in candidates)
        {
            var (start, end) = (lines.Starts[line], lines.Starts[line + 1]);
            if (end - start > MaxIndexed || lines.Block[end - 1] != '\n' || !TryIndex(lines, start, end, out var count, out var hasEscapes)) continue;
            fixed (int* index = _index)
            {
                var at = index;
                if (IndexWalkKernel.TryWalk(lines.Block, ref at, index + count, _names, hasEscapes, line)) Walked(line, ref walked);
            }
        }

        return walked;
    }

    private void Walked(int line, ref int walked)
    {
        _isOpen[line] = false;
        _walked[walked++] = line;
    }

    private bool TryIndex(in LineVector lines, int start, int end, out int count, out bool hasEscapes)
    {
        // In the worst case every byte has a place; behind them, places of zeros, at which every walk ends.
        if (_index.Length < end - start + StructuralIndexKernel.Slack) _index = GC.AllocateUninitializedArray<int>(((end - start) * 2) + StructuralIndexKernel.Slack, pinned: true);
        fixed (int* index = _index) count = StructuralIndexKernel.Find(lines.Block, start, end, index, out hasEscapes);
        if (count < 0) return false;
        _index.AsSpan(count, 8).Fill(lines.Length);
        return true;
    }

    private readonly ref struct ColumnLoop(byte* block, ReadOnlySpan<int> lines, ReadOnlySpan<int> places, Span<bool> isOpen, ColumnSlot column) : ISlotLoop
    {
        private readonly byte* _block = block;
        private readonly ReadOnlySpan<int> _lines = lines;
        private readonly ReadOnlySpan<int> _places = places;
        private readonly Span<bool> _isOpen = isOpen;

        public void Run<TSlot>(TSlot slot)
            where TSlot : struct, ISlot => IndexWalkKernel.Read(_block, _lines, _places, _isOpen, column, slot);
    }
}
