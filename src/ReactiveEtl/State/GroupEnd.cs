namespace ReactiveEtl;

/// <summary>When the groups of a query end: after that no record can change them but late ones.</summary>
internal abstract class GroupEnd
{
    /// <summary>Groups that have no end, since their key does not hold the event time.</summary>
    public static GroupEnd Never { get; } = new NoEnd();

    /// <summary>Whether groups have an end at all.</summary>
    public bool IsKnown => this is not NoEnd;

    /// <summary>The end of a group of this key, in microseconds; <see cref="Watermark.Forever"/> where it has none.</summary>
    public abstract long Of(ReadOnlySpan<long> key);

    /// <summary>The end of a group of a table.</summary>
    public abstract long Of(GroupTable table, int group);

    /// <summary>Groups that end with their window.</summary>
    public static GroupEnd OfWindow(WindowAssigner windows) => new WindowEnd(windows);

    /// <summary>Groups that end with an instant that is a column of their key, or some microseconds behind it.</summary>
    public static GroupEnd OfColumn(int column, KeyLayout layout, long delay = 0) => new ColumnEnd(column, layout, delay);

    private sealed class NoEnd : GroupEnd
    {
        public override long Of(ReadOnlySpan<long> key) => Watermark.Forever;

        public override long Of(GroupTable table, int group) => Watermark.Forever;
    }

    private sealed class WindowEnd(WindowAssigner windows) : GroupEnd
    {
        public override long Of(ReadOnlySpan<long> key) => windows.WindowOf(key[KeyLayout.WindowWord]).EndMicroseconds;

        public override long Of(GroupTable table, int group) => windows.WindowOf(table.Word(KeyLayout.WindowWord, group)).EndMicroseconds;
    }

    private sealed class ColumnEnd(int column, KeyLayout layout, long delay) : GroupEnd
    {
        public override long Of(ReadOnlySpan<long> key) => Of(key[KeyLayout.NullsWord], key[layout.PlaceOf(column)]);

        public override long Of(GroupTable table, int group) => Of(table.Word(KeyLayout.NullsWord, group), table.Word(layout.PlaceOf(column), group));

        private long Of(long nulls, long value) => ((nulls >> column) & 1) != 0 ? Watermark.Forever : FixedWindows.End(value, delay);
    }
}
