using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>The groups of one window by the ids of one text column: what most queries look up, without a key, a hash or a comparison.</summary>
/// <remarks>Invariant: <c>_groups[id + 1]</c> is the group of a text of <c>_texts</c> in the window, of no text at place 0, or -1 where it is not known yet. One thread.</remarks>
internal sealed class TextGroups
{
    /// <summary>The place of a group that is not known yet.</summary>
    public const int Unknown = -1;

    /// <summary>The place of one that is being asked for.</summary>
    public const int Pending = -2;

    private StringDictionary? _texts;
    private long _window;
    private int[] _groups = [];

    /// <summary>Forgets all groups.</summary>
    public void Clear() => _texts = null;

    /// <summary>Finds the group of each row; false where some are not known, whose places are -1.</summary>
    public bool TryFind(StringVector texts, ReadOnlySpan<int> rows, long window, Span<int> groups)
    {
        Turn(texts.Dictionary, window);
        return Find(texts.Values, rows, _groups, groups) >= 0;
    }

    /// <summary>The group of a text by its id, or -1.</summary>
    public ref int this[int id] => ref _groups[id + 1];

    /// <summary>Looks the groups up; negative where one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Find(ReadOnlySpan<int> ids, ReadOnlySpan<int> rows, ReadOnlySpan<int> known, Span<int> groups)
    {
        var missing = 0;
        groups = groups[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var group = known[ids[rows[i]] + 1];
            groups[i] = group;
            missing |= group;
        }

        return missing;
    }

    private void Turn(StringDictionary texts, long window)
    {
        var known = ReferenceEquals(_texts, texts) && _window == window ? _groups.Length : 0;
        (_texts, _window) = (texts, window);
        if (_groups.Length <= texts.Count) Array.Resize(ref _groups, Math.Max(texts.Count + 1, _groups.Length * 2));
        _groups.AsSpan(known).Fill(Unknown);
    }
}
