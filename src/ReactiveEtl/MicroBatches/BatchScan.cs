using System.Text;

namespace ReactiveEtl;

/// <summary>Reads the records of batches that share a plan: files to blocks to columns, through the plan's conditions, a vector at a time.</summary>
/// <remarks>
/// Invariants: only the columns that the plan or an output reads are stored; every record is counted in exactly one bucket, and told, where it is refused,
/// once and in the order of the records, whichever stage refused it. Keeps its buffers from unit to unit, so it is for one worker at a time.
/// </remarks>
internal sealed class BatchScan
{
    private const int MaxText = 4096;

    private readonly RowPlan _plan;
    private readonly IReadOnlyList<VectorExpression> _filters;
    private readonly RecordParser? _parser;
    private readonly List<RecordError> _errors = [];

    /// <summary>What is refused of the vector that is being read: each stage tells of all its rows before the next one does.</summary>
    private readonly List<RefusedRecord> _refused = [];
    private readonly ColumnBatch? _columns;
    private readonly VectorScope _scope;

    /// <summary>A scan for these outputs; nothing else is kept of a record.</summary>
    public BatchScan(RowPlan plan, params IEnumerable<VectorExpression> outputs)
    {
        _plan = plan;
        var lowered = plan.Lower();
        _filters = lowered.Filters;
        if (plan.Input is FileInput files)
        {
            var read = _filters.Concat(outputs).Concat(lowered.StageInputs).SelectMany(output => output.Tree()).OfType<ColumnReference>().Select(reference => reference.Column).ToHashSet();
            if (files.Format.CorruptRecordColumn >= 0) read.Add(files.Format.CorruptRecordColumn);
            _columns = new ColumnBatch(files.Format, read) { Lines = lowered.MayRefuse ? new int[ColumnBatch.DefaultCapacity] : null };
            _parser = files.NewParser(_columns);
        }

        _scope = new VectorScope(_columns, ColumnBatch.DefaultCapacity) { Numbers = _columns is null && lowered.MayRefuse ? new int[ColumnBatch.DefaultCapacity] : _columns?.Lines };
    }

    /// <summary>The place in the batch of the slice that is being read, or was last.</summary>
    public int SliceIndex { get; private set; }

    /// <summary>How many lines the last part had.</summary>
    public long LinesOfLastPart { get; private set; }

    /// <summary>The texts of a column that an output reads; of a plan that reads files.</summary>
    public StringVector TextsOf(int column) => (StringVector)_columns!.Vectors[column]!;

    /// <summary>Adds the rows of a unit that pass the conditions to a result.</summary>
    /// <param name="unit">What to read.</param>
    /// <param name="result">Where the rows go, a vector at a time.</param>
    /// <param name="onRefused">Gets refused records in order, with the place of their slice; their lines are counted from the start of the part.</param>
    /// <param name="cancellation">Asked before each block.</param>
    /// <exception cref="FileChangedException">A file is not what was recorded.</exception>
    /// <exception cref="MalformedRecordException">A record is malformed and the policy is FailFast.</exception>
    public ScanCounts Scan(ScanUnit unit, PartialResult result, Action<int, RefusedRecord> onRefused, CancellationToken cancellation)
    {
        var counts = default(ScanCounts);
        _refused.Clear();
        var files = (FileInput)_plan.Input;
        var store = files.Store.StoppedBy(cancellation);
        using var opened = new OpenedParts(store, files.Options, unit.Parts);
        foreach (var (part, slice) in unit.Parts)
        {
            SliceIndex = slice;
            using var reader = new BlockReader(store, part, files.Options.MaxRecordBytes, compression: files.Options.CompressionOf(part.Slice.File.Path), opened: opened.Take());
            ScanPart(files, reader, part, result, record => onRefused(slice, record), ref counts, cancellation);
        }

        return counts;
    }

    /// <summary>Adds rows that are in memory already and pass the conditions to a result.</summary>
    public ScanCounts Scan(System.Collections.IEnumerable rows, PartialResult result, Action<RefusedRecord> onRefused, CancellationToken cancellation)
    {
        var counts = default(ScanCounts);
        var (count, number) = (0, 0);
        _refused.Clear();
        _scope.OnRefused = (row, refusal) => _refused.Add(refusal.InMemory(_scope.Numbers![row], _scope.MemoryRows.Values[row]));
        foreach (var row in rows)
        {
            if (_scope.Numbers is { } numbers) numbers[count] = number++;
            _scope.MemoryRows.Set(count++, row);
            if (count < _scope.Capacity) continue;
            cancellation.ThrowIfCancellationRequested();
            counts.Read += count;
            Push(count, result, onRefused, ref counts);
            count = 0;
        }

        counts.Read += count;
        Push(count, result, onRefused, ref counts);
        return counts;
    }

    private void ScanPart(FileInput files, BlockReader reader, SlicePart part, PartialResult result, Action<RefusedRecord> onRefused, ref ScanCounts counts, CancellationToken cancellation)
    {
        var line = 1L;
        while (reader.Read(out var block))
        {
            using (block)
            {
                cancellation.ThrowIfCancellationRequested();
                if (block.IsOversized) ScanOversized(files, part.Slice, block, line, result, onRefused, ref counts);
                line += block.IsOversized ? 1 : ScanBlock(files, part.Slice, block, line, result, onRefused, ref counts);
            }
        }

        LinesOfLastPart = line - 1;
        counts.Files += part.IsFirst ? 1 : 0;
        counts.Bytes += part.End - part.Start;
    }

    /// <summary>The vectors of a block; gives how many lines it has.</summary>
    private long ScanBlock(FileInput files, Slice slice, Block block, long line, PartialResult result, Action<RefusedRecord> onRefused, ref ScanCounts counts)
    {
        var first = line;
        for (var position = 0; position < block.Bytes.Length;)
        {
            var lines = _parser!.Parse(block.Padded.Span, ref position, _errors);
            foreach (var error in _errors)
            {
                var text = block.Bytes.Span.Slice(error.Start, error.Length);
                Refuse(files, new RefusedRecord(RefusedKind.Malformed, slice.File.Path, line + error.Line, block.Offset + error.Start, error.Length, error.Reason, Cut(text)), ref counts);
            }

            counts.Read += _errors.Count + _columns!.Count;
            var vector = line;
            if (_columns.Lines is { } numbers) _scope.OnRefused = (row, refusal) => _refused.Add(Refused(slice, block, vector, numbers[row], refusal));
            Push(_columns.Count, result, onRefused, ref counts);
            line += lines;
        }

        return line - first;
    }

    private void ScanOversized(FileInput files, Slice slice, Block block, long line, PartialResult result, Action<RefusedRecord> onRefused, ref ScanCounts counts)
    {
        counts.Read++;
        if (!files.Format.KeepsMalformed)
        {
            var reason = $"longer than MaxRecordBytes ({files.Options.MaxRecordBytes})";
            Refuse(files, new RefusedRecord(RefusedKind.Malformed, slice.File.Path, line, block.Offset, block.RecordLength, reason, Cut(block.Bytes.Span)), ref counts);
            TellRefused(onRefused);
            return;
        }

        _parser!.SetCorrupt(block.Bytes.Span);
        _scope.OnRefused = (_, refusal) => _refused.Add(refusal.At(slice.File.Path, line, block.Offset, block.RecordLength, Cut(block.Bytes.Span)));
        Push(_columns!.Count, result, onRefused, ref counts);
    }

    /// <summary>A record of the last vector that is refused after it was read.</summary>
    private RefusedRecord Refused(Slice slice, Block block, long vector, int line, Refusal refusal)
    {
        var start = _parser!.StartOf(line);
        var bytes = block.Bytes.Span[start..];
        var end = bytes.IndexOf((byte)'\n');
        var text = (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)'\r');
        return refusal.At(slice.File.Path, vector + line, block.Offset + start, text.Length, Cut(text));
    }

    private void Refuse(FileInput files, RefusedRecord record, ref ScanCounts counts)
    {
        counts.Malformed++;
        if (files.Options.Malformed == MalformedPolicy.FailFast) throw new MalformedRecordException(record.File, record.Line, record.Offset, record.Reason);
        if (files.Options.Malformed == MalformedPolicy.Permissive) _refused.Add(record);
    }

    /// <summary>The rows of a vector, and then what was refused of it.</summary>
    private void Push(int count, PartialResult result, Action<RefusedRecord> onRefused, ref ScanCounts counts)
    {
        if (count > 0)
        {
            _scope.Begin(count);
            foreach (var filter in _filters) counts.Filtered += _scope.Filter(filter);
            counts.Filtered += result.Add(_scope);
        }

        TellRefused(onRefused);
    }

    private void TellRefused(Action<RefusedRecord> onRefused)
    {
        if (_refused.Count == 0) return;
        _refused.Sort(static (one, other) => one.Offset.CompareTo(other.Offset));
        foreach (var record in _refused) onRefused(record);
        _refused.Clear();
    }

    private static string Cut(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text.Length > MaxText ? text[..MaxText] : text);
}
