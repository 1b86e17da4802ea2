using System.Linq.Expressions;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Bad use is an argument exception at the call that made it: every public member, every argument that may not be null.</summary>
public class ArgumentTests
{
    private static readonly NullabilityInfoContext Nullability = new();

    public static TheoryData<string> Members => [.. Cases().Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Members))]
    public void Null_WhereNoneMayBe_IsRefused(string name)
    {
        var found = Cases().Single(c => c.Name == name);
        var thrown = Assert.ThrowsAny<Exception>(found.Call);
        if (thrown is TargetInvocationException { InnerException: { } inner }) thrown = inner;
        Assert.True(thrown is ArgumentNullException, $"{name}: {thrown.GetType().Name}: {thrown.Message}");
        Assert.Equal(found.Parameter, ((ArgumentNullException)thrown).ParamName);
    }

    [Fact]
    public void Names_ThatAreEmpty_AreRefused()
    {
        var directory = new VirtualDirectory();
        Assert.Throws<ArgumentException>("path", () => JsonFiles.In(""));
        Assert.Throws<ArgumentException>("directory", () => JsonFiles.In("", "*"));
        Assert.Throws<ArgumentException>("pattern", () => JsonFiles.In("events", ""));
        Assert.Throws<ArgumentException>("name", () => directory.Watch().Start(""));
        Assert.Throws<ArgumentException>("name", () => Columns.Col(""));
        Assert.Throws<ArgumentException>("name", () => Columns.Count().As(""));
    }

    [Fact]
    public void Options_ThatAreNone_AreRefusedAtTheCall()
    {
        var files = new VirtualDirectory().Files;
        Assert.Throws<ArgumentException>(() => files.Read<Reading>(new ReadOptions { MaxFilesPerBatch = 0 }));
        Assert.Throws<ArgumentException>(() => files.Read<Reading>(new ReadOptions { MaxBytesPerBatch = -1 }));
        Assert.Throws<ArgumentException>(() => files.Watch<Reading>(new WatchOptions { PollInterval = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => files.Watch("time timestamp", new WatchOptions { MaxRecordBytes = 1 }));
        Assert.Throws<ArgumentException>(() => files.Watch("time nothing"));
    }

    [Fact]
    public void Modes_ThatCannotBe_AreRefusedAtStart()
    {
        var rows = new VirtualDirectory().Watch();
        Assert.Equal("aggregate", Assert.Throws<QueryPlanException>(() => rows.Aggregate(g => new { Count = g.Count() }).Start("x", new QueryOptions { OutputMode = OutputMode.Append })).Step);
        Assert.Equal("rows", Assert.Throws<QueryPlanException>(() => rows.Start("x", new QueryOptions { OutputMode = OutputMode.Complete })).Step);
    }

    [Fact]
    public async Task Members_OfAGroup_CannotBeCalled()
    {
        using var source = new Subject<MicroBatch<Reading>>();
        await using var query = source.AsRows().Aggregate(g => new { Count = g.Count() }).Start("x");
        Assert.Throws<ArgumentException>(() => source.AsRows().Aggregate(g => new { Own = Other(g) }));
        Assert.Throws<ArgumentException>(() => query.Table.Current.TryGet("x", out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => query.Table.Current.Rows[0]);
    }

    private static long Other(AllRows<Reading> rows) => rows.Count();

    private static IEnumerable<(string Name, string Parameter, Action Call)> Cases()
    {
        foreach (var (type, instance) in Samples())
        {
            var members = type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>();
            foreach (var member in members.Where(member => !member.IsDefined(typeof(CompilerGeneratedAttribute)) && (member.IsStatic || member is ConstructorInfo || instance is not null)))
            {
                if (member.IsSpecialName && member is MethodInfo) continue;
                var method = member is MethodInfo { IsGenericMethodDefinition: true } open ? Closed(open) : member;
                foreach (var parameter in method.GetParameters().Where(IsRequired))
                {
                    var arguments = method.GetParameters().Select(p => p.Position == parameter.Position ? null : Sample(p.ParameterType)).ToArray();
                    var signature = $"{type.Name}.{member.Name}({string.Join(", ", method.GetParameters().Select(p => $"{p.ParameterType} {p.Name}"))}): {parameter.Name}";
                    yield return (signature, parameter.Name!, () => _ = method is ConstructorInfo constructor ? constructor.Invoke(arguments) : method.Invoke(member.IsStatic ? null : instance, arguments));
                }
            }
        }
    }

    private static bool IsRequired(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType && !parameter.IsOut && !parameter.HasDefaultValue && Nullability.Create(parameter).WriteState == NullabilityState.NotNull;

    /// <summary>The public types with behaviour, and an instance where one is needed.</summary>
    private static IEnumerable<(Type Type, object? Instance)> Samples()
    {
        var directory = new VirtualDirectory();
        var rows = directory.Watch();
        var runtime = directory.Files.Watch("time timestamp, action string", null, directory.Scheduler);
        var query = rows.GroupBy(e => e.Room).Select(g => new { g.Key }).Start("sample");
        yield return (typeof(JsonFiles), directory.Files);
        yield return (typeof(MicroBatch), null);
        yield return (typeof(RowStream), null);
        yield return (rows.GetType(), rows);
        yield return (typeof(WindowedRowStream<Reading>), rows.Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1))));
        yield return (typeof(GroupedRowStream<Reading, int?>), rows.GroupBy(e => e.Room));
        yield return (typeof(WindowedGroupedRowStream<Reading, int?>), rows.Window(e => e.Time, Window.Tumbling(TimeSpan.FromHours(1))).GroupBy(e => e.Room));
        var timed = rows.EventTime(e => e.Time, TimeSpan.Zero);
        yield return (timed.GetType(), timed);
        yield return (typeof(TimedWindowedStream<Reading>), timed.Window(Window.Tumbling(TimeSpan.FromHours(1))));
        yield return (typeof(TimedGroups<Reading, int?>), timed.GroupBy(e => e.Room));
        yield return (typeof(TimedWindowedGroups<Reading, int?>), timed.Window(Window.Session(TimeSpan.FromHours(1))).GroupBy(e => e.Room));
        yield return (typeof(RowStreamEventTime), null);
        yield return (typeof(RowStreamColumns), null);
        yield return (typeof(RowStreamAggregates), null);
        yield return (typeof(RowGroups), runtime.GroupBy(Columns.Col("action")));
        yield return (typeof(RowStreamStart), null);
        yield return (query.GetType().BaseType!, query);
        yield return (query.GetType(), query);
        yield return (query.Table.GetType().BaseType!, query.Table);
        yield return (query.Table.Current.GetType(), query.Table.Current);
        yield return (typeof(TableStream<Reading>), null);
        yield return (typeof(Columns), null);
        yield return (typeof(Column), Columns.Col("x"));
        yield return (typeof(AggregateColumn), Columns.Count());
        yield return (typeof(Duration), null);
        yield return (typeof(RowSchema), RowSchema.Parse("x int"));
        yield return (typeof(Row), new Row(RowSchema.Parse("x int"), 1));
    }

    private static MethodInfo Closed(MethodInfo method) => method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => typeof(Reading))]);

    private static object? Sample(Type type)
    {
        if (type == typeof(string)) return "text";
        if (type == typeof(TimedStream<Row>)) return new VirtualDirectory().Files.Read("time timestamp, action string").EventTime(Columns.Col("time"), TimeSpan.Zero);
        if (type == typeof(SessionWindows)) return Window.Session(TimeSpan.FromHours(1));
        if (type == typeof(WindowAssigner)) return Window.Tumbling(TimeSpan.FromHours(1));
        if (type == typeof(RowStream<Row>)) return new VirtualDirectory().Files.Read("time timestamp, action string");
        if (type == typeof(WindowedRowStream<Row>)) return new VirtualDirectory().Files.Read("time timestamp").Window(Columns.Col("time"), Window.Tumbling(TimeSpan.FromHours(1)));
        if (type == typeof(RowSchema)) return RowSchema.Parse("x int");
        if (type == typeof(Column)) return Columns.Col("time");
        if (type == typeof(RowStream<Reading>)) return new VirtualDirectory().Watch();
        if (type == typeof(IObservable<MicroBatch<Row>>)) return Observable.Never<MicroBatch<Row>>();
        if (type.IsArray) return Array.CreateInstance(type.GetElementType()!, 0);
        if (type.IsGenericType && typeof(LambdaExpression).IsAssignableFrom(type) && type.GetGenericArguments()[0].GetGenericArguments() is [var row, var value])
            return Expression.Lambda(type.GetGenericArguments()[0], Expression.Default(value), Expression.Parameter(row));
        return type.IsValueType ? RuntimeHelpers.GetUninitializedObject(Nullable.GetUnderlyingType(type) ?? type) : null;
    }
}
