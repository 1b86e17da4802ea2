namespace ReactiveEtl;

/// <summary>Short lines by layouts: where values are of one width and texts are few, a line is one comparison.</summary>
/// <remarks>Invariants: layout i is <c>_entries[i]</c> and column c's value in it <c>_layouts[i].Values[c]</c>.</remarks>
internal sealed class LayoutPath : LinePath
{
    private const int MaxLayouts = 16;

    private readonly ColumnSlot[] _columns;
    private readonly int _corruptRecordColumn;
    private readonly List<LineLayout> _layouts = [];
    private readonly LayoutKernel.Entry[] _entries = new LayoutKernel.Entry[MaxLayouts];
    private readonly sbyte[] _firstOfLength = new sbyte[LineLayout.MaxLength + 1];
    private readonly DigitsKernel.Place[] _places = new DigitsKernel.Place[MaxLayouts];
    private readonly LayoutKernel.TimePlace[] _times = new LayoutKernel.TimePlace[MaxLayouts];
    private readonly long[] _integers = new long[MaxLayouts];
    private readonly int[] _ids = new int[MaxLayouts];
    private readonly int[] _matched;
    private readonly sbyte[] _layoutOf;
    private readonly List<int> _failed = [];
    private readonly FormTrial _trial = new();

    public LayoutPath(ColumnSlot[] columns, int corruptRecordColumn, int capacity)
    {
        _columns = columns;
        _corruptRecordColumn = corruptRecordColumn;
        _matched = new int[capacity];
        _layoutOf = new sbyte[capacity];
        Array.Fill(_firstOfLength, LayoutKernel.None);
    }

    /// <summary>Whether so few lines have a layout that looking for one does not pay; to be asked once a vector.</summary>
    public bool IsGivenUp()
    {
        if (_trial.IsGivenUp(out var isNew)) return true;
        if (!isNew) return false;
        _layouts.Clear();
        Array.Fill(_firstOfLength, LayoutKernel.None);
        return false;
    }

    public override int Take(in LineVector lines, int open)
    {
        if (_layouts.Count == 0) return open;
        var left = LayoutKernel.Match(lines, lines.Open[..open], _matched, _firstOfLength, _entries, _layoutOf);
        var matched = _matched.AsSpan(0, open - left);
        _trial.Matched((open - left) * 2 > open);
        foreach (var column in _columns)
        {
            if (column.Place != _corruptRecordColumn) Read(column, lines, matched);
        }

        if (_failed.Count > 0)
        {
            foreach (var line in _failed.Distinct()) lines.Open[left++] = line;
            _failed.Clear();
            lines.Open[..left].Sort();
        }

        Taken += open - left;
        return left;
    }

    /// <summary>Learns from a line that the exact parser accepts; nothing where it has no layout, or there is no room for one more.</summary>
    public void Learn(ReadOnlySpan<byte> line)
    {
        _trial.Learned();
        if (_layouts.Count == MaxLayouts || LineLayout.Of(line, _columns, _corruptRecordColumn) is not { } layout) return;
        _entries[_layouts.Count] = new LayoutKernel.Entry { Least = layout.Least, Range = layout.Range, Next = _firstOfLength[layout.Length] };
        _firstOfLength[layout.Length] = (sbyte)_layouts.Count;
        _layouts.Add(layout);
    }

    /// <summary>Reads one column of all lines that have a layout.</summary>
    private void Read(ColumnSlot column, in LineVector lines, ReadOnlySpan<int> matched)
    {
        switch (column.Vector)
        {
            case null:
                break;
            case StringVector texts:
                for (var i = 0; i < _layouts.Count; i++) _ids[i] = texts.Dictionary.GetOrAdd(_layouts[i].Values[column.Place].Text);
                LayoutKernel.Fill<int>(matched, _layoutOf, _ids, texts.Values);
                break;
            case ColumnVector<long> integers when column.Kind == SlotKind.Boolean:
                for (var i = 0; i < _layouts.Count; i++) _integers[i] = _layouts[i].Values[column.Place].Integer;
                LayoutKernel.Fill<long>(matched, _layoutOf, _integers, integers.Values);
                break;
            case ColumnVector<long> integers:
                ReadNumbers(column, lines, matched, integers.Values);
                break;
            default:
                throw new InvalidOperationException($"No layout has a {column.Format.Type}.");
        }
    }

    private void ReadNumbers(ColumnSlot column, in LineVector lines, ReadOnlySpan<int> matched, Span<long> values)
    {
        var hasTimes = false;
        for (var i = 0; i < _layouts.Count; i++)
        {
            var value = _layouts[i].Values[column.Place];
            hasTimes |= value.Kind == LayoutValueKind.Time;
            _times[i] = value.Kind == LayoutValueKind.Time ? new LayoutKernel.TimePlace(value.Offset, value.Width) : default;
            _places[i] = new DigitsKernel.Place(value.Offset, value.Kind == LayoutValueKind.Time ? 1 : value.Width);
        }

        // A time as text also has a digit where the place looks: what that gives is written over.
        LayoutKernel.ReadDigits(lines, matched, _layoutOf, _places.AsSpan(0, _layouts.Count), column.Kind == SlotKind.Timestamp ? MicrosecondTime.PerSecond : 1, values);
        if (hasTimes) LayoutKernel.ReadTimes(lines, matched, _layoutOf, _times, values, _failed);
    }
}
