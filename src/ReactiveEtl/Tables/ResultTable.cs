using System.Reactive.Concurrency;
using System.Reactive.Disposables;
using System.Reactive.Linq;

namespace ReactiveEtl;

/// <summary>The live table of a query: its current version, and all versions from it on.</summary>
/// <typeparam name="TRow">The type of the rows.</typeparam>
/// <remarks>
/// For any thread. A subscriber gets the current version first (the empty one before batch 0 is not pushed), then every later one, in order, one at a
/// time; a slow one holds the query back, see <see cref="Latest"/>. No lock is held during <c>OnNext</c>.
/// </remarks>
public partial class ResultTable<TRow> : IObservable<Snapshot<TRow>>
{
    private readonly Lock _gate = new();
    private readonly List<TableSubscription<TRow>> _subscriptions = [];
    private readonly Action<Exception> _onSubscriberFailed;
    private volatile Snapshot<TRow> _current;
    private bool _isEnded;
    private Exception? _failure;

    internal ResultTable(Snapshot<TRow> current, TableOutputs outputs, Action<Exception> onSubscriberFailed)
    {
        Outputs = outputs;
        _current = current;
        _onSubscriberFailed = onSubscriberFailed;
    }

    /// <summary>What of its versions can be output.</summary>
    internal TableOutputs Outputs { get; }

    /// <summary>The newest version; before batch 0 an empty one. It stays readable after a stop.</summary>
    public Snapshot<TRow> Current => _current;

    /// <summary>Pushes the current version, unless it is the empty one before batch 0, then every later one; after a stop completion, after a failure the error.</summary>
    public IDisposable Subscribe(IObserver<Snapshot<TRow>> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        TableSubscription<TRow> subscription;
        lock (_gate)
        {
            subscription = new TableSubscription<TRow>(observer, Remove, _onSubscriberFailed);
            if (_current.Prefix.BatchId >= 0) subscription.Enqueue(_current);
            if (_isEnded) subscription.EnqueueEnd(_failure);
            else _subscriptions.Add(subscription);
        }

        subscription.Deliver();
        return subscription;
    }

    /// <summary>Gives each subscriber a thread of its own and one slot: it gets the newest version when it is ready for one, may skip those between, and never slows ingestion.</summary>
    /// <remarks>
    /// Rx's <c>Sample</c> alone does slow it, since it forwards under its gate. What a subscriber throws fails the query, as without this.
    /// <list type="table">
    /// <item><term>a version while the subscriber is busy</term><description>takes the place of the one that waits</description></item>
    /// <item><term>completion, error</term><description>after the version that waits</description></item>
    /// </list>
    /// </remarks>
    /// <param name="scheduler">Where the subscriber runs; by default a thread of its own.</param>
    public IObservable<Snapshot<TRow>> Latest(IScheduler? scheduler = null) => Observable.Create<Snapshot<TRow>>(observer =>
    {
        var own = scheduler is null ? new EventLoopScheduler() : null;
        var latest = new LatestOnly<Snapshot<TRow>>(observer, scheduler ?? own!, _onSubscriberFailed);
        return new CompositeDisposable(Subscribe(latest), latest, own ?? Disposable.Empty);
    });

    /// <summary>The columns and rows of the current version, as <see cref="Snapshot{TRow}.ToText"/> gives them.</summary>
    public override string ToString() => Current.ToString();

    /// <summary>Makes a version the current one and pushes it to everyone; returns when all have taken it. Called by the query, one version at a time.</summary>
    internal void Publish(Snapshot<TRow> snapshot)
    {
        TableSubscription<TRow>[] subscriptions;
        lock (_gate)
        {
            _current = snapshot;
            subscriptions = [.. _subscriptions];
            foreach (var subscription in subscriptions) subscription.Enqueue(snapshot);
        }

        foreach (var subscription in subscriptions) subscription.Deliver();
    }

    /// <summary>Ends the table for all subscribers, present and future.</summary>
    internal void End(Exception? failure)
    {
        TableSubscription<TRow>[] subscriptions;
        lock (_gate)
        {
            _isEnded = true;
            _failure = failure;
            subscriptions = [.. _subscriptions];
            _subscriptions.Clear();
            foreach (var subscription in subscriptions) subscription.EnqueueEnd(failure);
        }

        foreach (var subscription in subscriptions) subscription.Deliver();
    }

    private void Remove(TableSubscription<TRow> subscription)
    {
        lock (_gate) _subscriptions.Remove(subscription);
    }
}

/// <summary>The live table of a group query, whose rows can be looked up by key.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TRow">The type of the rows.</typeparam>
public sealed class ResultTable<TKey, TRow> : ResultTable<TRow>
{
    internal ResultTable(Snapshot<TRow> current, TableOutputs outputs, Action<Exception> onSubscriberFailed)
        : base(current, outputs, onSubscriberFailed)
    {
    }

    /// <summary>The row of a group in the current version.</summary>
    /// <exception cref="ArgumentException">The query has no windows.</exception>
    public bool TryGet(TKey key, Window window, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TRow row) => Current.TryGet(key, window, out row);

    /// <summary>The row of a group of a query without windows, in the current version.</summary>
    /// <exception cref="ArgumentException">The query has windows.</exception>
    public bool TryGet(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TRow row) => Current.TryGet(key, out row);
}
