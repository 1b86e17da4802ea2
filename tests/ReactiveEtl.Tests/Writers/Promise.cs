using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ReactiveEtl.Tests.Writers;

/// <summary>The promises about versions, each checked by recomputation from the files that a version says it answers for.</summary>
internal sealed class Promise<TRow>(IEnumerable<InputFile> files, NaiveQuery<TRow> query)
{
    private readonly Dictionary<string, InputFile> _files = files.ToDictionary(file => file.Path, StringComparer.Ordinal);

    /// <summary>P1: the rows are the query over the prefix, and the prefix is what it says.</summary>
    public void Prefix(Snapshot<TRow> version)
    {
        var read = Read(version);
        Assert.Equal(query.Naive([.. read.SelectMany(file => file.Records)]), version.Rows);
        Assert.Equal(version.Rows.Count, version.Rows.Select((_, i) => version.Rows[i]).Count());
        Assert.Equal(read.Count, version.Prefix.Files);
        Assert.Equal(read.Sum(file => (long)file.Bytes.Length), version.Prefix.Bytes);
        Assert.Equal(read.Sum(file => (long)file.Lines.Count), version.Prefix.Rows);
        Assert.All(version.Prefix.Slices, slice => Assert.Equal((0, _files[slice.File.Path].Bytes.Length), (slice.Start, slice.Length)));
    }

    /// <summary>P1, P3, P4 over all versions of a run, from the first on.</summary>
    public void AllVersions(IReadOnlyList<Snapshot<TRow>> versions)
    {
        var digest = new byte[32];
        var before = Array.Empty<Slice>();
        for (var i = 0; i < versions.Count; i++)
        {
            Prefix(versions[i]);
            var slices = versions[i].Prefix.Slices.ToArray();
            Assert.Equal(before, slices[..before.Length]);
            digest = Chain(digest, slices[before.Length..]);
            Assert.Equal(Convert.ToHexStringLower(digest), versions[i].Prefix.Digest);
            Assert.Equal(i, versions[i].Prefix.BatchId);
            Counts(versions[i], slices[before.Length..]);
            Changes(versions[i], i > 0 ? versions[i - 1] : null);
            before = slices;
        }
    }

    /// <summary>P3: folding the changes into the rows before gives the rows, and each says what it is.</summary>
    public static void Changes(Snapshot<TRow> version, Snapshot<TRow>? before)
    {
        List<TRow> rows = [.. before?.Rows ?? []];
        var changed = new HashSet<long>();
        foreach (var change in version.Changes)
        {
            Assert.True(changed.Add(change.Group), "A group changes once a version.");
            Assert.Equal(version.Rows[(int)change.Group], change.Row);
            Fold(rows, change, isTouchedAllowed: true);
        }

        Assert.Equal(version.Rows, rows);
        Assert.Equal(version.Progress!.Touched, changed.Count);
    }

    /// <summary>P3: the changes since any older version.</summary>
    public static void ChangesSince(Snapshot<TRow> version, Snapshot<TRow> older)
    {
        List<TRow> rows = [.. older.Rows];
        foreach (var change in version.ChangesSince(older)) Fold(rows, change, isTouchedAllowed: false);
        Assert.Equal(version.Rows, rows);
    }

    /// <summary>P4: every record of the batch in one bucket.</summary>
    private void Counts(Snapshot<TRow> version, Slice[] slices)
    {
        var batch = slices.Select(slice => _files[slice.File.Path]).ToList();
        var records = batch.SelectMany(file => file.Records).ToList();
        var progress = version.Progress!;
        Assert.Equal(version.Prefix.BatchId, progress.BatchId);
        Assert.Equal(batch.Count, progress.Files);
        Assert.Equal(batch.Sum(file => (long)file.Bytes.Length), progress.Bytes);
        Assert.Equal(batch.Sum(file => (long)file.Lines.Count), progress.Read);
        Assert.Equal(batch.Sum(file => (long)file.Malformed.Count()), progress.Malformed);
        Assert.Equal(records.LongCount(record => !query.Counts(record)), progress.Filtered);
        Assert.Equal(records.LongCount(query.Counts), progress.Counted);
        Assert.Equal(version.Rows.Count, progress.Groups);
    }

    private static void Fold(List<TRow> rows, Change<TRow> change, bool isTouchedAllowed)
    {
        switch (change.Kind)
        {
            case ChangeKind.Added:
                Assert.Equal(rows.Count, change.Group);
                Assert.Equal(default, change.Before);
                rows.Add(change.Row!);
                break;
            case ChangeKind.Updated:
                Assert.NotEqual(change.Before, change.Row);
                Assert.Equal(rows[(int)change.Group], change.Before);
                rows[(int)change.Group] = change.Row!;
                break;
            case ChangeKind.Touched when isTouchedAllowed:
                Assert.Equal(change.Before, change.Row);
                Assert.Equal(rows[(int)change.Group], change.Row);
                break;
            default:
                Assert.Fail($"{change.Kind} is no change of a table that only grows.");
                break;
        }
    }

    private List<InputFile> Read(Snapshot<TRow> version) => [.. version.Prefix.Slices.Select(slice => _files[slice.File.Path])];

    private static byte[] Chain(byte[] before, Slice[] slices)
    {
        var text = new MemoryStream();
        text.Write(before);
        var number = new byte[8];
        foreach (var slice in slices)
        {
            text.Write(Encoding.UTF8.GetBytes(slice.File.Path));
            foreach (var value in new[] { slice.File.Size, slice.File.ModifiedAt.UtcTicks, slice.Start, slice.Length })
            {
                BinaryPrimitives.WriteInt64LittleEndian(number, value);
                text.Write(number);
            }
        }

        return SHA256.HashData(text.ToArray());
    }
}
