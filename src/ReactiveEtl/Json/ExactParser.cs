using System.Text;
using System.Text.Json;

namespace ReactiveEtl;

/// <summary>A JSON line to a row of column vectors by <see cref="Utf8JsonReader"/>: the arbiter of what a record is and means, and the giver of all reasons.</summary>
/// <remarks>
/// Invariants: the row of an accepted line is written whole, also over what another path left there; that of a refused one is worth nothing. Every declared column is judged, also one that nobody reads (its vector is null). Not for two threads at once.
/// </remarks>
internal sealed class ExactParser
{
    private readonly ColumnFormat[] _columns;
    private readonly ValueReader _values;
    private readonly int _corruptRecord;
    private readonly bool _keepsMalformed;

    /// <summary>Per column the number of the last record that held it: no clearing between records.</summary>
    private readonly long[] _seenIn;
    private long _record;
    private int _row;

    public ExactParser(RecordFormat format)
    {
        _columns = [.. format.Columns];
        _values = new ValueReader(format.TimeZone);
        _corruptRecord = format.CorruptRecordColumn;
        _keepsMalformed = format.KeepsMalformed;
        _seenIn = new long[_columns.Length];
    }

    /// <summary>Whether a malformed record is a row, with its text in the corrupt-record column.</summary>
    public bool KeepsMalformed => _keepsMalformed;

    /// <summary>Reads a line, without its line feed, into a row of the batch.</summary>
    /// <returns>Null, or why it is no record; where the corrupt-record column keeps such ones, the row stands all the same.</returns>
    public string? Parse(ReadOnlySpan<byte> line, ColumnBatch batch, int row)
    {
        _row = row;
        var reason = ParseRecord(line, batch);
        if (_corruptRecord >= 0 && (reason is null || _keepsMalformed)) SetText(line, batch, isCorrupt: reason is not null);
        return reason;
    }

    /// <summary>Makes a row of a record that is too long to be read: nulls, and what is known of its text. Only where the corrupt-record column keeps it.</summary>
    public void SetCorrupt(ReadOnlySpan<byte> text, ColumnBatch batch, int row)
    {
        _row = row;
        NullAll(batch);
        SetText(text, batch, isCorrupt: true);
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
            _seenIn[column] = _record;
            var bad = ReadValue(ref reader, column, batch);
            if (bad is null) continue;
            if (!_keepsMalformed) return bad;
            // Where the record is kept, nobody is told why.
            reason = bad;
            // A good value that came before a bad one of the same name stays.
            if (isFirst) batch.Vectors[column]?.SetNull(_row);
        }

        return FillMissing(batch) ?? reason;
    }

    private int ColumnOf(ref Utf8JsonReader reader, int next)
    {
        if (next < _columns.Length && next != _corruptRecord && _columns[next].IsNamed(ref reader)) return next;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (i != _corruptRecord && _columns[i].IsNamed(ref reader)) return i;
        }

        return -1;
    }

    private string? ReadValue(ref Utf8JsonReader reader, int column, ColumnBatch batch)
    {
        var format = _columns[column];
        var vector = batch.Vectors[column];
        return reader.TokenType == JsonTokenType.Null ? Absent(format, vector, _row, "null") : _values.Read(ref reader, format, vector, _row);
    }

    private string? FillMissing(ColumnBatch batch)
    {
        string? reason = null;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_seenIn[i] == _record || i == _corruptRecord || Absent(_columns[i], batch.Vectors[i], _row, "missing") is not { } missing) continue;
            reason ??= missing;
            // Where the record is kept, what an earlier one left there is not its value.
            batch.Vectors[i]?.SetNull(_row);
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

    private void NullAll(ColumnBatch batch)
    {
        foreach (var vector in batch.Vectors) vector?.SetNull(_row);
    }

    private void SetText(ReadOnlySpan<byte> line, ColumnBatch batch, bool isCorrupt)
    {
        if (batch.Vectors[_corruptRecord] is not StringVector texts) return;
        if (isCorrupt) texts.Set(_row, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(line)));
        else texts.SetNull(_row);
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
