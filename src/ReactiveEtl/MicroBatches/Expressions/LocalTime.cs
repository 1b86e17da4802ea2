namespace ReactiveEtl;

/// <summary>What expressions call the type of a time without a zone: C# holds it as a <see cref="DateTime"/> of <see cref="DateTimeKind.Unspecified"/>, and members of type <see cref="DateTime"/> are instants.</summary>
internal readonly record struct LocalTime;
