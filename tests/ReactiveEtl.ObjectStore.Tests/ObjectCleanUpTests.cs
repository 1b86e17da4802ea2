using System.Net;

namespace ReactiveEtl.Tests.Objects;

/// <summary>Deleting and archiving, where answers get lost and others write to the same names: no new object is deleted or overwritten, and no copy is left over.</summary>
public sealed class ObjectCleanUpTests
{
    public static TheoryData<string> Kinds => TestedStore.Kinds;

    [Theory]
    [InlineData("new")]
    [InlineData("old")]
    [InlineData(null)]
    public void Delete_WhoseAnswerIsLost_LeavesWhatCameMeanwhile(string? comes)
    {
        using var tested = TestedStore.Open("memory");
        tested.Put("a", "old");
        var file = tested.Store.Look(tested.PathOf("a"))!.Value;
        // Times of objects are in whole seconds, and the same content has the same ETag: it must be another second for another object.
        if (comes == "old") file = file with { ModifiedAt = file.ModifiedAt.AddSeconds(-1) };
        LoseAnswers(tested, HttpMethod.Delete, () =>
        {
            if (comes is not null) tested.Put("a", comes);
        });
        tested.Store.Delete(file);
        Assert.Equal(comes is null ? [] : ["a"], tested.Keys());
    }

    [Fact]
    public void Delete_OfAnObjectThatIsReplacedBetweenTheLookAndTheRequest_LeavesTheNewOne()
    {
        using var tested = TestedStore.Open("memory");
        tested.Put("a", "old");
        var file = tested.Store.Look(tested.PathOf("a"))!.Value;
        tested.Memory!.Before = (request, _) =>
        {
            if (request.Method != HttpMethod.Delete) return Task.CompletedTask;
            tested.Memory.Before = static (_, _) => Task.CompletedTask;
            tested.Put("a", "new");
            return Task.CompletedTask;
        };
        tested.Store.Delete(file);
        Assert.Equal(3, tested.Store.Look(tested.PathOf("a"))!.Value.Size);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotImplemented)]
    [InlineData(HttpStatusCode.PreconditionFailed)]
    public void Delete_InAStoreThatRefusesTheCondition_IsMadeWithout(HttpStatusCode refusal)
    {
        using var tested = TestedStore.Open("memory");
        foreach (var key in new[] { "a", "b" }) tested.Put(key, key);
        tested.Memory!.Fault = request => request.Method == HttpMethod.Delete && request.Headers.Contains("If-Match") ? MemoryS3.Error(refusal, "Refused") : null;
        foreach (var key in new[] { "a", "b" }) tested.Store.Delete(tested.PathOf(key));
        Assert.Empty(tested.Keys());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(11, false)]
    [InlineData(11, true)]
    public void Move_WhoseAnswerIsLost_IsOneCopy_AndOverwritesNothing(int megabytes, bool isOvertaken)
    {
        using var tested = OpenWithParts("memory");
        tested.Put("in/a", new byte[megabytes << 20]);
        var file = tested.Store.Look(tested.PathOf("in/a"))!.Value;
        LoseAnswers(tested, megabytes == 1 ? HttpMethod.Put : HttpMethod.Post, () =>
        {
            if (isOvertaken) tested.Put("done/a", "another");
        });
        Assert.Equal(!isOvertaken, tested.Store.TryMove(file, tested.PathOf("done/a")));
        Assert.Equal(isOvertaken ? ["done/a", "in/a"] : ["done/a"], tested.Keys());
        Assert.Equal(isOvertaken ? 7 : megabytes << 20, tested.Store.Look(tested.PathOf("done/a"))!.Value.Size);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Move_OfAnObjectThatWasUploadedInParts_IsOneCopy_WhichSaysTheSameOfItself(string kind)
    {
        // Swift refuses to copy a part of an object that has parts itself (412, with and without a condition).
        int[] sizes = kind == "swift" ? [1] : [1, 11];
        foreach (var megabytes in sizes)
        {
            using var tested = OpenWithParts(kind);
            for (var round = 0; round < 2; round++)
            {
                // The second time as if the first had stopped between the copy and the deletion.
                tested.PutInParts("in/a", new byte[megabytes << 20]);
                Assert.True(tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
                Assert.Equal(["done/a"], tested.Keys());
            }

            var copy = tested.About("done/a");
            Assert.Equal(("application/x-ndjson", "identity", "a test"), (copy.Headers.ContentType, copy.Headers.ContentEncoding, copy.Metadata["origin"]));
            if (tested.Memory is null) continue;
            tested.PutInParts("in/b", new byte[megabytes << 20]);
            LoseAnswers(tested, megabytes == 1 ? HttpMethod.Put : HttpMethod.Post, static () => { });
            Assert.True(tested.Store.TryMove(tested.PathOf("in/b"), tested.PathOf("done/b")));
            Assert.Equal(["done/a", "done/b"], tested.Keys());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Move_InPartsThatAStopEnds_LeavesNoPart_OrTellsWhichStay(bool mayBeGivenUp)
    {
        using var tested = OpenWithParts("memory");
        tested.Put("in/a", new byte[11 << 20]);
        using var stop = new CancellationTokenSource();
        tested.Memory!.Fault = request => !mayBeGivenUp && request.Method == HttpMethod.Delete ? MemoryS3.Error(HttpStatusCode.Forbidden, "AccessDenied") : null;
        tested.Memory.Before = (request, cancellation) =>
        {
            if (!request.RequestUri!.Query.Contains("partNumber=2", StringComparison.Ordinal)) return Task.CompletedTask;
            stop.Cancel();
            return Task.Delay(Timeout.Infinite, cancellation);
        };
        var store = tested.Store.StoppedBy(stop.Token);
        var stopped = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a"))));
        Assert.Equal(!mayBeGivenUp, stopped.Message.Contains("the upload 'upload-0' is aborted", StringComparison.Ordinal));
        Assert.Equal(mayBeGivenUp ? 0 : 1, tested.Memory.OpenUploads);
        tested.Memory.Fault = null;
        Assert.Equal(["in/a"], tested.Keys());
    }

    [Fact]
    public void Move_WhosePartsCannotBeGivenUp_TellsBothFailures_AfterATimeLimit()
    {
        var time = new JumpingTime { Horizon = TimeSpan.FromSeconds(10) };
        using var tested = TestedStore.Open("memory", TestedStore.Quick with { CopyPartBytes = 5 << 20, TimeProvider = time, Timeout = TimeSpan.FromHours(1) });
        tested.Put("in/a", new byte[11 << 20]);
        tested.Memory!.Fault = request => request.RequestUri!.Query.Contains("partNumber=2", StringComparison.Ordinal) ? MemoryS3.Error(HttpStatusCode.Forbidden, "AccessDenied") : null;
        tested.Memory.Before = (request, cancellation) => request.Method == HttpMethod.Delete ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        var failure = Assert.Throws<FileSourceException>(() => tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
        tested.Memory.Before = static (_, _) => Task.CompletedTask;
        Assert.Contains("AccessDenied", failure.Message, StringComparison.Ordinal);
        Assert.Contains("the upload 'upload-0' is aborted", failure.Message, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.FromSeconds(5)], time.Waits);
    }

    [Fact]
    public void Move_InPartsThatIsOvertaken_LeavesNoPart()
    {
        using var tested = OpenWithParts("memory");
        tested.Put("in/a", new byte[11 << 20]);
        var isFirst = true;
        tested.Memory!.Fault = request =>
        {
            if (!isFirst || request.Method != HttpMethod.Post || !request.RequestUri!.Query.Contains("uploadId", StringComparison.Ordinal)) return null;
            isFirst = false;
            tested.Put("done/a", "another");
            return MemoryS3.Error(HttpStatusCode.InternalServerError, "InternalError");
        };
        Assert.False(tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
        Assert.Equal(0, tested.Memory.OpenUploads);
        Assert.Equal(7, tested.Store.Look(tested.PathOf("done/a"))!.Value.Size);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    public void Move_OfAnObjectThatIsReplacedMeanwhile_LeavesTheNewOneAndNoCopy(int megabytes)
    {
        using var tested = OpenWithParts("memory");
        tested.Put("in/a", new byte[megabytes << 20]);
        var file = tested.Store.Look(tested.PathOf("in/a"))!.Value;
        tested.Memory!.Before = (request, _) =>
        {
            if (!request.Headers.Contains("x-amz-copy-source")) return Task.CompletedTask;
            tested.Memory.Before = static (_, _) => Task.CompletedTask;
            tested.Put("in/a", "new");
            return Task.CompletedTask;
        };
        Assert.Throws<FileNotFoundException>(() => tested.Store.TryMove(file, tested.PathOf("done/a")));
        Assert.Equal(["in/a"], tested.Keys());
        Assert.Equal(0, tested.Memory.OpenUploads);
        Assert.Throws<FileNotFoundException>(() => tested.Store.TryMove(file, tested.PathOf("done/a")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Move_OfALargeObject_IsMadeInParts_AndMadeUpForAfterACrash(string kind)
    {
        using var tested = OpenWithParts(kind);
        var bytes = new byte[11 << 20];
        new Random(1).NextBytes(bytes);
        for (var round = 0; round < 2; round++)
        {
            // The second time as if the first had stopped between the copy and the deletion.
            tested.Put("in/a", bytes);
            Assert.True(tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
            Assert.Equal(["done/a"], tested.Keys());
        }

        Assert.Equal(tested.Store.Look(tested.PathOf("done/a")), tested.Store.List(tested.PathOf("done"), _ => false).Single());
        using var stream = tested.Store.OpenRead(tested.PathOf("done/a"));
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.True(copy.ToArray().AsSpan().SequenceEqual(bytes));
        if (tested.Memory is { } memory) Assert.Equal(3, memory.Requests.Count(request => request.StartsWith("PUT", StringComparison.Ordinal) && request.EndsWith("/done/a", StringComparison.Ordinal)));
    }

    [Fact]
    public void Copy_HasATimeLimitOfItsOwn()
    {
        var time = new JumpingTime { Horizon = TimeSpan.FromHours(1) };
        using var tested = TestedStore.Open("memory", TestedStore.Quick with { MaxRetries = 0, Timeout = TimeSpan.FromHours(2), CopyTimeout = TimeSpan.FromMinutes(1), TimeProvider = time });
        tested.Put("in/a", "text");
        tested.Memory!.Before = (request, cancellation) => request.Headers.Contains("x-amz-copy-source") ? Task.Delay(System.Threading.Timeout.Infinite, cancellation) : Task.CompletedTask;
        var failure = Assert.Throws<FileSourceException>(() => tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
        Assert.Contains("CopyTimeout", failure.Message, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.FromMinutes(1)], time.Waits);
        Assert.Equal(["in/a"], tested.Keys());
    }

    private static TestedStore OpenWithParts(string kind) => TestedStore.Open(kind, TestedStore.Quick with { CopyPartBytes = 5 << 20 });

    /// <summary>Loses the first answer to such a request that ends something, and does something then.</summary>
    private static void LoseAnswers(TestedStore tested, HttpMethod method, Action then) =>
        tested.Memory!.LosesAnswer = request =>
        {
            if (request.Method != method || request.RequestUri!.Query.Contains("uploads", StringComparison.Ordinal)) return false;
            tested.Memory.LosesAnswer = static _ => false;
            then();
            return true;
        };
}
