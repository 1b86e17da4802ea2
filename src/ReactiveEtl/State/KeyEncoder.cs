namespace ReactiveEtl;

/// <summary>Turns the key columns of a vector into key words, with the ids of texts in its own dictionary, or in the scan's where that will do.</summary>
/// <remarks>Belongs to one partial and one thread. Invariant: from <see cref="Clear"/> to <see cref="Clear"/> the words mean the same dictionary, since a partial reads rows before others are added to it.</remarks>
/// <param name="layout">How keys stand in words.</param>
/// <param name="borrows">Whether the words are done with before the scan's dictionary is, so that the ids of a single text column may stay as they are.</param>
internal sealed class KeyEncoder(KeyLayout layout, bool borrows)
{
    private readonly TextTranslation[] _translations = [.. layout.Types.Select(_ => new TextTranslation())];
    private readonly bool _borrows = borrows && layout.Texts.Count == 1;
    private StringDictionary _own = new();
    private StringVector? _lender;
    private bool _isGiven;
    private bool _isReturned;
    private int[] _rowTexts = [];

    public StringDictionary Texts => _lender?.Dictionary ?? _own;

    /// <summary>Gives <see cref="Texts"/> away: until <see cref="Clear"/> they stay as they are, and then others take their place.</summary>
    public StringDictionary GiveTexts()
    {
        _isGiven = true;
        return Texts;
    }

    /// <summary>A dictionary that grew large is left behind, so that memory stays bounded.</summary>
    public void Clear()
    {
        if (_lender is null)
        {
            if (_isGiven || _own.IsLarge) _own = new StringDictionary();
        }
        else
        {
            if (_isGiven) _lender.Renew();
            _lender.KeepsDictionary = false;
        }

        _lender = null;
        _isGiven = false;
        _isReturned = false;
    }

    /// <summary>Whether the scan's dictionary grew large by texts of no group: since the scan can't leave it behind, memory would grow with the batch.</summary>
    /// <param name="groups">How many groups there are; others who share the dictionary are taken to have as many, as long as there is room.</param>
    public bool HoldsTooMany(int groups) =>
        _lender is { Dictionary: { IsLarge: true } texts } && texts.Count / (texts.IsHuge ? 4 : 4 * _lender.Sharers) > groups;

    /// <summary>Gives the scan its dictionary back: until <see cref="Clear"/> texts are of this one's own, into which the caller has to translate those there are.</summary>
    public StringDictionary ReturnTexts()
    {
        var texts = Texts;
        _lender!.KeepsDictionary = false;
        _lender = null;
        _isReturned = true;
        return texts;
    }

    /// <summary>Writes the words of the given rows, one key after another, each with its window's start.</summary>
    public void Encode(IReadOnlyList<ColumnVector> columns, ReadOnlySpan<int> rows, ReadOnlySpan<long> windowStarts, Span<long> words)
    {
        var stride = layout.WordCount;
        words[..(rows.Length * stride)].Clear();
        for (var i = 0; i < rows.Length; i++) words[(i * stride) + KeyLayout.WindowWord] = windowStarts[i];
        Encode(columns, rows, words, stride);
    }

    /// <summary>Writes the words of the given rows, one key after another, all with one window's start.</summary>
    public void Encode(IReadOnlyList<ColumnVector> columns, ReadOnlySpan<int> rows, long windowStart, Span<long> words)
    {
        var stride = layout.WordCount;
        words[..(rows.Length * stride)].Clear();
        for (var i = 0; i < rows.Length; i++) words[(i * stride) + KeyLayout.WindowWord] = windowStart;
        Encode(columns, rows, words, stride);
    }

    private void Encode(IReadOnlyList<ColumnVector> columns, ReadOnlySpan<int> rows, Span<long> words, int stride)
    {
        for (var column = 0; column < columns.Count; column++)
        {
            var target = words[layout.PlaceOf(column)..];
            switch (columns[column])
            {
                case StringVector texts: EncodeTexts(texts, column, rows, target, stride); break;
                case ColumnVector<long> integers:
                    for (var i = 0; i < rows.Length; i++) target[i * stride] = integers.Values[rows[i]];
                    break;
                case ColumnVector<double> doubles:
                    for (var i = 0; i < rows.Length; i++) target[i * stride] = KeyLayout.BitsOf(doubles.Values[rows[i]]);
                    break;
                case ColumnVector<decimal> decimals:
                    for (var i = 0; i < rows.Length; i++) KeyLayout.Write(KeyLayout.Normalized(decimals.Values[rows[i]]), target.Slice(i * stride, 2));
                    break;
                case ColumnVector<Guid> guids:
                    for (var i = 0; i < rows.Length; i++) KeyLayout.Write(guids.Values[rows[i]], target.Slice(i * stride, 2));
                    break;
                case var other: throw new InvalidOperationException($"A {other.GetType().Name} is no key.");
            }

            if (columns[column].HasNulls) EncodeNulls(columns[column], column, rows, words, stride);
        }
    }

    private void EncodeNulls(ColumnVector vector, int column, ReadOnlySpan<int> rows, Span<long> words, int stride)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (!vector.IsNull[rows[i]]) continue;
            words[(i * stride) + KeyLayout.NullsWord] |= 1L << column;
            words[(i * stride) + layout.PlaceOf(column)] = 0;
        }
    }

    private void EncodeTexts(StringVector texts, int column, ReadOnlySpan<int> rows, Span<long> target, int stride)
    {
        if (_borrows && !_isReturned && (_lender ?? texts) == texts)
        {
            _lender = texts;
            texts.KeepsDictionary = true;
            for (var i = 0; i < rows.Length; i++) target[i * stride] = Math.Max(0, texts.Values[rows[i]]);
            return;
        }

        if (_rowTexts.Length < rows.Length) _rowTexts = new int[rows.Length];
        var rowTexts = _rowTexts.AsSpan(0, rows.Length);
        for (var i = 0; i < rows.Length; i++) rowTexts[i] = texts.Values[rows[i]];
        _translations[column].Begin(texts.Dictionary, Texts);
        var ids = _translations[column].Translate(rowTexts);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rowTexts[i] >= 0) target[i * stride] = ids[rowTexts[i]];
        }
    }
}
