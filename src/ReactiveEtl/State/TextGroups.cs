using System.Runtime.CompilerServices;

namespace ReactiveEtl;

/// <summary>The groups of one window by the ids of one text column: what most queries look up, without a key, a hash or a comparison.</summary>
/// <remarks>Invariant: where <c>_texts</c> is not null, <c>_groups[id + 1]</c> is the group of a text of <c>_texts</c> in the window, of no text at place 0, negative where it is not known yet, up to <c>_filled</c>. One thread; others may add texts.</remarks>
internal sealed class TextGroups
{
    private const int Unknown = -1;
    private const int Asked = -2;
    private const int MaxTextsPerRow = 8;
    private const int MaxTextsPerGroup = 8;
#if DEBUG
    private const int MaxTexts = 64;
#else
    private const int MaxTexts = 1 << 20;
#endif

    private StringDictionary? _texts;
    private long _window;
    private long _rowsSinceTurn;
    private int[] _groups = [];
    private int _filled;

    /// <summary>How many groups of the window are known.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all groups.</summary>
    public void Clear() => _texts = null;

    /// <summary>
    /// Whether to look so many rows of a window up here. To turn to another window takes the time of all texts, so there must have been rows enough since the
    /// last turn; and of the texts of many workers, or of filtered rows, most may be of no group here, each of which takes a place.
    /// </summary>
    public bool IsWorth(StringDictionary texts, long window, int rows)
    {
        if (texts.Count > Math.Max(MaxTexts, (long)Count * MaxTextsPerGroup)) return false;
        if (IsOf(texts, window)) return true;
        _rowsSinceTurn += rows;
        if (texts.Count > MaxTextsPerRow * _rowsSinceTurn) return false;
        _rowsSinceTurn = 0;
        return true;
    }

    /// <summary>Finds the group of each row; false where some are not known, whose places are -1.</summary>
    public bool TryFind(StringVector texts, ReadOnlySpan<int> rows, long window, Span<int> groups)
    {
        Turn(texts.Dictionary, window);
        return Find(texts.Values, rows, _groups, groups) >= 0;
    }

    /// <summary>Turns to the texts as they are now if all of so many groups are known by them; gives the groups' window, or null.</summary>
    public long? WindowOfAll(StringDictionary texts, int groups)
    {
        if (!ReferenceEquals(_texts, texts) || Count != groups) return null;
        Turn(texts, _window);
        return _window;
    }

    /// <summary>The group of a text, or of none, which is -1; negative where it is not known.</summary>
    public int Of(int id) => _groups[id + 1];

    /// <summary>Whether the group of a text is not known and was not asked for yet.</summary>
    public bool TryAsk(int id)
    {
        if (_groups[id + 1] != Unknown) return false;
        _groups[id + 1] = Asked;
        return true;
    }

    /// <summary>Tells the group of a text that was not known.</summary>
    public void Add(int id, int group)
    {
        _groups[id + 1] = group;
        Count++;
    }

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

    private bool IsOf(StringDictionary texts, long window) => ReferenceEquals(_texts, texts) && _window == window;

    private void Turn(StringDictionary texts, long window)
    {
        if (!IsOf(texts, window)) (_texts, _window, Count, _filled) = (texts, window, 0, 0);
        var length = texts.Count + 1;
        if (_filled >= length) return;
        if (_groups.Length < length) Array.Resize(ref _groups, Math.Max(length, _groups.Length * 2));
        _groups.AsSpan(_filled, length - _filled).Fill(Unknown);
        _filled = length;
    }
}
