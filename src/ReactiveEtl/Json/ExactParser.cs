using System.Text;
using System.Text.Json;

namespace ReactiveEtl;

/// <summary>JSON lines to column vectors by <see cref="Utf8JsonReader"/>: the arbiter of what a record is and means, and the giver of all reasons.</summary>
/// <remarks>
/// Invariants: a row is in the batch only if its whole line was accepted, or if the corrupt-record column keeps it; a refused line leaves no trace, since the
/// next record overwrites what it wrote. Every declared column is judged, also one that nobody reads (its vector is null). Not for two threads at once.
/// </remarks>
internal sealed class ExactParser
{
    private static readonly JsonReaderOptions ManyValues = new() { AllowMultipleValues = true };

    private readonly ColumnFormat[] _columns;
    private readonly byte[][] _names;
    private readonly ValueReader _values;
    private readonly int _corruptRecord;
    private readonly bool _keepsMalformed;

    /// <summary>Per column the number of the last record that held it: no clearing between records.</summary>
    private readonly long[] _seenIn;
    private long _record;

    public ExactParser(RecordFormat format)
    {
        _columns = [.. format.Columns];
        _names = [.. _columns.Select(column => column.Utf8Name)];
        _values = new ValueReader(format.TimeZone);
        _corruptRecord = format.CorruptRecordColumn;
        _keepsMalformed = format.KeepsMalformed;
        _seenIn = new long[_columns.Length];
    }

    /// <summary>
    /// Adds the records from <paramref name="position"/> on until the batch is full or the block ends, and moves the position behind them.
    /// False where it stopped behind a malformed one, which <paramref name="error"/> describes; call again to go on.
    /// </summary>
    public bool Parse(ReadOnlySpan<byte> block, ref int position, ColumnBatch batch, out RecordError error)
    {
        error = default;
        while (true)
        {
            ParseGoodLines(block, ref position, batch);
            if (position >= block.Length || batch.Count == batch.Capacity) return true;
            if (!ParseLine(block, ref position, batch, out error)) return false;
        }
    }

    /// <summary>Adds a record that is too long to be read: nulls, and what is known of its text. Only where the corrupt-record column keeps it.</summary>
    public void AddCorrupt(ReadOnlySpan<byte> text, ColumnBatch batch)
    {
        NullAll(batch);
        SetText(text, batch, isCorrupt: true);
        batch.Count++;
    }

    /// <summary>
    /// Takes lines as long as each is just one good object, with one reader for all; what it accepts so, a reader of the line alone accepts too. It leaves the
    /// first other line where it is.
    /// </summary>
    private void ParseGoodLines(ReadOnlySpan<byte> block, ref int position, ColumnBatch batch)
    {
        var first = position;
        var reader = new Utf8JsonReader(block[first..], ManyValues);
        try
        {
            while (position < block.Length && block[position] == (byte)'{' && batch.Count < batch.Capacity)
            {
                var end = EndOfLine(block, position);
                _record++;
                reader.Read();
                if (ParseObject(ref reader, batch) is not null) return;
                var read = first + (int)reader.BytesConsumed;
                if (read != end && (read != end - 1 || block[read] != (byte)'\r')) return;
                if (_corruptRecord >= 0) SetText(default, batch, isCorrupt: false);
                batch.Count++;
                position = Math.Min(end + 1, block.Length);
            }
        }
        catch (JsonException)
        {
            // The line is read again by itself, which gives the reason.
        }
    }

    private bool ParseLine(ReadOnlySpan<byte> block, ref int position, ColumnBatch batch, out RecordError error)
    {
        var start = position;
        var end = EndOfLine(block, start);
        position = Math.Min(end + 1, block.Length);
        var line = block[start..end].TrimEnd((byte)'\r');
        error = default;
        if (line.IndexOfAnyExcept(" \t\r"u8) < 0) return true;
        var reason = ParseRecord(line, batch);
        error = new RecordError(start, line.Length, reason ?? "");
        if (reason is not null && !_keepsMalformed) return false;
        if (_corruptRecord >= 0) SetText(line, batch, isCorrupt: reason is not null);
        batch.Count++;
        return true;
    }

    private static int EndOfLine(ReadOnlySpan<byte> block, int start)
    {
        var length = block[start..].IndexOf((byte)'\n');
        return length < 0 ? block.Length : start + length;
    }

    /// <summary>Null, or why the line is no record. Where the corrupt-record column keeps a bad record, its good columns stay.</summary>
    private string? ParseRecord(ReadOnlySpan<byte> line, ColumnBatch batch)
    {
        _record++;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) return NotAnObject(ref reader, batch);
            var reason = ParseObject(ref reader, batch);
            // The root is closed: this read finds the end, or throws at what stands behind it.
            while (reader.Read())
            {
            }

            return reason;
        }
        catch (JsonException e)
        {
            // A record that is no JSON is told as that, even if a column before the fault was of a wrong type: reasons don't depend on the order of checks.
            if (_keepsMalformed) NullAll(batch);
            return $"not valid JSON: {e.Message}";
        }
    }

    private string NotAnObject(ref Utf8JsonReader reader, ColumnBatch batch)
    {
        var token = reader.TokenType;
        while (reader.Read())
        {
        }

        if (_keepsMalformed) NullAll(batch);
        return $"not an object but {Name(token)}";
    }

    /// <summary>Reads an object from its first brace to its last; null, or why it is no record, with the reader somewhere in it.</summary>
    private string? ParseObject(ref Utf8JsonReader reader, ColumnBatch batch)
    {
        string? reason = null;
        var seen = 0;
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var column = ColumnOf(ref reader, next);
            reader.Read();
            if (column < 0)
            {
                reader.Skip();
                continue;
            }

            next = column + 1;
            var isFirst = _seenIn[column] != _record;
            if (isFirst) seen++;
            _seenIn[column] = _record;
            var bad = ReadValue(ref reader, column, batch);
            if (bad is null) continue;
            if (!_keepsMalformed) return bad;
            reason ??= bad;
            // A good value that came before a bad one of the same name stays.
            if (isFirst) batch.Vectors[column]?.SetNull(batch.Count);
        }

        return seen < _columns.Length ? FillMissing(batch) ?? reason : reason;
    }

    private int ColumnOf(ref Utf8JsonReader reader, int next)
    {
        if (next < _names.Length && !reader.ValueIsEscaped && reader.ValueSpan.SequenceEqual(_names[next]) && next != _corruptRecord) return next;
        try
        {
            for (var i = 0; i < _names.Length; i++)
            {
                if (i != _corruptRecord && reader.ValueTextEquals(_names[i])) return i;
            }
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json says of half a surrogate pair: no column is called that.
        }

        return -1;
    }

    private string? ReadValue(ref Utf8JsonReader reader, int column, ColumnBatch batch)
    {
        var format = _columns[column];
        var vector = batch.Vectors[column];
        return reader.TokenType == JsonTokenType.Null ? Absent(format, vector, batch.Count, "null") : _values.Read(ref reader, format, vector, batch.Count);
    }

    private string? FillMissing(ColumnBatch batch)
    {
        string? reason = null;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_seenIn[i] == _record || i == _corruptRecord || Absent(_columns[i], batch.Vectors[i], batch.Count, "missing") is not { } missing) continue;
            reason ??= missing;
            // Where the record is kept, what an earlier one left there is not its value.
            batch.Vectors[i]?.SetNull(batch.Count);
        }

        return reason;
    }

    private static string? Absent(ColumnFormat format, ColumnVector? vector, int row, string how)
    {
        if (format.Default is { } value) VectorValue.Store(vector, row, value);
        else if (format.Schema.IsNullable) vector?.SetNull(row);
        else return $"column '{format.Name}' is {how}, and may not be";
        return null;
    }

    private static void NullAll(ColumnBatch batch)
    {
        foreach (var vector in batch.Vectors) vector?.SetNull(batch.Count);
    }

    private void SetText(ReadOnlySpan<byte> line, ColumnBatch batch, bool isCorrupt)
    {
        if (batch.Vectors[_corruptRecord] is not StringVector texts) return;
        if (isCorrupt) texts.Set(batch.Count, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line)));
        else texts.SetNull(batch.Count);
    }

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "true or false",
    };
}
