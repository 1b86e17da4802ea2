using System.Text;

namespace ReactiveEtl;

/// <summary>Reads the records of batches that share a plan: files to blocks to columns, through the plan's conditions, a vector at a time.</summary>
/// <remarks>
/// Invariants: only the columns that the plan or an output reads are stored; every record is counted in exactly one bucket. Keeps its buffers from batch to
/// batch, so it is for one consumer and one thread at a time.
/// </remarks>
internal sealed class BatchScan
{
    private const int MaxText = 4096;

    private readonly RowPlan _plan;
    private readonly IReadOnlyList<VectorExpression> _filters;
    private readonly ExactParser? _parser;
    private readonly ColumnBatch? _columns;
    private readonly VectorScope _scope;

    /// <summary>A scan for these outputs; nothing else is kept of a record.</summary>
    public BatchScan(RowPlan plan, params IEnumerable<VectorExpression> outputs)
    {
        _plan = plan;
        _filters = plan.Lower().Filters;
        if (plan.Input is FileInput files)
        {
            var read = _filters.Concat(outputs).SelectMany(output => output.Tree()).OfType<ColumnReference>().Select(reference => reference.Column).ToHashSet();
            if (files.Format.CorruptRecordColumn >= 0) read.Add(files.Format.CorruptRecordColumn);
            _columns = new ColumnBatch(files.Format, read);
            _parser = new ExactParser(files.Format);
        }

        _scope = new VectorScope(_columns, ColumnBatch.DefaultCapacity);
    }

    /// <summary>The file that is being read, or was last; null before the first.</summary>
    public string? File { get; private set; }

    /// <summary>The place in the batch of the slice that is being read, or was last.</summary>
    public int SliceIndex { get; private set; }

    /// <summary>Pushes the rows that pass the conditions, a vector at a time; the scope is valid during the call only.</summary>
    /// <exception cref="FileChangedException">A file is not what was recorded.</exception>
    /// <exception cref="MalformedRecordException">A record is malformed and the policy is FailFast.</exception>
    public ScanCounts Run(MicroBatch batch, Action<VectorScope> onVector, Action<RefusedRecord>? onRefused, CancellationToken cancellation)
    {
        var counts = default(ScanCounts);
        if (_plan.Input is FileInput files)
        {
            for (SliceIndex = 0; SliceIndex < batch.Slices.Count; SliceIndex++) ScanSlice(files, batch.Slices[SliceIndex], onVector, onRefused, ref counts, cancellation);
        }
        else
        {
            ScanMemory(batch, onVector, ref counts, cancellation);
        }

        return counts;
    }

    private void ScanSlice(FileInput files, Slice slice, Action<VectorScope> onVector, Action<RefusedRecord>? onRefused, ref ScanCounts counts, CancellationToken cancellation)
    {
        var line = 1L;
        File = slice.File.Path;
        using var reader = new BlockReader(files.Store, slice, files.Options.MaxRecordBytes);
        while (reader.Read(out var block))
        {
            using (block)
            {
                cancellation.ThrowIfCancellationRequested();
                if (block.IsOversized) ScanOversized(files, slice, block, line, onVector, onRefused, ref counts);
                else ScanBlock(files, slice, block, line, onVector, onRefused, ref counts);
                line += block.IsOversized ? 1 : block.Bytes.Span.Count((byte)'\n');
            }
        }

        counts.Files++;
        counts.Bytes += slice.Length;
    }

    private void ScanBlock(FileInput files, Slice slice, Block block, long line, Action<VectorScope> onVector, Action<RefusedRecord>? onRefused, ref ScanCounts counts)
    {
        var bytes = block.Bytes.Span;
        var position = 0;
        var counted = 0;
        while (position < bytes.Length)
        {
            _columns!.Clear();
            while (!_parser!.Parse(bytes, ref position, _columns, out var error))
            {
                counts.Read++;
                // From the refused record before on: from the block's start it would be quadratic.
                line += bytes[counted..error.Start].Count((byte)'\n');
                counted = error.Start;
                var text = bytes.Slice(error.Start, error.Length);
                Refuse(files, new RefusedRecord(RefusedKind.Malformed, slice.File.Path, line, block.Offset + error.Start, error.Length, error.Reason, Cut(text)), onRefused, ref counts);
            }

            counts.Read += _columns.Count;
            Push(_columns.Count, onVector, ref counts);
        }
    }

    private void ScanOversized(FileInput files, Slice slice, Block block, long line, Action<VectorScope> onVector, Action<RefusedRecord>? onRefused, ref ScanCounts counts)
    {
        counts.Read++;
        if (!files.Format.KeepsMalformed)
        {
            var reason = $"longer than MaxRecordBytes ({files.Options.MaxRecordBytes})";
            Refuse(files, new RefusedRecord(RefusedKind.Malformed, slice.File.Path, line, block.Offset, block.RecordLength, reason, Cut(block.Bytes.Span)), onRefused, ref counts);
            return;
        }

        _columns!.Clear();
        _parser!.AddCorrupt(block.Bytes.Span, _columns);
        Push(_columns.Count, onVector, ref counts);
    }

    private static void Refuse(FileInput files, RefusedRecord record, Action<RefusedRecord>? onRefused, ref ScanCounts counts)
    {
        counts.Malformed++;
        if (files.Options.Malformed == MalformedPolicy.FailFast) throw new MalformedRecordException(record.File, record.Line, record.Offset, record.Reason);
        if (files.Options.Malformed == MalformedPolicy.Permissive) onRefused?.Invoke(record);
    }

    private void ScanMemory(MicroBatch batch, Action<VectorScope> onVector, ref ScanCounts counts, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var row in batch.MemoryRows!)
        {
            _scope.MemoryRows.Set(count++, row);
            if (count < _scope.Capacity) continue;
            cancellation.ThrowIfCancellationRequested();
            counts.Read += count;
            Push(count, onVector, ref counts);
            count = 0;
        }

        counts.Read += count;
        Push(count, onVector, ref counts);
    }

    private void Push(int count, Action<VectorScope> onVector, ref ScanCounts counts)
    {
        if (count == 0) return;
        _scope.Begin(count);
        foreach (var filter in _filters) counts.Filtered += _scope.Filter(filter);
        if (_scope.Count > 0) onVector(_scope);
    }

    private static string Cut(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text.Length > MaxText ? text[..MaxText] : text);
}
