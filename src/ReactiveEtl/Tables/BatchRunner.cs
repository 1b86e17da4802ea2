using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ReactiveEtl;

/// <summary>Runs batch after batch of a query: gives the ids, reads each batch once (again without a file that changed meanwhile), and turns what goes wrong into one named exception.</summary>
/// <remarks>
/// Invariants: a batch that fails or is cancelled leaves no trace in the table; ids are dense. Called by the source, one batch at a time.
/// </remarks>
internal abstract class BatchRunner<T, TRow> : IObserver<MicroBatch<T>>, IDisposable
{
    private readonly RunContext _context;
    private readonly TableSchema<TRow> _schema;

    // By plan, as long as anybody has it: a source of others may bring a new one with each batch.
    private readonly ConditionalWeakTable<RowPlan, ParallelScan> _scans = [];
    private readonly RefusedRecords _refused;
    private readonly List<string> _changed = [];
    private readonly List<string> _unreadable = [];
    private readonly StagesState _stages = new();
    private IObserver<Snapshot<TRow>>? _observer;
    private CompositeDisposable? _source;
    private SerialBatches<MicroBatch<T>>? _serial;
    private readonly SerialDisposable _idleTimer = new();
    private Prefix _prefix = Prefix.Empty;
    private TimeSpan _lastData;
    private IScheduler? _clockOf;
    private IStopwatch? _clock;
    private readonly bool _isFirst;
    private bool _hasRun;
    private IReadOnlyList<Slice>? _takenBack;
    private string? _file;

    protected BatchRunner(TableSchema<TRow> schema, RunContext context)
    {
        _schema = schema;
        _context = context;
        _refused = new RefusedRecords(_context.OnRefused);
        if (_context.Resume?.Operators[_context.Captures.Count] is RunnerState resumed) (_prefix, _stages, Resumed) = (resumed.Prefix, resumed.Stages, resumed.Kept);
        _context.Captures.Add(() => new RunnerState(_prefix, _stages, Kept));
        _context.LastEnds.Add(() => _stages.LastEnd is { } keys ? Math.Max(keys, LastEnd ?? keys) : LastEnd);
        // Of operators one behind the other, the first one is made first, and has the watermark of all.
        _isFirst = _context.OnIdle is null;
        if (_isFirst) _context.OnIdle = OnIdle;
    }

    protected RunContext Context => _context;

    /// <summary>What is known of event time, for the partials of a batch.</summary>
    protected StagesState Stages => _stages;

    /// <summary>What a stopped run of the same query kept, or null.</summary>
    protected object? Resumed { get; }

    /// <summary>What the operator keeps beside event time and keys.</summary>
    protected abstract object? Kept { get; }

    /// <summary>The last instant at which something open ends; null where nothing has an end.</summary>
    protected virtual long? LastEnd => null;

    /// <summary>Whether a watermark that moves is a reason to run a batch without data.</summary>
    protected virtual bool IsStateful => false;

    public IDisposable Run(IObservable<MicroBatch<T>> batches, IObserver<Snapshot<TRow>> observer)
    {
        _observer = observer;
        // Our own sources push one batch at a time, and must be told by an exception of one that was not committed.
        if (_context.HasGap) _serial = new SerialBatches<MicroBatch<T>>(this);
        var source = new CompositeDisposable(_idleTimer);
        _source = source;
        if (_isFirst && _context.Resume is not null) AwaitData();
        source.Add(batches.Subscribe((IObserver<MicroBatch<T>>?)_serial ?? this));
        return source;
    }

    public void Dispose()
    {
        _source?.Dispose();
        _idleTimer.Dispose();
    }

    public void OnNext(MicroBatch<T> batch)
    {
        // The batch of another operator is a part of that one's, which was begun.
        Run(batch, batch.Origin is not null);
        if (_context.HasGap && batch.Origin is null) OnIdle();
    }

    /// <summary>What a stopped run left open closes in time even if no data comes any more.</summary>
    private void AwaitData()
    {
        StartClock(_context.Scheduler ?? DefaultScheduler.Instance);
        _serial?.Run(() => OnIdle());
    }

    /// <summary>Runs a batch; one without data where it is null.</summary>
    private void Run(MicroBatch<T>? batch, bool isBegun)
    {
        if (_observer is not { } observer) return;
        if (!isBegun && !_context.TryBeginBatch())
        {
            if (batch is not null && !_context.HasGap) throw new OperationCanceledException("The query was stopped before the batch.");
            return;
        }

        try
        {
            if (TryCommit(batch, out var snapshot, out var error))
            {
                if (snapshot is not null) observer.OnNext(snapshot);
            }
            else
            {
                End(observer, error);
            }
        }
        finally
        {
            // A source of ours tells it by itself, when the batch stands in its books too: who resumes the query must find both at the same batch.
            if (!isBegun && _context.Sources.Count == 0) _context.OnBatchEnd();
        }
    }

    /// <summary>No data waits: runs the batch without data that is due, and gives the time until an idle input closes its windows.</summary>
    private TimeSpan? OnIdle()
    {
        if (_observer is null) return null;
        if (_hasRun && IsDue) Run(null, isBegun: false);
        if (_stages.Options?.IdleTimeout is not { } timeout || LastOpenEnd is null || !_context.RunsBatchesWithoutData) return null;
        var rest = timeout - (_clock!.Elapsed - _lastData);
        if (rest > TimeSpan.Zero)
        {
            // A source of ours calls again by itself.
            if (_serial is not null) _idleTimer.Disposable = (_context.Scheduler ?? DefaultScheduler.Instance).Schedule(rest, () => _serial.Run(() => OnIdle()));
            return rest;
        }

        // What becomes final here opens windows behind, which are closed next.
        while (LastOpenEnd is { } last && _observer is not null)
        {
            _stages.Times.Watermark = _stages.Times.Watermark.RaisedTo(last);
            Run(null, isBegun: false);
        }

        return null;
    }

    /// <summary>The last end of all that is open, here and behind; null where all of it has come.</summary>
    private long? LastOpenEnd => _context.LastEnds.Max(end => end()) is { } last && last > _stages.Times.Watermark.Eviction ? last : null;

    private bool IsDue => _context.RunsBatchesWithoutData && _stages.HasAdvanced && (IsStateful || _stages.ComparesKeys);

    public void OnError(Exception error)
    {
        var observer = _observer;
        _observer = null;
        observer?.OnError(error is StreamingQueryException || _context.Cancellation.IsCancellationRequested ? error : new StreamingQueryException("source", _prefix.BatchId + 1, null, error));
    }

    public void OnCompleted()
    {
        var observer = _observer;
        _observer = null;
        observer?.OnCompleted();
    }

    /// <summary>Ends the run with an error. A source of ours is told by an exception too, so that it does not take the batch for committed; operators of others need not stand that.</summary>
    private void End(IObserver<Snapshot<TRow>> observer, Exception error)
    {
        _observer = null;
        observer.OnError(error);
        Dispose();
        if (!_context.HasGap) throw error;
    }

    /// <summary>What a scan of a plan has to yield.</summary>
    protected abstract IEnumerable<VectorExpression> Outputs(RowPlan plan);

    /// <summary>Where a worker puts the rows of a plan's batches.</summary>
    protected abstract PartialResult NewPartial(RowPlan plan);

    /// <summary>Makes the rows of a whole batch part of the table, then makes final what a watermark has reached.</summary>
    /// <param name="batch">The rows; null for a batch without data.</param>
    /// <param name="watermark">The watermark; <see cref="Watermark.Forever"/> where nothing comes any more.</param>
    protected abstract MergedBatch<TRow> Merge(PartialResult? batch, long watermark);

    /// <param name="batch">The batch; null for one without data.</param>
    /// <param name="snapshot">The table after it; null where the source takes the batch back.</param>
    /// <param name="error">What it failed with.</param>
    private bool TryCommit(MicroBatch<T>? batch, out Snapshot<TRow>? snapshot, [NotNullWhen(false)] out Exception? error)
    {
        snapshot = null;
        error = null;
        try
        {
            snapshot = Commit(batch);
            return true;
        }
        catch (OperationCanceledException e) when (_context.Cancellation.IsCancellationRequested)
        {
            // The query was stopped: the batch is abandoned without a trace.
            error = e;
            return false;
        }
        catch (Exception e)
        {
            error = Named(e);
            return false;
        }
    }

    private Snapshot<TRow>? Commit(MicroBatch<T>? batch)
    {
        // Behind operators of others a source is known by its batches only.
        if (batch?.Plan.Input is FileInput files) _context.Use(files.Scheduler);
        var scheduler = _context.Scheduler ?? DefaultScheduler.Instance;
        StartClock(scheduler);
        var startedAt = scheduler.Now;
        var stopwatch = scheduler.StartStopwatch();
        var origin = batch?.Origin as RunnerOrigin;
        if (origin is not null) _stages.Times.Watermark = origin.Watermark;
        var watermark = _stages.Times.Watermark;
        if (!TryRead(ref batch, startedAt, out var result, out var counts)) return null;
        var merged = Merge(result, batch?.IsLast == true ? Watermark.Forever : watermark.Eviction);
        _stages.Commit(result?.Stages.Greatest);
        _refused.Tell();
        _hasRun = true;
        if (batch is not null) _lastData = _clock!.Elapsed;
        var instant = origin is not null ? origin.Progress.Watermark : _stages.Options is null ? (DateTimeOffset?)null : MicrosecondTime.ToTime(watermark.Eviction);
        _prefix = origin?.Prefix ?? _prefix.Then(batch?.Slices ?? [], counts.Read, instant);
        var refused = result?.Stages.Refused ?? default;
        var progress = new BatchProgress
        {
            BatchId = _prefix.BatchId,
            StartedAt = startedAt,
            Duration = stopwatch.Elapsed,
            Files = counts.Files,
            Bytes = counts.Bytes,
            Read = counts.Read,
            Filtered = counts.Filtered,
            Malformed = counts.Malformed,
            Late = refused.Late,
            Duplicates = refused.Duplicate,
            Future = refused.Future,
            Dropped = refused.Dropped + merged.Dropped,
            Watermark = instant,
            HasData = batch is not null,
            Touched = merged.Touched,
            Groups = merged.Groups + _stages.KeyCount,
            ChangedFiles = [.. _changed],
            UnreadableFiles = [.. _unreadable],
        };
        _changed.Clear();
        _unreadable.Clear();
        return new Snapshot<TRow>(_context.Name, merged.Version, _schema, _prefix, origin is null ? progress : origin.With(progress))
        {
            Origin = new RunnerOrigin(_prefix, watermark, origin is null ? progress : origin.With(progress), batch?.IsLast == true),
        };
    }

    /// <summary>Measures idle time by a scheduler's clock; behind operators of others it may be another one than before the first batch.</summary>
    private void StartClock(IScheduler scheduler)
    {
        if (ReferenceEquals(scheduler, _clockOf)) return;
        (_clockOf, _clock, _lastData) = (scheduler, scheduler.StartStopwatch(), TimeSpan.Zero);
    }

    /// <summary>Reads a batch, without the files that the source leaves out of it; false where the source takes it back, so that it leaves no trace.</summary>
    private bool TryRead(ref MicroBatch<T>? batch, DateTimeOffset now, out PartialResult? result, out ScanCounts counts)
    {
        (result, counts) = (null, default);
        if (batch is null) return true;
        var sourceId = batch.SourceId;
        var source = _context.Sources.Find(run => run.Id == sourceId);
        var scan = _scans.GetValue(batch.Plan, plan => new ParallelScan(plan, Outputs(plan), () => NewPartial(plan)));
        if (_takenBack?.SequenceEqual(batch.Slices) != true) _refused.Forget();
        _takenBack = null;
        while (true)
        {
            try
            {
                _refused.Begin();
                _stages.Begin(batch.Plan.Lower(), now);
                (result, counts) = scan.Run(batch, _refused.Add, _context.Cancellation);
                _file = batch.Slices is [.., var last] ? last.File.Path : null;
                return true;
            }
            catch (FileSourceException e)
            {
                if (!TryGoOn(e, scan.FaultedSlice, source, ref batch)) return false;
            }
            catch
            {
                _file = scan.FaultedSlice < batch.Slices.Count ? batch.Slices[scan.FaultedSlice].File.Path : null;
                throw;
            }
        }
    }

    /// <summary>Takes out of a batch what can't be read of it; false where the source takes it back.</summary>
    private bool TryGoOn(FileSourceException failure, int slice, SourceRun? source, ref MicroBatch<T> batch)
    {
        var files = batch.Plan.Input as FileInput;
        var leftOut = new HashSet<string>(StringComparer.Ordinal);
        // With all that can't be opened either, since the batch is not to be read again for each of them.
        foreach (var each in files is null ? [failure] : files.UnreadableIn([.. batch.Slices.Skip(slice + 1)], _context.Cancellation).Prepend(failure))
        {
            _file = each.Path;
            var outcome = Decide(each, source, files?.Options);
            if (outcome == ReadFailure.Fatal) ExceptionDispatchInfo.Throw(each);
            if (outcome == ReadFailure.Skipped) _unreadable.Add(each.Path);
            if (outcome != ReadFailure.Awaited) leftOut.Add(each.Path);
        }

        _refused.LeaveOut(batch.Slices, leftOut);
        batch = batch.Without(leftOut);
        if (source?.IsTakenBack != true) return true;
        _takenBack = batch.Slices;
        return false;
    }

    private ReadFailure Decide(FileSourceException failure, SourceRun? source, ReadOptions? options)
    {
        // The source tells by itself what became of a followed one.
        if (failure is FileChangedException { IsFollowed: true } && source is not null)
        {
            source.Exclude(failure.Path);
            return ReadFailure.PutOff;
        }

        if (failure is FileChangedException)
        {
            if (options?.OnChange != OnChange.Tell) return ReadFailure.Fatal;
            _changed.Add(failure.Path);
            _context.OnSourceEvent(new SourceEvent(SourceEventKind.Changed, failure.Path, failure.Message));
            source?.Exclude(failure.Path);
            return ReadFailure.PutOff;
        }

        if (source is not null) return source.Fail(failure);
        if (options?.SkipUnreadable != true) return ReadFailure.Fatal;
        _context.OnSourceEvent(new SourceEvent(SourceEventKind.Skipped, failure.Path, failure.Message));
        return ReadFailure.Skipped;
    }

    private StreamingQueryException Named(Exception error)
    {
        if (error is StreamingQueryException named) return named;
        var stage = error switch
        {
            RowCodeException code => code.Text,
            OverflowException => "aggregate",
            _ => "scan",
        };
        return new StreamingQueryException(stage, _prefix.BatchId + 1, _file, error is RowCodeException { InnerException: { } cause } ? cause : error);
    }
}

/// <summary>What an operator made of a batch.</summary>
/// <param name="Version">The table after it.</param>
/// <param name="Touched">Rows that it had records for.</param>
/// <param name="Groups">Groups that are kept to go on.</param>
/// <param name="Dropped">Groups that late records would have joined.</param>
internal readonly record struct MergedBatch<TRow>(TableVersion<TRow> Version, long Touched, long Groups, long Dropped);

/// <summary>What a run of an operator leaves to one that goes on.</summary>
internal sealed record RunnerState(Prefix Prefix, StagesState Stages, object? Kept) : OperatorState;

/// <summary>The batch of an operator whose output is the input of the next one: both have the same watermark.</summary>
internal sealed record RunnerOrigin(Prefix Prefix, Watermark Watermark, BatchProgress Progress, bool IsLast) : BatchOrigin
{
    /// <summary>The progress of both together: records are those that the first one read, state is that of both.</summary>
    public BatchProgress With(BatchProgress next) => Progress with
    {
        Duration = Progress.Duration + next.Duration,
        Touched = next.Touched,
        Groups = Progress.Groups + next.Groups,
        Dropped = Progress.Dropped + next.Dropped,
    };
}
