using System.Diagnostics.CodeAnalysis;
using System.Reactive.Concurrency;
using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>Runs batch after batch of a query: gives the ids, reads each batch once (again without a file that changed meanwhile), and turns what goes wrong into one named exception.</summary>
/// <remarks>
/// Invariants: a batch that fails or is cancelled leaves no trace in the table; ids are dense. Called by the source, one batch at a time.
/// </remarks>
internal abstract class BatchRunner<T, TRow>(RunContext context) : IObserver<MicroBatch<T>>, IDisposable
{
    // By plan, as long as anybody has it: a source of others may bring a new one with each batch.
    private readonly ConditionalWeakTable<RowPlan, ParallelScan> _scans = [];
    private readonly RefusedRecords _refused = new(context.OnRefused);
    private IObserver<Snapshot<TRow>>? _observer;
    private IDisposable? _source;
    private string? _file;

    protected RunContext Context => context;

    /// <summary>What the last version answers for.</summary>
    protected Prefix Prefix { get; set; } = Prefix.Empty;

    public IDisposable Run(IObservable<MicroBatch<T>> batches, IObserver<Snapshot<TRow>> observer)
    {
        _observer = observer;
        // Our own sources push one batch at a time, and must be told by an exception of one that was not committed.
        var source = batches.Subscribe(context.HasGap ? new SerialBatches<MicroBatch<T>>(this) : this);
        _source = source;
        return source;
    }

    public void Dispose() => _source?.Dispose();

    public void OnNext(MicroBatch<T> batch)
    {
        if (_observer is not { } observer) return;
        if (!context.TryBeginBatch())
        {
            if (!context.HasGap) throw new OperationCanceledException("The query was stopped before the batch.");
            return;
        }

        try
        {
            if (TryCommit(batch, out var snapshot, out var error)) observer.OnNext(snapshot);
            else End(observer, error);
        }
        finally
        {
            // A source of ours tells it by itself, when the batch stands in its books too: who resumes the query must find both at the same batch.
            if (context.Sources.Count == 0) context.OnBatchEnd();
        }
    }

    public void OnError(Exception error)
    {
        var observer = _observer;
        _observer = null;
        observer?.OnError(error is StreamingQueryException || context.Cancellation.IsCancellationRequested ? error : new StreamingQueryException("source", Prefix.BatchId + 1, null, error));
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
        if (!context.HasGap) throw error;
    }

    /// <summary>What a scan of a plan has to yield.</summary>
    protected abstract IEnumerable<VectorExpression> Outputs(RowPlan plan);

    /// <summary>Where a worker puts the rows of a plan's batches.</summary>
    protected abstract PartialResult NewPartial(RowPlan plan);

    /// <summary>Makes the rows of a whole batch part of the table.</summary>
    protected abstract (TableVersion<TRow> Version, long Touched, long Groups) Merge(PartialResult batch);

    protected abstract Snapshot<TRow> Publish(TableVersion<TRow> version, BatchProgress progress);

    private bool TryCommit(MicroBatch<T> batch, [NotNullWhen(true)] out Snapshot<TRow>? snapshot, [NotNullWhen(false)] out Exception? error)
    {
        snapshot = null;
        error = null;
        try
        {
            snapshot = Commit(batch);
            return true;
        }
        catch (OperationCanceledException e) when (context.Cancellation.IsCancellationRequested)
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

    private Snapshot<TRow> Commit(MicroBatch<T> batch)
    {
        // Behind operators of others a source is known by its batches only.
        if (batch.Plan.Input is FileInput files) context.Use(files.Scheduler);
        var clock = context.Scheduler ?? DefaultScheduler.Instance;
        var startedAt = clock.Now;
        var stopwatch = clock.StartStopwatch();
        var changed = new List<string>();
        var unreadable = new List<string>();
        var (result, counts) = Read(ref batch, changed, unreadable);
        var (version, touched, groups) = Merge(result);
        _refused.Tell();
        Prefix = Prefix.Then(batch.Slices, counts.Read);
        return Publish(version, new BatchProgress
        {
            BatchId = Prefix.BatchId,
            StartedAt = startedAt,
            Duration = stopwatch.Elapsed,
            Files = counts.Files,
            Bytes = counts.Bytes,
            Read = counts.Read,
            Filtered = counts.Filtered,
            Malformed = counts.Malformed,
            Touched = touched,
            Groups = groups,
            ChangedFiles = changed,
            UnreadableFiles = unreadable,
        });
    }

    private (PartialResult Result, ScanCounts Counts) Read(ref MicroBatch<T> batch, List<string> changed, List<string> unreadable)
    {
        var sourceId = batch.SourceId;
        var source = context.Sources.Find(run => run.Id == sourceId);
        var scan = _scans.GetValue(batch.Plan, plan => new ParallelScan(plan, Outputs(plan), () => NewPartial(plan)));
        _refused.Begin();
        while (true)
        {
            try
            {
                var read = scan.Run(batch, _refused.Add, context.Cancellation);
                _file = batch.Slices is [.., var last] ? last.File.Path : null;
                return read;
            }
            catch (FileChangedException e)
            {
                changed.Add(e.Recorded.Path);
                context.OnSourceEvent(new SourceEvent(SourceEventKind.Changed, e.Recorded.Path, e.Message));
                source?.Exclude(e.Recorded.Path);
                batch = batch.Without(e.Recorded.Path);
                _refused.BeginAgain(scan.FaultedSlice);
            }
            catch (FileSourceException e) when (batch.Plan.Input is FileInput { Options.SkipUnreadable: true })
            {
                unreadable.Add(e.Path);
                context.OnSourceEvent(new SourceEvent(SourceEventKind.Skipped, e.Path, e.Message));
                source?.Skip(e.Path);
                batch = batch.Without(e.Path);
                _refused.BeginAgain(scan.FaultedSlice);
            }
            catch
            {
                _file = scan.FaultedSlice < batch.Slices.Count ? batch.Slices[scan.FaultedSlice].File.Path : null;
                throw;
            }
        }
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
        return new StreamingQueryException(stage, Prefix.BatchId + 1, _file, error is RowCodeException { InnerException: { } cause } ? cause : error);
    }
}
