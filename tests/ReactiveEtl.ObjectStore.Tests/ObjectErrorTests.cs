using System.Net;

namespace ReactiveEtl.Tests.Objects;

/// <summary>What fails for a reason that may pass is tried again; what fails for good says why and what to do.</summary>
public sealed class ObjectErrorTests
{
    public static TheoryData<string> Kinds => TestedStore.Kinds;

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public void Request_ThatFailsForAWhile_IsMadeAgain(HttpStatusCode status)
    {
        using var tested = TestedStore.Open("memory");
        tested.Put("file", "text");
        var left = 5;
        tested.Memory!.Fault = _ => left-- > 0 ? MemoryS3.Error(status, "SlowDown") : null;
        Assert.Equal(4, tested.Store.Look(tested.PathOf("file"))!.Value.Size);
        left = 6;
        var failure = Assert.Throws<FileSourceException>(() => tested.Store.Look(tested.PathOf("file")));
        Assert.Contains($"answered {(int)status}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "/done/a", "InternalError")]
    [InlineData(11, "uploadId", "SlowDown")]
    [InlineData(11, "partNumber", "InternalError")]
    [InlineData(11, "uploads", "InternalError")]
    [InlineData(1, "/done/a", "")]
    [InlineData(11, "partNumber", "")]
    public void Copy_WhoseAnswerSaysInItsTextThatItFailed_IsMadeAgain(int megabytes, string part, string code)
    {
        using var tested = TestedStore.Open("memory", TestedStore.Quick with { CopyPartBytes = 5 << 20 });
        tested.Put("in/a", new byte[megabytes << 20]);
        var (left, made) = (2, 0);
        tested.Memory!.Fault = request =>
        {
            if (request.Method.Method is not ("PUT" or "POST") || !request.RequestUri!.PathAndQuery.Contains(part, StringComparison.Ordinal)) return null;
            made++;
            if (left-- <= 0) return null;
            return code.Length > 0 ? MemoryS3.Error(HttpStatusCode.OK, code) : new HttpResponseMessage(HttpStatusCode.OK) { Content = MemoryS3.Xml("") };
        };
        Assert.True(tested.Store.TryMove(tested.PathOf("in/a"), tested.PathOf("done/a")));
        Assert.Equal(["done/a"], tested.Keys());
        Assert.Equal(megabytes << 20, tested.Store.Look(tested.PathOf("done/a"))!.Value.Size);
        Assert.Equal(0, tested.Memory.OpenUploads);
    }

    [Fact]
    public void Retries_WaitTwiceAsLongEachTime_MoreOrLess()
    {
        var time = new JumpingTime { Horizon = TimeSpan.FromMinutes(1) };
        using var tested = TestedStore.Open("memory", new ObjectStoreOptions { RetryDelay = TimeSpan.FromSeconds(1), Timeout = TimeSpan.FromHours(1), TimeProvider = time });
        tested.Put("file", "text");
        var left = 5;
        tested.Memory!.Fault = _ => left-- > 0 ? MemoryS3.Error(HttpStatusCode.ServiceUnavailable, "SlowDown") : null;
        Assert.Equal(4, tested.Store.Look(tested.PathOf("file"))!.Value.Size);
        Assert.Equal(5, time.Waits.Length);
        // Polly's jitter makes each wait another one, but of all five together 2^4 to 2^5 seconds / 1.4.
        Assert.InRange(time.Waits.Sum(wait => wait.TotalSeconds), 11, 23);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "NoSuchBucket")]
    [InlineData(HttpStatusCode.Forbidden, "AccessDenied")]
    [InlineData(HttpStatusCode.BadRequest, "AuthorizationHeaderMalformed")]
    public void Failure_ForGood_IsNotTriedAgain(HttpStatusCode status, string code)
    {
        using var tested = TestedStore.Open("memory");
        tested.Memory!.Requests.Clear();
        tested.Memory.Fault = _ => MemoryS3.Error(status, code);
        Assert.Throws<FileSourceException>(() => tested.Store.DirectoryExists(tested.PathOf("in")));
        tested.Memory.Fault = null;
        Assert.Single(tested.Memory.Requests);
    }

    [Fact]
    public void Content_ThatBreaksOff_IsReadAgain()
    {
        using var tested = TestedStore.Open("memory");
        tested.Put("file", "text");
        var left = 2;
        tested.Memory!.Fault = request => request.Method == HttpMethod.Get && left-- > 0 ? Broken() : null;
        using var reader = new StreamReader(tested.Store.OpenRead(tested.PathOf("file")));
        Assert.Equal("text", reader.ReadToEnd());

        static HttpResponseMessage Broken()
        {
            var content = new StreamContent(new MemoryStream("te"u8.ToArray()));
            content.Headers.ContentLength = 4;
            return new HttpResponseMessage(HttpStatusCode.PartialContent) { Content = content };
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Bucket_ThatIsNotThere_IsNamed(string kind)
    {
        using var tested = TestedStore.Open(kind);
        var failure = Assert.Throws<FileSourceException>(() => tested.Store.List("s3://reactiveetl-nobody-made-it/in", _ => true).ToArray());
        Assert.Contains("There is no bucket 'reactiveetl-nobody-made-it' at http", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Network_ThatIsNotThere_IsTold()
    {
        using var store = new ObjectStore(TestedStore.Quick with { Endpoint = new Uri("http://127.0.0.1:1"), AccessKey = "a", SecretKey = "b", MaxRetries = 1 });
        var failure = Assert.Throws<FileSourceException>(() => store.DirectoryExists("s3://bucket/in"));
        Assert.Contains("http://127.0.0.1:1/ can't be reached: Connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_ThatTakesTooLong_IsTold()
    {
        var time = new JumpingTime();
        using var tested = TestedStore.Open("memory", TestedStore.Quick with { MaxRetries = 0, TimeProvider = time });
        tested.Put("file", "text");
        time.Horizon = TimeSpan.FromHours(1);
        using var never = new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new EndlessStream()) };
        never.Content.Headers.ContentLength = 4;
        tested.Memory!.Fault = request => request.Method == HttpMethod.Get ? never : null;
        using var stream = tested.Store.OpenRead(tested.PathOf("file"));
        var failure = Assert.Throws<FileSourceException>(() => stream.ReadByte());
        tested.Memory.Fault = null;
        time.Horizon = TimeSpan.Zero;
        Assert.Contains("didn't answer in time", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Access_ThatIsDenied_NamesTheKeys()
    {
        using var tested = TestedStore.Open("memory");
        tested.Memory!.Fault = _ => MemoryS3.Error(HttpStatusCode.Forbidden, "SignatureDoesNotMatch");
        var failure = Assert.Throws<FileSourceException>(() => tested.Store.DirectoryExists(tested.PathOf("in")));
        tested.Memory.Fault = null;
        Assert.Contains("SignatureDoesNotMatch", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AccessKey", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_ThatAreNowhere_AreTold()
    {
        // Of this process alone: no key, no profile and no machine's role.
        string[] names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"];
        foreach (var name in names) Environment.SetEnvironmentVariable(name, null);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", "/nowhere");
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
        using var store = new ObjectStore(TestedStore.Quick with { Endpoint = new Uri("http://127.0.0.1:1") });
        var failure = Assert.Throws<FileSourceException>(() => store.DirectoryExists("s3://bucket/in"));
        Assert.Contains("There are no credentials", failure.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_SECRET_ACCESS_KEY", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Nothing comes until it is cancelled.</summary>
    private sealed class EndlessStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(System.Threading.Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
