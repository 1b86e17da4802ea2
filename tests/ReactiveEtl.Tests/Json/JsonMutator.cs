using System.Text;

namespace ReactiveEtl.Tests.Json;

/// <summary>Blocks of seeded, mutated lines: of ordinary lines with other values, so that a path that learns has learned, and odd ones in between.</summary>
/// <remarks>
/// Most seeds give blocks in which most lines are good, beginning with some that teach: what is learned from few lines, or given up where it takes few, is then
/// there when the mutated ones come. The others give blocks that are hardly ever good.
/// </remarks>
internal sealed class JsonMutator
{
    private readonly Random _random;
    private readonly IReadOnlyList<string> _known;
    private readonly bool _isMostlyGood;
    private byte[] _usual = [];

    /// <param name="seed">All follows from it.</param>
    /// <param name="known">Ordinary lines that half of the blocks are made of; else, and where there are none, any.</param>
    public JsonMutator(int seed, IReadOnlyList<string> known)
    {
        _random = new Random(seed);
        _known = known;
        _isMostlyGood = _random.Next(4) > 0;
        Capacity = _random.Next(4) switch { 0 => ColumnBatch.DefaultCapacity, 1 => 20, _ => 7 };
    }

    /// <summary>How many lines a vector has at most.</summary>
    public int Capacity { get; }

    /// <summary>A block of up to so many mutated records; some lines are blank, some end in CRLF, the last one perhaps not at all.</summary>
    public byte[] Block(int records)
    {
        var block = new List<byte>();
        if (_usual.Length == 0 || _random.Next(2) == 0)
        {
            var lines = _known.Count > 0 && _random.Next(2) == 0 ? _known : OddJson.Ordinary;
            _usual = Encoding.UTF8.GetBytes(lines[_random.Next(lines.Count)]);
        }

        if (_isMostlyGood) AddGood(block, _random.Next(8, 24));
        for (var count = _random.Next(1, records + 1); count > 0; count--)
        {
            if (_random.Next(20) == 0) block.AddRange(" \t\r"u8[..(_random.Next(4))]);
            if (_random.Next(20) == 0) block.Add((byte)'\n');
            block.AddRange(Line(_usual));
            if (_random.Next(6) == 0) block.Add((byte)'\r');
            block.Add((byte)'\n');
            if (_isMostlyGood) AddGood(block, _random.Next(1, 6));
        }

        if (_random.Next(2) == 0) block.RemoveAt(block.Count - 1);
        return [.. block];
    }

    /// <summary>Ordinary lines in which digits behind digits are others, so that all have one width.</summary>
    private void AddGood(List<byte> block, int count)
    {
        for (; count > 0; count--)
        {
            block.AddRange(_usual);
            for (var i = block.Count - _usual.Length + 1; i < block.Count; i++)
            {
                if (char.IsAsciiDigit((char)block[i]) && char.IsAsciiDigit((char)block[i - 1]) && _random.Next(8) == 0) block[i] = (byte)_random.Next('0', '9' + 1);
            }

            block.Add((byte)'\n');
        }
    }

    private byte[] Line(byte[] usual) => _random.Next(8) switch
    {
        < 3 => WithOtherValues(usual),
        3 => Mutated(usual),
        4 => Mutated(WithOtherValues(usual)),
        5 => OddJson.Lines[_random.Next(OddJson.Lines.Count)],
        6 => Mutated(OddJson.Lines[_random.Next(OddJson.Lines.Count)]),
        _ => WithValueOf(usual, OddJson.Lines[_random.Next(OddJson.Lines.Count)]),
    };

    /// <summary>Digits become other digits, as many, more or fewer.</summary>
    private byte[] WithOtherValues(byte[] line)
    {
        var changed = new List<byte>(line);
        for (var i = changed.Count - 1; i >= 0; i--)
        {
            if (changed[i] is < (byte)'0' or > (byte)'9') continue;
            if (_random.Next(3) == 0) changed[i] = (byte)_random.Next('0', '9' + 1);
            if (_random.Next(40) == 0) changed.Insert(i, (byte)_random.Next('1', '9' + 1));
            else if (_random.Next(40) == 0) changed.RemoveAt(i);
        }

        return [.. changed];
    }

    /// <summary>The first value of the odd line in place of one of the usual line's values: the shape is known, the value is not.</summary>
    private byte[] WithValueOf(byte[] usual, byte[] odd)
    {
        var colon = odd.AsSpan().IndexOf((byte)':') + 1;
        if (colon == 0) return odd;
        var end = odd.AsSpan(colon).LastIndexOfAny((byte)',', (byte)'}');
        var value = end < 0 ? odd[colon..] : odd[colon..(colon + end)];
        var colons = Enumerable.Range(0, usual.Length).Where(i => usual[i] == ':' && usual[i - 1] == '"').ToArray();
        if (colons.Length == 0) return odd;
        var start = colons[_random.Next(colons.Length)] + 1;
        var length = usual.AsSpan(start).IndexOfAny((byte)',', (byte)'}');
        return [.. usual[..start], .. value, .. usual[(start + Math.Max(length, 0))..]];
    }

    private byte[] Mutated(byte[] line)
    {
        var changed = new List<byte>(line);
        for (var changes = _random.Next(3); changes >= 0 && changed.Count > 0; changes--)
        {
            var at = _random.Next(changed.Count);
            switch (_random.Next(8))
            {
                case 0: changed.RemoveAt(at); break;
                case 1: changed.Insert(at, changed[_random.Next(changed.Count)]); break;
                case 2: changed[at] = (byte)_random.Next(256); break;
                case 3: changed.Insert(at, "{}[]\":,0-.eE\\u \t\rnt"u8[_random.Next(19)]); break;
                case 4: changed.Insert(at, (byte)_random.Next(0x20)); break;
                case 5: changed[at] ^= (byte)(1 << _random.Next(8)); break;
                case 6: changed.InsertRange(at, changed.GetRange(at, _random.Next(Math.Min(changed.Count - at, 70)))); break;
                default: changed.RemoveRange(at, _random.Next(changed.Count - at)); break;
            }
        }

        return [.. changed];
    }
}
