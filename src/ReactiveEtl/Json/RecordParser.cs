using System.Diagnostics;

namespace ReactiveEtl;

/// <summary>JSON lines to column vectors: by the path that is fastest for such lines, and by the exact parser where that is not sure.</summary>
/// <remarks>
/// Invariants: which lines are records, their values and the reasons are the exact parser's on every path; rows are in the order of their lines. Fills one
/// batch, over and over. One thread.
/// </remarks>
internal sealed unsafe class RecordParser
{
#if DEBUG
    public const int VectorBytes = 150;
#else
    // Lines and vectors stay in the second cache together.
    public const int VectorBytes = 64 << 10;
#endif

    private readonly ColumnBatch _batch;
    private readonly ColumnSlot[] _columns;
    private readonly int _corruptRecord;
    private readonly ExactParser _exact;
    private readonly LayoutPath _layouts;
    private readonly TemplatePath _templates;
    private readonly IndexPath _index;
    private readonly PathChoice _choice;
    private readonly int[] _starts;
    private readonly int[] _open;
    private readonly int[] _kept;

    /// <summary>A parser that fills a batch; by one path only where one is named.</summary>
    public RecordParser(RecordFormat format, ColumnBatch batch, ParserPath? path = null)
    {
        _batch = batch;
        OnlyPath = path;
        _choice = new PathChoice(path);
        var values = new ValueReader(format.TimeZone);
        _columns = [.. format.Columns.Select((column, place) => new ColumnSlot(column, place, values))];
        _corruptRecord = format.CorruptRecordColumn;
        _exact = new ExactParser(format);
        _layouts = new LayoutPath(_columns, _corruptRecord, batch.Capacity);
        _templates = new TemplatePath(_columns, _corruptRecord);
        _index = new IndexPath(_columns, _corruptRecord, batch.Capacity);
        _starts = GC.AllocateUninitializedArray<int>(batch.Capacity + LineKernel.Slack, pinned: true);
        _open = new int[batch.Capacity];
        _kept = new int[batch.Capacity];
    }

    /// <summary>How many lines were taken so far by what was learned of lines before, and by the index.</summary>
    public (long Layouts, long Templates, long Outlines, long Index) Taken => (_layouts.Taken, _templates.Taken, _index.TakenByOutlines, _index.Taken);

    /// <summary>The path that it takes always; null where it chooses.</summary>
    public ParserPath? OnlyPath { get; }

    /// <summary>Reads the next vector of lines into the batch, and moves the position behind them.</summary>
    /// <param name="padded">The lines of a block with the zeros behind them.</param>
    /// <param name="position">The start of a line.</param>
    /// <param name="errors">Gets the malformed records, in order; what was in it is removed.</param>
    /// <returns>How many lines were read, with blank and malformed ones.</returns>
    public int Parse(ReadOnlySpan<byte> padded, ref int position, List<RecordError> errors)
    {
        errors.Clear();
        _batch.Clear();
        foreach (var column in _columns) column.Begin(_batch);
        fixed (byte* block = padded)
        fixed (int* starts = _starts)
        {
            var length = padded.Length - Block.Padding;
            var count = LineKernel.Find(block, length, position, VectorBytes, _batch.Capacity, starts);
            var lines = new LineVector(block, length, starts, count, _open);
            var path = _choice.Next;
            var start = Stopwatch.GetTimestamp();
            var open = Take(lines, path);
            _batch.Count = Finish(lines, open, errors);
            NumberLines(count);
            _choice.Took((double)(Stopwatch.GetTimestamp() - start) / (starts[count] - position));
            position = starts[count];
            return count;
        }
    }

    /// <summary>Makes a row of a record that is too long to be read. Only where the corrupt-record column keeps it.</summary>
    public void SetCorrupt(ReadOnlySpan<byte> text)
    {
        _batch.Clear();
        _exact.SetCorrupt(text, _batch, 0);
        _batch.Lines?[0] = 0;
        _batch.Count = 1;
    }

    /// <summary>Where a line of the last vector begins in its block.</summary>
    public int StartOf(int line) => _starts[line];

    /// <summary>Writes the line of each record, where somebody asks.</summary>
    private void NumberLines(int lines)
    {
        if (_batch.Lines is not { } numbers) return;
        if (_batch.Count < lines) _kept.AsSpan(0, _batch.Count).CopyTo(numbers);
        else for (var row = 0; row < lines; row++) numbers[row] = row;
    }

    private int Take(in LineVector lines, ParserPath path)
    {
        if (path == ParserPath.Exact) return lines.Count;
        if (_corruptRecord >= 0)
        {
            for (var row = 0; row < lines.Count; row++) _columns[_corruptRecord].Vector?.SetNull(row);
        }

        var open = lines.Count;
        if (path == ParserPath.Template) open = TakeLikeOthers(lines, open);
        return _index.Take(lines, open);
    }

    /// <summary>By what was learned from lines before; learns at most once a vector.</summary>
    private int TakeLikeOthers(in LineVector lines, int open)
    {
        if (!_layouts.IsGivenUp())
        {
            open = _layouts.Take(lines, open);
            if (open * 16 > lines.Count && _exact.Parse(Content(lines[lines.Open[0]]), _batch, lines.Open[0]) is null) _layouts.Learn(lines[lines.Open[0]]);
        }

        open = _templates.Take(lines, open);
        if (open * 16 > lines.Count && TryLearn(lines)) open = _templates.Take(lines, open);
        return open;
    }

    /// <summary>Learns from the first open line, if that is a record.</summary>
    private bool TryLearn(in LineVector lines)
    {
        var line = lines.Open[0];
        return _exact.Parse(Content(lines[line]), _batch, line) is null && _templates.TryLearn(lines[line]);
    }

    /// <summary>Reads the open lines by the exact parser and takes out the rows of those that are no records; gives how many rows stay.</summary>
    private int Finish(in LineVector lines, int open, List<RecordError> errors)
    {
        var (kept, next) = (0, 0);
        for (var i = 0; i < open; i++)
        {
            var line = lines.Open[i];
            for (; next < line; next++) _kept[kept++] = next;
            if (IsRecord(lines, line, errors)) _kept[kept++] = line;
            next = line + 1;
        }

        if (kept == next) return lines.Count;
        for (; next < lines.Count; next++) _kept[kept++] = next;
        foreach (var vector in _batch.Vectors) vector?.Compact(_kept.AsSpan(0, kept));
        return kept;
    }

    private bool IsRecord(in LineVector lines, int line, List<RecordError> errors)
    {
        var content = Content(lines[line]);
        if (content.IndexOfAnyExcept(" \t\r"u8) < 0) return false;
        if (_exact.Parse(content, _batch, line) is not { } reason || _exact.KeepsMalformed) return true;
        errors.Add(new RecordError(lines.Starts[line], content.Length, line, reason));
        return false;
    }

    /// <summary>A line without its end.</summary>
    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> line)
    {
        if (line[^1] == '\n') line = line[..^1];
        return line.TrimEnd((byte)'\r');
    }
}
