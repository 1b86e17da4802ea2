using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace ReactiveEtl;

/// <summary>Reads batches that share a plan: on several workers, each a unit at a time, whose results are joined in the order of the records.</summary>
/// <remarks>
/// Invariants: the answer depends on the units alone, never on which worker read them or when; of several faults the first in the order of the records is
/// told. One batch at a time; the caller is one of the workers, and a batch of one unit is read by it alone.
/// </remarks>
internal sealed class ParallelScan
{
    private readonly RowPlan _plan;
    private readonly VectorExpression[] _outputs;
    private readonly Func<PartialResult> _newResult;
    private readonly PartialResult _whole;
    private readonly List<BatchScan> _scans = [];
    private readonly List<PartialResult> _results = [];
    private readonly int _maxWorkers;
    private readonly long _unitSize;

    public ParallelScan(RowPlan plan, IEnumerable<VectorExpression> outputs, Func<PartialResult> newResult)
    {
        _plan = plan;
        _outputs = [.. outputs];
        _newResult = newResult;
        _whole = newResult();
        var options = (plan.Input as FileInput)?.Options;
        var isSerial = plan.Lower().NeedsRecordOrder || plan.Lower().Filters.Concat(_outputs).SelectMany(expression => expression.Tree()).Any(part => part.NeedsOneThread);
        _maxWorkers = isSerial ? 1 : options?.Parallelism ?? Environment.ProcessorCount;
        _unitSize = options?.UnitSize ?? ScanUnit.DefaultSize;
    }

    /// <summary>The place in the batch of the slice at which the last fault was met.</summary>
    public int FaultedSlice { get; private set; }

    /// <summary>Reads a batch; the result is valid until the next one.</summary>
    /// <param name="batch">The batch, of this plan.</param>
    /// <param name="onRefused">Gets refused records with the place of their slice, in order, one at a time.</param>
    /// <param name="cancellation">Asked before each block.</param>
    /// <exception cref="FileChangedException">A file is not what was recorded.</exception>
    /// <exception cref="MalformedRecordException">A record is malformed and the policy is FailFast.</exception>
    public (PartialResult Result, ScanCounts Counts) Run(MicroBatch batch, Action<int, RefusedRecord> onRefused, CancellationToken cancellation)
    {
        _whole.Clear();
        if (batch.MemoryRows is { } rows) return (_whole, ScanOf(0).Scan(rows, _whole, record => onRefused(0, record), cancellation));
        var units = ScanUnit.Of(batch.Slices, _unitSize, batch.Plan.IsCompressed).ToList();
        var count = Math.Min(_maxWorkers, units.Count);
        var round = new Round(units, 2 * count, onRefused);
        BeginWith(count);
        var workers = new Task[count - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var (scan, result) = (ScanOf(i + 1), ResultOf(i + 1));
            workers[i] = Task.Run(() => Work(round, scan, result, cancellation), CancellationToken.None);
        }

        // The caller adds to the whole, where it need not wait its turn; so a batch of one unit, and one worker's, is read without a detour.
        Work(round, ScanOf(0), _whole.JoinsInAnyOrder || units.Count == 1 ? _whole : ResultOf(0), cancellation);
        Task.WaitAll(workers, CancellationToken.None);
        FaultedSlice = round.FaultedSlice;
        round.Fault?.Throw();
        if (_whole.JoinsInAnyOrder && count > 1) _whole.Join(_results[1..count]);
        return (_whole, round.Counts);
    }

    private void Work(Round round, BatchScan scan, PartialResult result, CancellationToken cancellation)
    {
        while (round.TryTake(out var number))
        {
            var refused = new UnitRefusals(round, number);
            try
            {
                if (result.JoinsInAnyOrder || result == _whole) WorkAlone(round, number, scan, result, refused, cancellation);
                else if (!TryWorkInTurn(round, number, scan, result, refused, cancellation)) return;
            }
            catch (Exception fault)
            {
                if (round.WaitFor(number)) round.Fail(number, fault, scan.SliceIndex);
                return;
            }
        }
    }

    /// <summary>Reads a unit into a result that is joined with others when all units are read.</summary>
    private static void WorkAlone(Round round, int number, BatchScan scan, PartialResult result, UnitRefusals refused, CancellationToken cancellation)
    {
        result.BeginUnit(number);
        var counts = scan.Scan(round.Units[number], result, refused.Add, cancellation);
        round.Finish(number, new UnitOutcome(counts, scan.LinesOfLastPart, refused));
    }

    /// <summary>Reads a unit and adds what it comes to behind the units before; false where one of them failed.</summary>
    private bool TryWorkInTurn(Round round, int number, BatchScan scan, PartialResult result, UnitRefusals refused, CancellationToken cancellation)
    {
        result.Clear();
        var counts = scan.Scan(round.Units[number], result, refused.Add, cancellation);
        if (!round.WaitFor(number)) return false;
        _whole.Append(result);
        round.Finish(number, new UnitOutcome(counts, scan.LinesOfLastPart, refused));
        return true;
    }

    /// <summary>Begins anew, with the same texts for all workers: where many are different, to find each once is most of the work. Who finds them too many leaves them behind by itself.</summary>
    private void BeginWith(int workers)
    {
        // Nobody holds ids of the batch before from here on, whatever became of it.
        foreach (var result in _results) result.Clear();
        if (_whole.KeptTexts is not { } column) return;
        var texts = ScanOf(0).TextsOf(column);
        texts.Clear();
        for (var i = 0; i < Math.Max(workers, _scans.Count); i++) ScanOf(i).TextsOf(column).Share(texts, workers);
    }

    private BatchScan ScanOf(int worker)
    {
        while (_scans.Count <= worker) _scans.Add(new BatchScan(_plan, _outputs));
        return _scans[worker];
    }

    private PartialResult ResultOf(int worker)
    {
        while (_results.Count <= worker) _results.Add(_newResult());
        return _results[worker];
    }

    /// <summary>The refused records of one unit: held back until those of the units before it are told.</summary>
    private sealed class UnitRefusals(Round round, int number)
    {
#if DEBUG
        // Tiny, so that every test waits for its turn.
        private const int MaxHeld = 10;
#else
        private const int MaxHeld = 1000;
#endif
        private readonly List<(int Slice, RefusedRecord Record)> _held = [];

        /// <summary>Holds a record; where there are too many, this worker waits until they can be told.</summary>
        public void Add(int slice, RefusedRecord record)
        {
            _held.Add((slice, record));
            if (_held.Count < MaxHeld) return;
            if (!round.WaitFor(number)) throw new OperationCanceledException("A unit before this one has failed.");
            Tell();
        }

        /// <summary>Only when it is this unit's turn.</summary>
        public void Tell()
        {
            foreach (var (slice, record) in _held) round.Tell(number, slice, record);
            _held.Clear();
        }
    }

    /// <summary>What a worker knows of a unit when it has read it.</summary>
    private sealed record UnitOutcome(ScanCounts Counts, long LinesOfLastPart, UnitRefusals Refused);

    /// <summary>The workers' common knowledge of one batch: which unit is next to be read, and which is next to be accounted for.</summary>
    /// <remarks>
    /// Invariants: units are taken in order; <c>_turn</c> is the first that is not accounted for, and always somebody is reading it or has given up, so that
    /// who waits waits for a worker that does not wait. Who would take one that is <paramref name="maxAhead"/> behind it waits and has none, so that what is
    /// kept of units that are read is bounded, however slow that one is. One worker at a time accounts for units, in order and without the lock; the others
    /// leave it theirs.
    /// </remarks>
    private sealed class Round(List<ScanUnit> units, int maxAhead, Action<int, RefusedRecord> onRefused)
    {
        private readonly object _gate = new();
        private readonly Dictionary<int, UnitOutcome> _finished = [];
        private int _next;
        private int _turn;
        private bool _isAccounting;
        private ScanCounts _counts;

        /// <summary>Lines of the slice that the unit whose turn it is goes on with.</summary>
        private long _linesBefore;

        public List<ScanUnit> Units => units;

        public ScanCounts Counts => _counts;

        public ExceptionDispatchInfo? Fault { get; private set; }

        public int FaultedSlice { get; private set; }

        /// <summary>Takes the next unit, when it is not too far ahead; false where none is left, or one failed.</summary>
        public bool TryTake(out int number)
        {
            lock (_gate)
            {
                while (Fault is null && _next < units.Count && _next - _turn >= maxAhead) Monitor.Wait(_gate);
                number = _next;
                return Fault is null && _next++ < units.Count;
            }
        }

        /// <summary>Waits until all units before are joined; false where one of them failed.</summary>
        public bool WaitFor(int number)
        {
            lock (_gate)
            {
                while (_turn < number && Fault is null) Monitor.Wait(_gate);
                return Fault is null;
            }
        }

        public void Tell(int number, int slice, RefusedRecord record) => onRefused(slice, record with { Line = record.Line + LinesBefore(number, slice) });

        /// <summary>Takes a unit that was read, and accounts for all that are next in order, unless another worker does.</summary>
        public void Finish(int number, UnitOutcome outcome)
        {
            lock (_gate)
            {
                _finished.Add(number, outcome);
                if (_isAccounting) return;
                _isAccounting = true;
            }

            try
            {
                while (TryNext(out var next)) Account(_turn, next);
            }
            catch (Exception fault)
            {
                // Who gets refused records may fail; the unit is then the one that is being accounted for, not the worker's own.
                Fail(_turn, fault, units[_turn].Parts[0].Slice);
            }
        }

        private bool TryNext([NotNullWhen(true)] out UnitOutcome? outcome)
        {
            lock (_gate)
            {
                outcome = null;
                return _isAccounting = Fault is null && _finished.Remove(_turn, out outcome);
            }
        }

        private void Account(int number, UnitOutcome outcome)
        {
            outcome.Refused.Tell();
            _counts.Add(outcome.Counts);
            if (units[number].Parts is not [{ Part.IsFirst: false }]) _linesBefore = 0;
            _linesBefore += outcome.LinesOfLastPart;
            lock (_gate)
            {
                _turn = number + 1;
                Monitor.PulseAll(_gate);
            }
        }

        public void Fail(int number, Exception fault, int slice)
        {
            if (fault is MalformedRecordException malformed) fault = malformed.MovedBy(LinesBefore(number, slice));
            lock (_gate)
            {
                FaultedSlice = slice;
                Fault = ExceptionDispatchInfo.Capture(fault);
                Monitor.PulseAll(_gate);
            }
        }

        /// <summary>What a line of a unit's first part lacks: those of the same slice in the units before.</summary>
        private long LinesBefore(int number, int slice) => units[number].Parts[0] is { Part.IsFirst: false } first && first.Slice == slice ? _linesBefore : 0;
    }
}
