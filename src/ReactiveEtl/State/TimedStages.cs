namespace ReactiveEtl;

/// <summary>The stages of rows that have an event time or whose keys are compared: sees how far event time has come, and refuses what is late, known or too far ahead.</summary>
/// <remarks>One worker's; what it reads of the query (<see cref="BatchTimes"/>) is fixed during a batch. Where lateness is exact or keys are compared, one worker reads all records in order.</remarks>
internal sealed class TimedStages(LoweredRows plan, BatchTimes times, IReadOnlyList<DistinctKeys> distinct) : RowStages(plan)
{
    private readonly EventTimeColumn? _time = plan.EventTime;
    private int[] _kept = [];

    public override int Apply(VectorScope rows)
    {
        if (_time is not null) Watch(rows, (ColumnVector<long>)rows.Evaluate(_time.Time));
        return base.Apply(rows);
    }

    protected override void Keep(DistinctStage stage, VectorScope rows)
    {
        if (rows.Count > 0 && _time is not null) KeepInTime(rows, (ColumnVector<long>)rows.Evaluate(_time.Time));
        if (rows.Count == 0) return;
        var keys = stage.Keys.Select(rows.Evaluate).ToArray();
        var eventTimes = _time is null ? null : (ColumnVector<long>)rows.Evaluate(_time.Time);
        var kept = Kept(rows);
        var known = distinct[stage.Number];
        var count = known.KeepFirst(keys, eventTimes, WatermarkBefore(rows), rows.Count, kept);
        Refuse(rows, kept.AsSpan(0, count), static _ => new Refusal(RefusedKind.Duplicate, "its key is known already"));
        Refused = Refused with { Duplicate = Refused.Duplicate + rows.Count - count };
        rows.Compact(kept.AsSpan(0, count));
    }

    /// <summary>Why a late row is refused.</summary>
    public static Refusal Late(long watermark) => new(RefusedKind.Late, $"late: the watermark has come to {MicrosecondTime.ToTime(watermark):O}", watermark);

    /// <summary>The watermark as it was before each row, where lateness is exact.</summary>
    public ColumnVector<long>? WatermarkBefore(VectorScope rows) => _time?.Options.Lateness.IsExact == true ? (ColumnVector<long>)rows.Evaluate(_time.Before) : null;

    private void Watch(VectorScope rows, ColumnVector<long> eventTimes)
    {
        if (times.FutureLimit < Watermark.Forever) KeepPresent(rows, eventTimes);
        if (rows.Count == 0) return;
        // A row without time counts as one of 1970, as in Spark, where the watermark begins.
        var greatest = long.MinValue;
        foreach (var time in eventTimes.Values.AsSpan(0, rows.Count)) greatest = Math.Max(greatest, time);
        if (_time!.Options.Lateness.IsExact) WriteWatermarks(eventTimes.Values, ((ColumnVector<long>)rows.Fill(_time.Before)).Values.AsSpan(0, rows.Count));
        Greatest = Math.Max(Greatest ?? greatest, greatest);
    }

    private void WriteWatermarks(long[] eventTimes, Span<long> before)
    {
        for (var row = 0; row < before.Length; row++)
        {
            before[row] = times.Running;
            times.Running = Math.Max(times.Running, Watermark.Behind(eventTimes[row], _time!.Options.Lateness.Delay));
        }
    }

    private void KeepPresent(VectorScope rows, ColumnVector<long> eventTimes)
    {
        var kept = Kept(rows);
        var count = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            if (eventTimes.Values[row] <= times.FutureLimit) kept[count++] = row;
        }

        Refuse(rows, kept.AsSpan(0, count), row => new Refusal(RefusedKind.Future, $"its event time {MicrosecondTime.ToTime(eventTimes.Values[row]):O} is behind {MicrosecondTime.ToTime(times.FutureLimit):O}, the latest that is allowed now"));
        Refused = Refused with { Future = Refused.Future + rows.Count - count };
        rows.Compact(kept.AsSpan(0, count));
    }

    /// <summary>Where keys are compared, a row is late by its own event time, whether its key is known or not.</summary>
    private void KeepInTime(VectorScope rows, ColumnVector<long> eventTimes)
    {
        var kept = Kept(rows);
        var before = WatermarkBefore(rows);
        var count = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            if (eventTimes.IsNull[row] || eventTimes.Values[row] > (before?.Values[row] ?? times.Watermark.Late)) kept[count++] = row;
        }

        Refuse(rows, kept.AsSpan(0, count), row => Late(before?.Values[row] ?? times.Watermark.Late));
        var late = rows.Count - count;
        Refused = Refused.Plus(new RefusedCounts(late, 0, 0, late));
        rows.Compact(kept.AsSpan(0, count));
    }

    private int[] Kept(VectorScope rows) => _kept.Length >= rows.Count ? _kept : _kept = new int[rows.Capacity];

    /// <summary>Tells of all rows that are not kept.</summary>
    private static void Refuse(VectorScope rows, ReadOnlySpan<int> kept, Func<int, Refusal> why)
    {
        if (kept.Length == rows.Count || rows.OnRefused is not { } refused) return;
        var next = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            if (next < kept.Length && kept[next] == row) next++;
            else refused(row, why(row));
        }
    }
}

/// <summary>What is known of event time before a batch. Changed by the query's thread between batches; read by all workers during one.</summary>
internal sealed class BatchTimes
{
    /// <summary>The watermarks of the batch.</summary>
    public Watermark Watermark { get; set; }

    /// <summary>The latest event time that is not too far ahead.</summary>
    public long FutureLimit { get; set; } = Watermark.Forever;

    /// <summary>The watermark before the next record, where lateness is exact: the one thing that changes during a batch, by its only worker.</summary>
    public long Running { get; set; }
}
