namespace ReactiveEtl;

/// <summary>A fixed share of a batch's bytes, counted through its slices: the lines that begin in it, read by one worker.</summary>
/// <remarks>
/// What is rounded is added up unit by unit, and the size of a unit is the same for any number of workers; so is the answer, to the last bit. A batch of one
/// unit is read as one.
/// </remarks>
/// <param name="Parts">What of which slices, and the place of each slice in the batch.</param>
internal sealed record ScanUnit(IReadOnlyList<(SlicePart Part, int Slice)> Parts)
{
#if DEBUG
    // Tiny, so that several workers are at every file, and a line is longer than a unit.
    public const long DefaultSize = 97;
#else
    public const long DefaultSize = 4 << 20;
#endif

    /// <summary>The units of a batch, in order; a slice without bytes belongs to the unit that reaches it.</summary>
    /// <param name="slices">The slices of the batch.</param>
    /// <param name="size">How many bytes a unit has.</param>
    /// <param name="isWhole">Whether a file can be read from its start only, since it is compressed: it belongs to one unit.</param>
    public static IEnumerable<ScanUnit> Of(IReadOnlyList<Slice> slices, long size, Func<string, bool> isWhole)
    {
        var parts = new List<(SlicePart, int)>();
        var room = size;
        for (var i = 0; i < slices.Count; i++)
        {
            var (start, end) = (slices[i].Start, slices[i].Start + slices[i].Length);
            do
            {
                if (room == 0)
                {
                    yield return new ScanUnit(parts);
                    (parts, room) = ([], size);
                }

                var length = isWhole(slices[i].File.Path) ? end - start : Math.Min(room, end - start);
                parts.Add((new SlicePart(slices[i], start, start + length), i));
                start += length;
                room = Math.Max(0, room - length);
            }
            while (start < end);
        }

        yield return new ScanUnit(parts);
    }
}
