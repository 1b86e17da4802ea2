namespace ReactiveEtl.Benchmarks;

/// <summary>The bytes of all files into one buffer a thread, and nothing done with them: the bound of everything.</summary>
internal static class ReadingJob
{
    private const int BlockSize = 256 << 10;

    public static Task<JobOutcome> RunAsync(JobInput input) => ReadAsync(input, static _ => { });

    /// <summary>Reads the files on as many threads as asked, each file on one, with something done to every block.</summary>
    public static async Task<JobOutcome> ReadAsync(JobInput input, Action<ReadOnlySpan<byte>> onBlock)
    {
        var files = input.Files.ToArray();
        var next = -1;
        long bytes = 0;
        await Task.WhenAll(Enumerable.Range(0, input.Threads).Select(_ => Task.Run(() =>
        {
            var buffer = new byte[BlockSize];
            while (Interlocked.Increment(ref next) is var i && i < files.Length) Interlocked.Add(ref bytes, ReadFile(files[i], buffer, onBlock));
        })));
        return new JobOutcome(null, Bytes: bytes);
    }

    private static long ReadFile(string file, byte[] buffer, Action<ReadOnlySpan<byte>> onBlock)
    {
        using var handle = File.OpenHandle(file);
        long offset = 0;
        while (RandomAccess.Read(handle, buffer, offset) is > 0 and var read)
        {
            onBlock(buffer.AsSpan(0, read));
            offset += read;
        }

        return offset;
    }
}
