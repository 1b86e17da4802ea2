using System.Reactive.Concurrency;

namespace ReactiveEtl;

/// <summary>What the parts of one run of a query share: who asked for it, and what the parts tell of themselves while they connect.</summary>
/// <remarks>Filled while the run is being connected, by one thread, and read afterwards by any; behind a gap the scheduler comes with the first batch, to the thread that runs it.</remarks>
internal sealed class RunContext
{
    /// <summary>The sources of the run that a plan without gaps leads to.</summary>
    public List<SourceRun> Sources { get; } = [];

    /// <summary>Whether an operator that is not ours stands between the source and the table, so that the sources are not known.</summary>
    public bool HasGap { get; set; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Gets every refused record, from the scan that counts.</summary>
    public Action<RefusedRecord> OnRefused { get; init; } = static _ => { };

    /// <summary>Asked before a batch begins; false where the run is over, and then the batch must leave no trace.</summary>
    public Func<bool> TryBeginBatch { get; init; } = static () => true;

    /// <summary>Called when a batch ended, committed or not: by the source where it is ours, else by the operator.</summary>
    public Action OnBatchEnd { get; init; } = static () => { };

    /// <summary>Gets what the sources tell.</summary>
    public Action<SourceEvent> OnSourceEvent { get; init; } = static _ => { };

    /// <summary>What a stopped query left, to go on from; or null.</summary>
    public RunState? Resume { get; init; }

    /// <summary>The query's name, which its tables bear.</summary>
    public string Name { get; init; } = "table";

    /// <summary>Whether no record is late and nothing is evicted, since whole tables are output.</summary>
    public bool KeepsAll { get; init; }

    /// <summary>How long behind its end a final row stays in the table; null for ever.</summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>Whether a batch without data runs when the watermark has moved and no data waits.</summary>
    public bool RunsBatchesWithoutData { get; init; } = true;

    /// <summary>At what multiples batches begin; null for as soon as possible.</summary>
    public TimeSpan? BatchInterval { get; init; }

    /// <summary>Whether only what is there at the start is read, so that nothing is looked for afterwards.</summary>
    public bool ReadsWhatIsThere { get; init; }

    /// <summary>Whether a batch takes all that waits, whatever the limits.</summary>
    public bool HasNoLimits { get; init; }

    /// <summary>Give what each operator keeps, in the order of the data's way; added by the operators.</summary>
    public List<Func<OperatorState>> Captures { get; } = [];

    /// <summary>Give the last instant at which something that an operator keeps open ends, or null; added by the operators.</summary>
    public List<Func<long?>> LastEnds { get; } = [];

    /// <summary>Called by the source when no data waits, in its thread: runs what is due then, and gives the time until something else is; set by the operator.</summary>
    public Func<TimeSpan?>? OnIdle { get; set; }

    /// <summary>The one scheduler of the run; null until a source names it.</summary>
    public IScheduler? Scheduler { get; private set; }

    /// <exception cref="InvalidOperationException">Another part of the run has another scheduler.</exception>
    public void Use(IScheduler scheduler)
    {
        if (Scheduler is not null && !ReferenceEquals(Scheduler, scheduler))
            throw new InvalidOperationException("A query has one scheduler, and its sources were given two different ones. Give each source of the query the same IScheduler.");
        Scheduler = scheduler;
    }
}
