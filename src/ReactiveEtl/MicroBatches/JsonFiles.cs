using System.Diagnostics.CodeAnalysis;
using System.IO.Abstractions;
using System.Reactive;
using System.Reactive.Concurrency;
using System.Reactive.Linq;

namespace ReactiveEtl;

/// <summary>Files of JSON lines, named by a directory and a pattern: read as they are now, or watched.</summary>
/// <example><c>JsonFiles.In("events", "file-*.json").Read&lt;DeviceEvent&gt;()</c></example>
public sealed class JsonFiles
{
    private readonly FilePattern _pattern;
    private readonly FileStore _store;

    private JsonFiles(FilePattern pattern, FileStore store)
    {
        _pattern = pattern;
        _store = store;
    }

    /// <summary>The files of a directory, or those that a path with wildcards names: <c>events</c>, <c>events/file-*.json</c>, <c>events/**/*.json</c>.</summary>
    /// <param name="path">A directory or a pattern; <c>*</c>, <c>?</c>, <c>[abc]</c>, <c>{a,b}</c> within a name, <c>**</c> for any directories.</param>
    /// <param name="store">Where the files are; by default the local file system.</param>
    public static JsonFiles In(string path, FileStore? store = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new JsonFiles(FilePattern.In(path), store ?? LocalStore(path));
    }

    /// <summary>The files of a directory whose names match.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="pattern">A pattern for what lies below it: <c>file-*.json</c>, <c>**/*.json</c>.</param>
    /// <param name="store">Where the files are; by default the local file system.</param>
    public static JsonFiles In(string directory, string pattern, FileStore? store = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        return new JsonFiles(FilePattern.In(directory, pattern), store ?? LocalStore(directory));
    }

    /// <summary>What is there when it is subscribed to, in order of modification time, then of natural path; then it completes. One batch, unless limits are given.</summary>
    /// <typeparam name="T">The type of a record: flat, its members are the declared columns, named in camel case or by [JsonPropertyName].</typeparam>
    /// <param name="options">How to read.</param>
    /// <param name="scheduler">Where the reading runs; by default the task pool.</param>
    /// <exception cref="ArgumentException">The type is not flat, or an option is no value for it.</exception>
    public RowStream<T> Read<[DynamicallyAccessedMembers(FlatType.Needed)] T>(ReadOptions? options = null, IScheduler? scheduler = null) =>
        Stream<T>(TypedInput(typeof(T), options ?? new ReadOptions(), scheduler), null);

    /// <summary>As <see cref="Read{T}"/>, with columns that are known at run time only.</summary>
    /// <param name="schema">The columns, as in <c>"time timestamp, action string"</c>; a string column <c>_corrupt_record</c> takes the text of malformed records.</param>
    /// <param name="options">How to read.</param>
    /// <param name="scheduler">Where the reading runs; by default the task pool.</param>
    /// <exception cref="ArgumentException">The text is no schema, or an option is no value for it.</exception>
    public RowStream<Row> Read(string schema, ReadOptions? options = null, IScheduler? scheduler = null) =>
        Stream<Row>(RowInput(schema, options ?? new ReadOptions(), scheduler), null);

    /// <summary>What is there and what comes, as long as it is subscribed to; new files are found by notification or by listing.</summary>
    /// <typeparam name="T">The type of a record, as in <see cref="Read{T}"/>.</typeparam>
    /// <param name="options">How to watch.</param>
    /// <param name="scheduler">Where listing and reading run, and whose clock counts; by default the task pool. In tests a virtual one.</param>
    /// <exception cref="ArgumentException">The type is not flat, or an option is no value for it.</exception>
    public RowStream<T> Watch<[DynamicallyAccessedMembers(FlatType.Needed)] T>(WatchOptions? options = null, IScheduler? scheduler = null) =>
        Stream<T>(TypedInput(typeof(T), options ??= new WatchOptions(), scheduler), options);

    /// <summary>As <see cref="Watch{T}"/>, with columns that are known at run time only.</summary>
    /// <param name="schema">The columns, as in <see cref="Read(string, ReadOptions?, IScheduler?)"/>.</param>
    /// <param name="options">How to watch.</param>
    /// <param name="scheduler">Where listing and reading run, and whose clock counts; by default the task pool.</param>
    /// <exception cref="ArgumentException">The text is no schema, or an option is no value for it.</exception>
    public RowStream<Row> Watch(string schema, WatchOptions? options = null, IScheduler? scheduler = null) =>
        Stream<Row>(RowInput(schema, options ??= new WatchOptions(), scheduler), options);

    /// <summary>The pattern.</summary>
    public override string ToString() => _pattern.ToString();

    private static LocalFileStore LocalStore(string path) =>
        path.Contains("://", StringComparison.Ordinal)
            ? throw new ArgumentException($"'{path}' is not on this machine: add the package ReactiveEtl.ObjectStore and pass an ObjectStore behind the path.", nameof(path))
            : new(new FileSystem());

    private RowStream<T> Stream<T>(FileInput input, WatchOptions? watch)
    {
        DirectorySource.Validate(_store, _pattern, input.Options);
        var plan = new RowPlan(input);
        return new RowStream<T>(context => Run<T>(plan, input, watch, context), plan, watch is not null);
    }

    private IObservable<MicroBatch<T>> Run<T>(RowPlan plan, FileInput input, WatchOptions? watch, RunContext context)
    {
        context.Use(input.Scheduler);
        var place = context.Sources.Count;
        var from = context.Resume?.Sources[place];
        // The one listing that the run makes at its start is all.
        if (context.ReadsWhatIsThere) watch = watch is null ? null : watch with { UseNotifications = false, PollInterval = TimeSpan.FromDays(1) };
        if (context.HasNoLimits) watch = watch is null ? null : watch with { MaxFilesPerBatch = null, MaxBytesPerBatch = null };
        var source = watch is null
            ? DirectorySource.Read(_store, _pattern, input.Options, input.Scheduler, from, context.OnSourceEvent, context.OnBatchEnd, () => context.OnIdle?.Invoke(), context.BatchInterval)
            : DirectorySource.Watch(_store, _pattern, watch, input.Scheduler, from, context.OnSourceEvent, context.OnBatchEnd, () => context.OnIdle?.Invoke(), context.BatchInterval, context.ReadsWhatIsThere);
        var run = new SourceRun(Guid.NewGuid(), source);
        context.Sources.Add(run);
        return Observable.Create<MicroBatch<T>>(observer => run.Start(Observer.Create<FileBatch>(
            batch => observer.OnNext(new MicroBatch<T>(plan, run.Id, batch.Sequence, batch.Slices, null, batch.IsLast)),
            observer.OnError,
            observer.OnCompleted)));
    }

    private FileInput TypedInput([DynamicallyAccessedMembers(FlatType.Needed)] Type type, ReadOptions options, IScheduler? scheduler)
    {
        if (type == typeof(Row)) throw new ArgumentException("The columns of a Row are not known by its type: use Read(schema) or Watch(schema).");
        var flat = FlatType.Of(type);
        var format = new RecordFormat([.. flat.Members.Select(member => member.Format)], options.TimeZone, options.Malformed);
        var columns = flat.Members.Select((member, place) => (VectorExpression)new ColumnReference(place, member.Format.Name, member.Type)).ToArray();
        var members = flat.Members.Zip(columns).Where(pair => pair.First.IsPlain).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
        var mapping = new RowMapping(new RowObject(type, flat.Make, columns), members);
        return new FileInput(_store, format, options, _pattern.ToString(), mapping, scheduler ?? TaskPoolScheduler.Default);
    }

    private FileInput RowInput(string schemaText, ReadOptions options, IScheduler? scheduler)
    {
        ArgumentNullException.ThrowIfNull(schemaText, "schema");
        var schema = RowSchema.Parse(schemaText);
        var format = new RecordFormat([.. schema.Select(Format)], options.TimeZone, options.Malformed);
        var columns = schema.Select((column, place) => (VectorExpression)new ColumnReference(place, column.Name, ClrColumn.TypeOf(column.Type))).ToArray();
        return new FileInput(_store, format, options, _pattern.ToString(), RowMapping.Of(schema, columns), scheduler ?? TaskPoolScheduler.Default);
    }

    private static ColumnFormat Format(ColumnSchema column) =>
        new(column) { IsCorruptRecord = column is { Name: "_corrupt_record", Type: ColumnType.String } };
}
