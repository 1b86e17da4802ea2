namespace ReactiveEtl;

/// <summary>The outlines that lines of late had, and the tokens of a vector's lines beside their index.</summary>
/// <remarks>Invariants: an outline stands in the table where the hash of its kinds says. One thread.</remarks>
internal sealed unsafe class LineOutlines
{
    private readonly IndexedColumn[] _columns;
    private readonly LineOutline[] _table = new LineOutline[OutlineKernel.TableSize];
    private readonly int[] _first;
    private readonly byte[] _outlineOf;
    private readonly FormTrial _trial = new();
    private bool _hasScalars;

    public LineOutlines(IndexedColumn[] columns, int capacity)
    {
        _columns = columns;
        _first = GC.AllocateUninitializedArray<int>(capacity + LineKernel.Slack, pinned: true);
        _outlineOf = new byte[capacity];
        Array.Fill(_table, LineOutline.None);
    }

    /// <summary>Whether so few lines have an outline that looking for one does not pay; to be asked once a vector.</summary>
    public bool IsGivenUp()
    {
        if (_trial.IsGivenUp(out var isNew)) return true;
        if (!isNew) return false;
        Array.Fill(_table, LineOutline.None);
        _hasScalars = false;
        return false;
    }

    /// <summary>Finds the lines' tokens, and notes the values of those lines that have an outline.</summary>
    /// <param name="index">The tokens of the lines.</param>
    /// <param name="lines">How many lines.</param>
    /// <param name="matched">Gets the numbers of the lines that have one.</param>
    /// <param name="others">Gets the numbers of the others.</param>
    /// <returns>How many have one.</returns>
    public int Match(in StructuralIndex index, int lines, Span<int> matched, Span<int> others)
    {
        fixed (int* first = _first)
        {
            LineKernel.Find(index.Tokens, index.Count, 0, int.MaxValue, lines, first);
            var found = OutlineKernel.Match(index, first, lines, _table, _columns, _outlineOf, matched, others);
            if (_hasScalars) found = CheckScalars(index, lines, matched[..found], others);
            _trial.Matched(found * 2 > lines);
            return found;
        }
    }

    /// <summary>Which token of the vector is a line's first.</summary>
    public int FirstTokenOf(int line) => _first[line];

    /// <summary>Learns from a line that the walk accepted.</summary>
    public void Learn(in StructuralIndex index, int line)
    {
        var (first, count) = (_first[line], _first[line + 1] - _first[line]);
        var kinds = OutlineKernel.KindsOf(index.Tokens + first, count);
        if (LineOutline.Of(index.Block, new ReadOnlySpan<int>(index.Places + first, count), kinds, _columns) is not { } outline) return;
        _table[OutlineKernel.PlaceOf(kinds)] = outline;
        _hasScalars |= outline.Scalars.Length > 0;
    }

    /// <summary>Moves the lines with a number or literal name that is none to the others; gives how many stay.</summary>
    private int CheckScalars(in StructuralIndex index, int lines, Span<int> matched, Span<int> others)
    {
        var kept = 0;
        for (var i = 0; i < matched.Length; i++)
        {
            var line = matched[i];
            if (AreScalars(index, index.Places + _first[line], _table[_outlineOf[line]].Scalars)) matched[kept++] = line;
            else others[lines - matched.Length + i - kept] = line;
        }

        return kept;
    }

    private static bool AreScalars(in StructuralIndex index, int* places, int[] scalars)
    {
        foreach (var scalar in scalars)
        {
            if (!IndexWalkKernel.IsScalar(index.Block, places[scalar])) return false;
        }

        return true;
    }
}
