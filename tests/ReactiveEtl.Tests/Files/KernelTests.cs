using System.Reactive.Concurrency;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ReactiveEtl.Tests.Files;

/// <summary>What only the kernel shows: permissions, directories that come and go, links.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class KernelTests : IDisposable
{
    private const int Nobody = 65534;

    private readonly string _root = Directory.CreateTempSubdirectory("reactive-etl-").FullName;
    private readonly LocalFileStore _store = new();

    public void Dispose()
    {
        foreach (var directory in Directory.EnumerateDirectories(_root)) File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void List_DirectoryWithoutPermission_IsToldAndTheOthersAreListed()
    {
        Write("a");
        Write("closed/b");
        Write("open/c");
        File.SetUnixFileMode($"{_root}/closed", UnixFileMode.None);
        var unread = new List<(string Path, Exception Cause)>();
        var files = AsNobody(() => _store.List(_root, _ => true, (path, cause) => unread.Add((path, cause))).Select(file => Path.GetFileName(file.Path)).Order().ToArray());
        Assert.Equal(["a", "c"], files);
        Assert.Equal($"{_root}/closed", Assert.Single(unread).Path);
        Assert.IsType<UnauthorizedAccessException>(unread[0].Cause);
        Assert.Throws<UnauthorizedAccessException>(() => AsNobody(() => _store.List(_root, _ => true).Count()));
        Assert.Throws<UnauthorizedAccessException>(() => AsNobody(() => _store.List($"{_root}/closed", _ => true, (_, _) => { }).Count()));
    }

    [Fact]
    public void List_LinkToWhatMustNotBeLookedAt_IsToldAndTheOthersAreListed()
    {
        Write("a");
        Write("closed/b");
        File.CreateSymbolicLink($"{_root}/link", $"{_root}/closed/b");
        File.SetUnixFileMode($"{_root}/closed", UnixFileMode.None);
        var unread = new List<string>();
        Assert.Equal(["a"], AsNobody(() => _store.List(_root, _ => false, (path, _) => unread.Add(path)).Select(file => Path.GetFileName(file.Path)).ToArray()));
        Assert.Equal([$"{_root}/link"], unread);
    }

    [Fact]
    public void Watch_DirectoryWithoutPermissionBelow_TheOthersAreWatched()
    {
        Write("closed/b");
        File.SetUnixFileMode($"{_root}/closed", UnixFileMode.None);
        using var told = new ManualResetEventSlim();
        using var watcher = AsNobody(() => _store.Watch(_root, true, hint =>
        {
            if (hint == new FileHint($"{_root}/a", FileHintKind.Closed)) told.Set();
        }));
        Write("a");
        Assert.True(told.Wait(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Watch_SubdirectoriesThatComeDuringTheWatch_AreReadWithoutAnotherListing()
    {
        await using var watch = Watching(new WatchOptions { Recursive = true, PollInterval = TimeSpan.FromDays(1) });
        await watch.Run.ProcessAllAvailableAsync();
        Directory.CreateDirectory($"{_root}/x/y/z");
        Write("x/y/z/a");
        await watch.Sees("x/y/z/a");
        Write("x/y/b");
        await watch.Sees("x/y/b");
    }

    [Fact]
    public async Task Watch_DirectoryVanishesAndComesBack_IsReadOn()
    {
        Write("in/a");
        await using var watch = Watching(new WatchOptions { WaitForDirectory = true, PollInterval = TimeSpan.FromMilliseconds(20) }, "in");
        await watch.Sees("in/a");
        Directory.Move($"{_root}/in", $"{_root}/away");
        await watch.Tells(SourceEventKind.Retried);
        Write("in/b");
        await watch.Sees("in/b");
        Assert.Equal(["in/a", "in/b"], watch.Seen);
    }

    [Fact]
    public async Task Watch_LoopOfLinks_EndsAndEachFileIsReadOnce()
    {
        Write("x/a");
        Directory.CreateSymbolicLink($"{_root}/x/up", _root);
        Directory.CreateSymbolicLink($"{_root}/x/self", $"{_root}/x/self");
        await using var watch = Watching(new WatchOptions { Recursive = true });
        await watch.Run.ProcessAllAvailableAsync();
        Write("x/b");
        await watch.Run.ProcessAllAvailableAsync();
        Assert.Equal(["x/a", "x/b"], watch.Seen);
    }

    [Fact]
    public void Follow_SecondNameOfAFileWhoseFirstIsNoDataAnyMore_GoesOnWhereThatWas()
    {
        var options = new WatchOptions { Follow = true, UseNotifications = false, PollInterval = TimeSpan.FromSeconds(1) };
        File.WriteAllText($"{_root}/a.log", "1\n");
        var test = new SourceTest();
        using (var first = DirectorySource.Watch(_store, FilePattern.In(_root, "a.log"), options, test.Scheduler).Subscribe(test)) test.GoTo(SourceTest.Second).Own(first);
        File.CreateSymbolicLink($"{_root}/b.log", $"{_root}/a.log");
        File.AppendAllText($"{_root}/a.log", "22\n");
        using var resumed = DirectorySource.Watch(_store, FilePattern.In(_root, "b.log"), options, test.Scheduler, test.Run!.Position).Subscribe(test);
        test.GoTo(SourceTest.Minute);
        File.AppendAllText($"{_root}/a.log", "333\n");
        test.GoTo(2 * SourceTest.Minute);
        Assert.Equal(
            [("a.log", 0L, 2L), ("b.log", 2L, 3L), ("b.log", 5L, 4L)],
            test.Batches.SelectMany(batch => batch.Batch.Slices).Select(slice => (Path.GetFileName(slice.File.Path), slice.Start, slice.Length)));
    }

    /// <summary>On a thread of its own without the rights of root, whom the kernel lets do anything.</summary>
    private static T AsNobody<T>(Func<T> action)
    {
        var (result, failure) = (default(T), default(Exception));
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(Nobody);
            try
            {
                result = action();
            }
            catch (UnauthorizedAccessException e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw failure;
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(int user);

    private void Write(string path)
    {
        var full = $"{_root}/{path}";
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "");
        File.SetUnixFileMode(_root, (UnixFileMode)0b111_101_101);
    }

    private Watched Watching(WatchOptions options, string directory = "") => new(_root, FilePattern.In($"{_root}/{directory}"), options);

    /// <summary>A real directory that is watched on the thread pool.</summary>
    private sealed class Watched : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private readonly List<string> _seen = [];
        private readonly List<SourceEventKind> _told = [];
        private readonly SemaphoreSlim _news = new(0);

        public Watched(string root, FilePattern pattern, WatchOptions options)
        {
            var observer = System.Reactive.Observer.Create<FileBatch>(batch => Note(() => _seen.AddRange(batch.Slices.Select(slice => slice.File.Path[(root.Length + 1)..]))));
            Run = DirectorySource.Watch(new LocalFileStore(), pattern, options, DefaultScheduler.Instance, onEvent: told => Note(() => _told.Add(told.Kind))).Subscribe(observer);
        }

        public DirectoryRun Run { get; }

        public IReadOnlyList<string> Seen
        {
            get { lock (_gate) return [.. _seen]; }
        }

        public Task Sees(string path) => Until(() => _seen.Contains(path));

        public Task Tells(SourceEventKind kind) => Until(() => _told.Contains(kind));

        public ValueTask DisposeAsync()
        {
            Run.Dispose();
            return ValueTask.CompletedTask;
        }

        private void Note(Action action)
        {
            lock (_gate) action();
            _news.Release();
        }

        private async Task Until(Func<bool> isSo)
        {
            while (true)
            {
                lock (_gate)
                {
                    if (isSo()) return;
                }

                Assert.True(await _news.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken), "It didn't come.");
            }
        }
    }
}
