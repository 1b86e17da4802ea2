namespace ReactiveEtl;

public readonly partial record struct Lateness
{
    /// <summary>Reads a lateness as Spark does: a length of time in which a month has 31 days and a year twelve months.</summary>
    /// <param name="text">As in <c>10 minutes</c>, <c>1 month</c>.</param>
    /// <exception cref="ArgumentException">The text is none, or it is negative.</exception>
    public static Lateness Parse(string text) => FromTimeSpan(Duration.ParseWithMonths(text, daysOfMonth: 31));
}
