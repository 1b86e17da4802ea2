namespace ReactiveEtl;

/// <summary>The ids of a dictionary's texts in another one, each looked up once; in the same one they stay as they are.</summary>
/// <remarks>Invariant: <c>_ids[i]</c> is the id, there, of text i of the source that was used last, or -1 where it was not asked yet. One thread.</remarks>
internal sealed class TextTranslation
{
    private StringDictionary? _source;
    private StringDictionary? _target;
    private int[] _ids = [];
    private int[] _unknown = [];

    /// <summary>Turns to a pair of dictionaries, or to the same pair as before that has grown.</summary>
    public void Begin(StringDictionary source, StringDictionary target)
    {
        var known = ReferenceEquals(_source, source) && ReferenceEquals(_target, target) ? _ids.Length : 0;
        (_source, _target) = (source, target);
        if (ReferenceEquals(source, target)) return;
        if (_ids.Length < source.Count) Array.Resize(ref _ids, Math.Max(source.Count, _ids.Length * 2));
        _ids.AsSpan(known).Fill(-1);
    }

    /// <summary>The ids of texts there, added where they are new; a negative one, which is none, stays.</summary>
    public ReadOnlySpan<int> Translate(ReadOnlySpan<int> texts)
    {
        if (_unknown.Length < texts.Length) _unknown = new int[texts.Length];
        var count = 0;
        foreach (var text in texts)
        {
            if (text >= 0 && _ids[text] < 0) _unknown[count++] = text;
        }

        if (count > 0) _target!.GetOrAdd(_source!, _unknown.AsSpan(0, count), _ids);
        return _ids;
    }

    /// <summary>Gives keys, one after another, the ids of their texts there.</summary>
    /// <param name="layout">How keys stand in words.</param>
    /// <param name="keys">The words of keys with ids of the source.</param>
    public void Translate(KeyLayout layout, Span<long> keys)
    {
        if (layout.Texts.Count == 0 || ReferenceEquals(_source, _target)) return;
        var count = keys.Length / layout.WordCount;
        Span<int> texts = count <= GroupIndex.ChunkSize ? stackalloc int[count] : new int[count];
        foreach (var (column, word) in layout.Texts)
        {
            for (var i = 0; i < count; i++)
            {
                var key = keys.Slice(i * layout.WordCount, layout.WordCount);
                texts[i] = ((key[KeyLayout.NullsWord] >> column) & 1) != 0 ? -1 : (int)key[word];
            }

            var ids = Translate(texts);
            for (var i = 0; i < count; i++)
            {
                if (texts[i] >= 0) keys[(i * layout.WordCount) + word] = ids[texts[i]];
            }
        }
    }
}
