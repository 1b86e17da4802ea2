using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReactiveEtl.Benchmarks;

/// <summary>One line that an engine answers: how long the job took, and, if asked to check, what came out of it. A bound counts nothing, and so tells less.</summary>
/// <param name="Seconds">From files to counts, without start-up and without making this answer.</param>
/// <param name="Rows">The records read, or the sum of the counts.</param>
/// <param name="Bytes">The bytes read.</param>
/// <param name="Groups">How many groups have a count.</param>
/// <param name="Hash">The counts by <see cref="CountHash"/>.</param>
internal sealed record Answer(double Seconds, long? Rows = null, long? Bytes = null, long? Groups = null, uint? Hash = null)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static Answer Parse(string json) => JsonSerializer.Deserialize<Answer>(json, Format) ?? throw new JsonException("An engine answered null.");

    /// <summary>Whether all that is told is what the reference says.</summary>
    public bool Agrees(Answer reference) => (Rows ?? reference.Rows, Bytes ?? reference.Bytes, Groups ?? reference.Groups, Hash ?? reference.Hash) == (reference.Rows, reference.Bytes, reference.Groups, reference.Hash);

    public override string ToString() => JsonSerializer.Serialize(this, Format);
}
