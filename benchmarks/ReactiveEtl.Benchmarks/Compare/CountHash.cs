using System.Globalization;

namespace ReactiveEtl.Benchmarks;

/// <summary>Counts in a form that every language of the engines makes alike, in any order: the sum of FNV-1a over "hour|action|count", 32 bits each.</summary>
internal struct CountHash
{
    public long Rows { get; private set; }

    public long Groups { get; private set; }

    public uint Sum { get; private set; }

    public void Add(in GroupCount group)
    {
        Span<byte> text = stackalloc byte[512];
        if (!System.Text.Unicode.Utf8.TryWrite(text, CultureInfo.InvariantCulture, $"{group.Hour}|{group.Action}|{group.Count}", out var length)) throw new InvalidOperationException($"The action '{group.Action}' is too long.");
        var hash = 0x811c9dc5;
        foreach (var b in text[..length]) hash = (hash ^ b) * 0x01000193;
        Sum += hash;
        Groups++;
        Rows += group.Count;
    }
}

/// <summary>The events of an hour, in hours since 1970, with an action.</summary>
internal readonly record struct GroupCount(long Hour, string Action, long Count);
