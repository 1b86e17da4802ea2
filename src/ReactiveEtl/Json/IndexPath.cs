namespace ReactiveEtl;

/// <summary>Lines of any form by a structural index and a walk along it, which checks the grammar; then each column's values in a loop of their own.</summary>
/// <remarks>Invariant: <c>_places</c> holds for each column a place a line of the vector. Its arrays are pinned while the path lives.</remarks>
internal sealed unsafe class IndexPath : LinePath
{
    /// <summary>How many bytes are indexed at once; a longer line is for the exact parser, so that the index stays small.</summary>
#if DEBUG
    // Tiny, so that tests have longer ones, and vectors whose lines are indexed one by one for their length.
    private const int MaxIndexed = 1 << 9;
#else
    private const int MaxIndexed = 1 << 18;
#endif

    private readonly ColumnSlot[] _columns;
    private readonly IndexedColumn[] _names;
    private readonly int[] _places;
    private readonly int _capacity;
    private readonly bool[] _isOpen;
    private readonly int[] _walked;
    private readonly int[] _others;
    private readonly LineOutlines _outlines;
    private int[] _tokenPlaces = [];
    private byte[] _tokens = [];

    public IndexPath(ColumnSlot[] columns, int corruptRecordColumn, int capacity)
    {
        _columns = [.. columns.Where(column => column.Place != corruptRecordColumn)];
        _capacity = capacity;
        _places = GC.AllocateUninitializedArray<int>(Math.Max(1, _columns.Length * capacity), pinned: true);
        _isOpen = new bool[capacity];
        _walked = new int[capacity];
        _others = new int[capacity];
        fixed (int* places = _places)
        {
            _names = new IndexedColumn[_columns.Length];
            for (var i = 0; i < _names.Length; i++) _names[i] = new IndexedColumn(_columns[i].Format, places + (i * capacity));
        }

        _outlines = new LineOutlines(_names, capacity);
    }

    /// <summary>How many lines it walked by their outlines so far.</summary>
    public long TakenByOutlines { get; private set; }

    public override int Take(in LineVector lines, int open)
    {
        var candidates = lines.Open[..open];
        foreach (var line in candidates) _isOpen[line] = true;
        var walked = open == lines.Count && TryIndex(lines, 0, lines.Count, out var index) ? WalkAll(lines, index) : WalkEach(lines, candidates);
        for (var i = 0; i < _columns.Length; i++) _columns[i].Run(new ColumnLoop(lines.Block, _walked.AsSpan(0, walked), _places.AsSpan(i * _capacity, _capacity), _isOpen, _others, _columns[i]));
        var left = 0;
        foreach (var line in candidates)
        {
            if (_isOpen[line]) candidates[left++] = line;
        }

        Taken += open - left;
        return left;
    }

    /// <summary>All lines with one index.</summary>
    private int WalkAll(in LineVector lines, in StructuralIndex index)
    {
        if (!_outlines.IsGivenUp()) return WalkByOutlines(lines, index);
        var (token, walked) = (0, 0);
        for (var line = 0; line < lines.Count; line++)
        {
            if (IndexWalkKernel.TryWalk(index, ref token, _names, line)) Walked(line, ref walked);
            else while (index.Tokens[token++] != '\n') { }
        }

        return walked;
    }

    /// <summary>Those that have an outline at once, the others one by one; learns from the first of them that can be walked.</summary>
    private int WalkByOutlines(in LineVector lines, in StructuralIndex index)
    {
        var walked = _outlines.Match(index, lines.Count, _walked, _others);
        TakenByOutlines += walked;
        foreach (var line in _walked.AsSpan(0, walked)) _isOpen[line] = false;
        var hasLearned = false;
        foreach (var line in _others.AsSpan(0, lines.Count - walked))
        {
            var token = _outlines.FirstTokenOf(line);
            if (!IndexWalkKernel.TryWalk(index, ref token, _names, line)) continue;
            Walked(line, ref walked);
            if (!hasLearned) _outlines.Learn(index, line);
            hasLearned = true;
        }

        return walked;
    }

    /// <summary>Each line with an index of its own, so that a broken one does not hide those behind it.</summary>
    private int WalkEach(in LineVector lines, ReadOnlySpan<int> candidates)
    {
        var walked = 0;
        foreach (var line in candidates)
        {
            var token = 0;
            if (TryIndex(lines, line, line + 1, out var index) && IndexWalkKernel.TryWalk(index, ref token, _names, line)) Walked(line, ref walked);
        }

        return walked;
    }

    private void Walked(int line, ref int walked)
    {
        _isOpen[line] = false;
        _walked[walked++] = line;
    }

    /// <summary>The index of some lines; false where they are too many bytes, the last one has no end, or a byte of them is not as it must be.</summary>
    private bool TryIndex(in LineVector lines, int first, int behind, out StructuralIndex index)
    {
        index = default;
        var (start, end) = (lines.Starts[first], lines.Starts[behind]);
        if (end - start > MaxIndexed || lines.Block[end - 1] != '\n') return false;
        // In the worst case every byte is a token.
        var needed = end - start + StructuralIndexKernel.Slack;
        if (_tokenPlaces.Length < needed)
        {
            _tokenPlaces = GC.AllocateUninitializedArray<int>(needed * 2, pinned: true);
            _tokens = GC.AllocateUninitializedArray<byte>(_tokenPlaces.Length, pinned: true);
        }

        fixed (int* places = _tokenPlaces)
        fixed (byte* tokens = _tokens)
        {
            var count = StructuralIndexKernel.Find(lines.Block, start, end, places, tokens, out var hasEscapes);
            if (count < 0) return false;
            index = new StructuralIndex(lines.Block, places, tokens, count, hasEscapes);
            return true;
        }
    }

    private readonly ref struct ColumnLoop(byte* block, ReadOnlySpan<int> lines, ReadOnlySpan<int> places, Span<bool> isOpen, Span<int> odd, ColumnSlot column) : ISlotLoop
    {
        private readonly byte* _block = block;
        private readonly ReadOnlySpan<int> _lines = lines;
        private readonly ReadOnlySpan<int> _places = places;
        private readonly Span<bool> _isOpen = isOpen;
        private readonly Span<int> _odd = odd;

        public void Run<TSlot>(TSlot slot)
            where TSlot : struct, ISlot => IndexWalkKernel.Read(_block, _lines, _places, _isOpen, _odd, column, slot);
    }
}
