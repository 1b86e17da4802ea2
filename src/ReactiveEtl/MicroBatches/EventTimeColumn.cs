namespace ReactiveEtl;

/// <summary>The event time of the rows of a plan, and what its watermark is made of.</summary>
/// <param name="Time">The time, in terms of the plan's columns.</param>
/// <param name="Options">How the watermark moves.</param>
internal sealed record EventTimeColumn(VectorExpression Time, EventTimeOptions Options)
{
    /// <summary>The watermark as it was before each row, where lateness is exact; written by who watches the times.</summary>
    public VectorExpression Before { get; } = new WatermarkBefore();

    /// <summary>Whether another expression gives the same times.</summary>
    public bool Is(VectorExpression other) => ReferenceEquals(other.Source, Time.Source);

    private sealed class WatermarkBefore() : VectorExpression(typeof(long))
    {
        public override ColumnVector Evaluate(VectorScope scope) => throw new InvalidOperationException("The watermark before a row is known only where lateness is exact.");

        public override string ToString() => "watermark";
    }
}

/// <summary>How the watermark of an event time moves.</summary>
/// <param name="Lateness">How far it stays behind the greatest time.</param>
/// <param name="IdleTimeout">Without data for so long, all open windows close; null for never.</param>
/// <param name="MaxFutureSkew">How far before the scheduler's clock a time may be; null for any.</param>
internal sealed record EventTimeOptions(Lateness Lateness, TimeSpan? IdleTimeout, TimeSpan? MaxFutureSkew);
