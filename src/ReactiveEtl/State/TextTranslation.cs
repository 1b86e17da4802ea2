namespace ReactiveEtl;

/// <summary>The ids of a dictionary's texts in another one, each looked up once.</summary>
/// <remarks>Invariant: <c>_ids[i]</c> is the id, there, of text i of the source that was used last, or -1 where it was not asked yet. One thread.</remarks>
internal sealed class TextTranslation
{
    private StringDictionary? _source;
    private StringDictionary? _target;
    private int[] _ids = [];

    /// <summary>Turns to a pair of dictionaries, or to the same pair as before that has grown, and gives the ids known so far: place i for text i, -1 for not asked yet.</summary>
    public int[] Begin(StringDictionary source, StringDictionary target)
    {
        var known = ReferenceEquals(_source, source) && ReferenceEquals(_target, target) ? _ids.Length : 0;
        (_source, _target) = (source, target);
        if (_ids.Length < source.Count) Array.Resize(ref _ids, Math.Max(source.Count, _ids.Length * 2));
        _ids.AsSpan(known).Fill(-1);
        return _ids;
    }
}
