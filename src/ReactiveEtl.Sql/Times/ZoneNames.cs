using System.Diagnostics.CodeAnalysis;

namespace ReactiveEtl;

/// <summary>The English names of time zones that Java writes: <c>CST</c>, <c>Central Standard Time</c>.</summary>
/// <remarks>
/// .NET has them only with ICU, and there in another form; they are kept in ZoneNames.txt, a line for each set of names:
/// standard short and full, daylight short and full (empty where the zone has none now), and the zones that have them. Read when a pattern asks for a name.
/// </remarks>
internal static class ZoneNames
{
    /// <exception cref="SqlQueryException">The zone has no names that are known.</exception>
    public static string Of(SqlZone zone, long instant, bool full)
    {
        var id = zone.Info.Id;
        // A zone that is nothing but an offset is called by it.
        if (id.Length > 0 && id[0] is '+' or '-') return id;
        var place = (zone.IsDaylight(instant) ? 2 : 0) + (full ? 1 : 0);
        if (!TryFind(id, out var names) || names[place].Length == 0) throw new SqlQueryException(
            $"The names of the time zone {id} are not known; use XXX, VV or O in the pattern instead of z.");
        return names[place];
    }

    private static bool TryFind(string id, [NotNullWhen(true)] out string[]? names)
    {
        using var stream = typeof(ZoneNames).Assembly.GetManifestResourceStream("ZoneNames.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var parts = line.Split('|');
            if (!parts[4].Split(' ').Contains(id)) continue;
            names = parts;
            return true;
        }

        names = null;
        return false;
    }
}
