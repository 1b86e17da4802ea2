using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ReactiveEtl.Tests.Writers;

/// <summary>Logs on a real disk, under two names and as the tools rotate them; the order in which a directory lists its names is the kernel's.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class LinkedLogTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("reactive-etl-").FullName;
    private readonly Lock _gate = new();
    private readonly List<long> _numbers = [];
    private readonly List<SourceEventKind> _told = [];
    private StreamingQuery<Picked>? _query;
    private int _written;

    private sealed record Item(long Number);

    private sealed record Picked(long Number);

    public static TheoryData<OnChange, bool> Ways => new() { { OnChange.Tell, false }, { OnChange.Tell, true }, { OnChange.Fail, false }, { OnChange.Fail, true } };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_query is not null) await _query.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task TwoNames_AreReadOnce_AndTheOtherGoesOnWhereTheFirstIsGone(OnChange onChange, bool isHardLink)
    {
        Write("b.log");
        Link("b.log", "a.log", isHardLink);
        await FollowAsync(onChange);
        Write("a.log");
        Link("b.log", "c.log", isHardLink);
        await AllAsync();
        Write("c.log");
        await AllAsync();
        // Of a hard link any name may go; a symbolic one needs what it leads to.
        File.Delete($"{_root}/{(isHardLink ? "b.log" : "a.log")}");
        Write("c.log");
        await AllAsync();
        if (isHardLink) File.Delete($"{_root}/a.log");
        Write("c.log");
        await AllAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task LinkToTheLatest_ThatLeadsToOneAfterAnother_IsNoFileOfItsOwn(OnChange onChange, bool comesLast)
    {
        for (var day = 1; day <= 5; day++)
        {
            var (log, link) = ($"day-{day}.log", $"{_root}/{(comesLast ? "latest.log" : "a.log")}");
            Write(log);
            File.CreateSymbolicLink(link + ".tmp", $"{_root}/{log}");
            File.Move(link + ".tmp", link, overwrite: true);
            if (day == 1) await FollowAsync(onChange);
            Write(log);
            await AllAsync();
            if (day > 1) Write($"day-{day - 1}.log");
            await AllAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Rotation_ByRenamesAndANewFile_IsReadOn(OnChange onChange, bool staysOpen)
    {
        Write("log.log");
        await FollowAsync(onChange);
        for (var rotation = 1; rotation <= 5; rotation++)
        {
            Write("log.log");
            using var writer = staysOpen ? new StreamWriter($"{_root}/log.log", append: true) : null;
            for (var number = rotation; number > 1; number--) File.Move($"{_root}/log-{number - 1}.log", $"{_root}/log-{number}.log");
            File.Move($"{_root}/log.log", $"{_root}/log-1.log");
            Write("log.log");
            // As long as it isn't told of the rotation, a writer goes on in the old file.
            writer?.Write(Line());
            writer?.Flush();
            await AllAsync();
        }

        Assert.Contains(SourceEventKind.Renamed, _told);
    }

    [Theory]
    [InlineData(OnChange.Tell)]
    [InlineData(OnChange.Fail)]
    public async Task Rotation_ByCopyAndCut_IsReadFromTheStart(OnChange onChange)
    {
        Write("log.log");
        Write("log.log");
        await FollowAsync(onChange);
        for (var rotation = 1; rotation <= 3; rotation++)
        {
            File.Copy($"{_root}/log.log", $"{_root}/log.log.{rotation}");
            using (var log = new FileStream($"{_root}/log.log", FileMode.Open)) log.SetLength(0);
            Write("log.log");
            await AllAsync();
            Write("log.log");
            await AllAsync();
        }

        Assert.Equal(3, _told.Count(kind => kind == SourceEventKind.Truncated));
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeHardLink(string file, string link);

    private void Link(string file, string link, bool isHardLink)
    {
        if (isHardLink) Assert.Equal(0, MakeHardLink($"{_root}/{file}", $"{_root}/{link}"));
        else File.CreateSymbolicLink($"{_root}/{link}", $"{_root}/{file}");
    }

    private string Line() => string.Create(CultureInfo.InvariantCulture, $"{{\"number\":{_written++}}}\n");

    private void Write(string name) => File.AppendAllText($"{_root}/{name}", Line());

    private async Task FollowAsync(OnChange onChange)
    {
        _query = JsonFiles.In(_root, "*.log").Watch<Item>(new WatchOptions { Follow = true, OnChange = onChange }).Select(e => new Picked(e.Number)).Start("logs");
        _query.Events.Subscribe(told =>
        {
            lock (_gate) _told.Add(told.Kind);
        });
        _query.Table.Subscribe(version => _numbers.AddRange(version.Rows.Select(row => row.Number)));
        await AllAsync();
    }

    /// <summary>Reads all that was written, and finds each line once.</summary>
    private async Task AllAsync()
    {
        await _query!.ProcessAllAvailableAsync();
        Assert.Equal(Enumerable.Range(0, _written).Select(number => (long)number), _numbers.Order());
        lock (_gate) Assert.DoesNotContain(SourceEventKind.Changed, _told);
    }
}
