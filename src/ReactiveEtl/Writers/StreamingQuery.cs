using System.Diagnostics.CodeAnalysis;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace ReactiveEtl;

/// <summary>The handle of a running query.</summary>
/// <remarks>
/// For any thread. The batches run where the source's scheduler runs them, one at a time; observers of <see cref="Progress"/>, <see cref="Refused"/> and
/// <see cref="Events"/> are called there.
/// </remarks>
[SuppressMessage("Usage", "CA2213:Disposable fields should be disposed", Justification = "A subject that completed holds nothing, and one that is disposed of would throw at late subscribers.")]
public abstract class StreamingQuery : IAsyncDisposable
{
    private const int KeptProgress = 100;
    private const int KeptRefused = 1000;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Subject<BatchProgress> _progress = new();
    private readonly Subject<RefusedRecord> _refused = new();
    private readonly Subject<SourceEvent> _events = new();
    private readonly Queue<BatchProgress> _recentProgress = new();
    private readonly Queue<RefusedRecord> _recentRefused = new();
    private readonly string _plan;
    private IDisposable? _run;
    private bool _isHandedOver;
    private QueryState _state = QueryState.Active;
    private bool _isInBatch;
    private bool _isStopping;
    private Exception? _exception;

    private protected StreamingQuery(string name, string plan, QueryOptions options, bool keepsAll)
    {
        var resumed = options.ResumeFrom;
        Name = name;
        _plan = plan;
        Id = resumed?.Id ?? Guid.NewGuid();
        Context = new RunContext
        {
            Name = name,
            Cancellation = _stop.Token,
            Resume = resumed?.HandOver(plan, keepsAll),
            KeepsAll = keepsAll,
            Retention = options.Retention,
            RunsBatchesWithoutData = options.BatchesWithoutData,
            BatchInterval = options.Trigger.Interval,
            ReadsWhatIsThere = options.Trigger.Ends,
            HasNoLimits = options.Trigger.TakesAll,
            OnRefused = Refuse,
            OnSourceEvent = Tell,
            TryBeginBatch = TryBeginBatch,
            OnBatchEnd = EndBatch,
        };
    }

    /// <summary>The same for a query and those that resume it.</summary>
    public Guid Id { get; }

    /// <summary>The name, which is its table's in SQL.</summary>
    public string Name { get; }

    /// <summary>What it is doing now.</summary>
    public QueryStatus Status
    {
        get
        {
            var isDataAvailable = Context.Sources.Exists(source => source.IsDataAvailable);
            lock (_gate)
            {
                var message = _state switch
                {
                    QueryState.Terminated => "Stopped",
                    QueryState.Failed => $"Failed: {_exception!.Message}",
                    _ when _isStopping => "Stopping: waiting for the batch, or for user code in it, to return",
                    _ when _isInBatch => "Processing a batch",
                    _ => "Waiting for data",
                };
                return new QueryStatus(_state, _state == QueryState.Active && isDataAvailable, message);
            }
        }
    }

    /// <summary>What each batch did, from now on.</summary>
    public IObservable<BatchProgress> Progress => _progress.AsObservable();

    /// <summary>What the last 100 batches did.</summary>
    public IReadOnlyList<BatchProgress> RecentProgress
    {
        get { lock (_gate) return [.. _recentProgress]; }
    }

    /// <summary>The records that are refused, from now on, pushed by the scan that counts them.</summary>
    public IObservable<RefusedRecord> Refused => _refused.AsObservable();

    /// <summary>The records that come too late, or from too far ahead, from now on: with their address, their text and the watermark that refused them.</summary>
    public IObservable<RefusedRecord> Late => _refused.Where(record => record.Kind is RefusedKind.Late or RefusedKind.Future);

    /// <summary>The last 1,000 refused records.</summary>
    public IReadOnlyList<RefusedRecord> RecentRefused
    {
        get { lock (_gate) return [.. _recentRefused]; }
    }

    /// <summary>What the sources tell of files, from now on.</summary>
    public IObservable<SourceEvent> Events => _events.AsObservable();

    /// <summary>What the query failed with; null unless it failed.</summary>
    public Exception? Exception
    {
        get { lock (_gate) return _exception; }
    }

    /// <summary>Succeeds when the query was stopped or its source completed; faults when it failed.</summary>
    public Task Completion => _completion.Task;

    internal RunContext Context { get; }

    /// <summary>Lists the sources once, now; done when all files of that listing, settling ones included, are in the table.</summary>
    /// <exception cref="InvalidOperationException">The sources are not known: an operator of others stands between, or the batches are pushed; or, in the task, the query was stopped before.</exception>
    public Task ProcessAllAvailableAsync()
    {
        if (Context.HasGap || Context.Sources.Count == 0)
            throw new InvalidOperationException("The query does not know its sources, since AsRows() hides what is before it. Use a plan without Rx operators between the files and the table, or wait for a version by its prefix.");
        return Task.WhenAll(Context.Sources.Select(source => source.ProcessAllAvailableAsync()));
    }

    /// <summary>Stops: a batch that is being read is abandoned without a trace. The table stays readable.</summary>
    /// <returns>Done when nothing of the query runs any more; called inside an observer's <c>OnNext</c>, after that returned.</returns>
    public Task StopAsync()
    {
        bool isIdle;
        lock (_gate)
        {
            if (_state != QueryState.Active) return EndedAsync();
            _isStopping = true;
            isIdle = !_isInBatch;
        }

        Cancel();
        if (isIdle) End(null);
        return EndedAsync();
    }

    /// <summary>Stops, as <see cref="StopAsync"/>; a failure is not thrown again.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a stopped query leaves to one that goes on, once: two that shared it would count into each other.</summary>
    private RunState HandOver(string plan, bool keepsAll)
    {
        if (keepsAll != Context.KeepsAll) throw new ArgumentException($"The query '{Name}' can't be resumed in this output mode: it {(Context.KeepsAll ? "keeps everything (Complete)" : "follows a watermark (Append, Update)")}, and what was evicted can't come back.");
        lock (_gate)
        {
            if (_state != QueryState.Terminated) throw new ArgumentException($"The query '{Name}' can't be resumed: it is {_state}, and only a stopped one can.");
            if (_plan != plan) throw new ArgumentException($"The query '{Name}' can't be resumed by another plan.{Environment.NewLine}It was:{Environment.NewLine}{_plan}{Environment.NewLine}It is now:{Environment.NewLine}{plan}");
            if (_isHandedOver) throw new ArgumentException($"The query '{Name}' was resumed already; resume the query that did.");
            _isHandedOver = true;
        }

        return new RunState([.. Context.Sources.Select(source => source.Position)], [.. Context.Captures.Select(capture => capture())]);
    }

    /// <summary>Tells that the query which was to go on never began, so that another one may.</summary>
    internal void TakeBack()
    {
        lock (_gate) _isHandedOver = false;
    }

    private protected void Connected(IDisposable run)
    {
        bool isOver;
        lock (_gate)
        {
            _run = run;
            isOver = _isStopping || _state != QueryState.Active;
        }

        if (isOver) run.Dispose();
    }

    private protected void Report(BatchProgress progress)
    {
        lock (_gate) Keep(_recentProgress, progress, KeptProgress);
        _progress.OnNext(progress);
    }

    /// <summary>Ends the query, once: with an exception it failed, without one it was stopped or is done.</summary>
    private protected void End(Exception? exception)
    {
        lock (_gate)
        {
            if (_state != QueryState.Active) return;
            // Only of a stop is a cancellation no failure: one that a source tells by itself is.
            _exception = exception is OperationCanceledException && _isStopping ? null : exception;
            _state = _exception is null ? QueryState.Terminated : QueryState.Failed;
        }

        _run?.Dispose();
        EndTable(_exception);
        if (_exception is null) _completion.TrySetResult();
        else _completion.TrySetException(_exception);
        _progress.OnCompleted();
        _refused.OnCompleted();
        _events.OnCompleted();
    }

    private protected abstract long LastBatchId { get; }

    private protected abstract void EndTable(Exception? exception);

    private static void Keep<T>(Queue<T> queue, T value, int count)
    {
        if (queue.Count == count) queue.Dequeue();
        queue.Enqueue(value);
    }

    private void Cancel()
    {
        _stop.Cancel();
        _run?.Dispose();
    }

    private Task EndedAsync() => _completion.Task.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Refuse(RefusedRecord record)
    {
        lock (_gate) Keep(_recentRefused, record, KeptRefused);
        Tell(_refused, record);
    }

    private void Tell(SourceEvent told) => Tell(_events, told);

    /// <summary>What an observer throws here comes to whoever runs the batch or the source, and must not be taken for their failure.</summary>
    private void Tell<T>(Subject<T> observers, T value)
    {
        try
        {
            observers.OnNext(value);
        }
        catch (Exception e)
        {
            throw new StreamingQueryException("subscriber", LastBatchId + 1, null, e);
        }
    }

    /// <summary>After a stop none begins: whoever stops must know, without waiting, whether one is running.</summary>
    private bool TryBeginBatch()
    {
        lock (_gate) return _isInBatch = !_isStopping && _state == QueryState.Active;
    }

    private void EndBatch()
    {
        bool isStopping;
        lock (_gate)
        {
            _isInBatch = false;
            isStopping = _isStopping;
        }

        if (isStopping) End(null);
    }
}
