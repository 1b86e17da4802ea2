using System.Diagnostics;
using System.Reactive.Linq;
using Amazon.S3;
using Amazon.S3.Model;

namespace ReactiveEtl.Benchmarks;

/// <summary>Many small objects of a real store as one batch, one after another and fetched ahead, beside bare requests that are as many at once.</summary>
internal static class SmallObjects
{
    private const int Count = 2000;
    private const int Size = 1024;
    private const int Ahead = 16;
    private const string Bucket = "small-objects";

    private sealed record Total(int Key, long Count, long Sum);

    public static async Task RunAsync(Uri endpoint, FileResults results)
    {
        var config = new AmazonS3Config { ServiceURL = endpoint.OriginalString, ForcePathStyle = true, AuthenticationRegion = "us-east-1" };
        using var client = new AmazonS3Client(config);
        await PutAsync(client);
        var (serial, ahead) = (await ReadAsync(endpoint, 0), await ReadAsync(endpoint, Ahead));
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = Ahead + 1 }, async (i, stop) =>
        {
            using var answer = await client.GetObjectAsync(Bucket, Key(i), stop);
            await answer.ResponseStream.CopyToAsync(Stream.Null, stop);
        });
        results.Add($"{Count} objects of {Size} bytes, one batch", ("s", ahead), ("one_by_one_s", serial), ("bare_requests_s", Stopwatch.GetElapsedTime(start).TotalSeconds), ("object_ms", ahead * 1e3 / Count));
    }

    private static string Key(int number) => $"in/{number}.json";

    private static async Task PutAsync(AmazonS3Client client)
    {
        await client.PutBucketAsync(Bucket);
        var there = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, Prefix = Key(Count - 1) });
        if (there.S3Objects is { Count: > 0 }) return;
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, stop) =>
            await client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = Key(i), ContentBody = SmallFiles.Line(i, Size), UseChunkEncoding = false }, stop));
    }

    private static async Task<double> ReadAsync(Uri endpoint, int ahead)
    {
        using var store = new ObjectStore(new ObjectStoreOptions { Endpoint = endpoint, ObjectsAhead = ahead });
        var start = Stopwatch.GetTimestamp();
        var last = await JsonFiles.In($"s3://{Bucket}/in/*.json", store).Read<SmallEvent>().GroupBy(e => 0).Select(g => new Total(g.Key, g.Count(), g.Sum(e => e.Number)));
        var row = last.Rows.Single();
        FileResults.Check((row.Count, row.Sum, last.Prefix.BatchId) == (Count, SmallFiles.SumOfNumbers(Count), 0), $"{row}");
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
