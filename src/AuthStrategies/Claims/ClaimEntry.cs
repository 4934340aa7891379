namespace AuthStrategies.Claims;

/// <summary>One claim under its short name, in its only allowed form: see <see cref="ClaimValue"/>.</summary>
internal readonly record struct ClaimEntry(string Type, string Value, ClaimKind Kind)
{
    /// <summary>Whether the claim went in under the long name of its pair. Never for a type that has one name only.</summary>
    public bool IsLong { get; init; }

    /// <summary>Whether the value is JSON null. That is the absence of a claim, and never the text "null".</summary>
    public bool IsNull => Kind == ClaimKind.Json && Value == "null";

    /// <summary>Without the value, which is private.</summary>
    public override string ToString() => $"ClaimEntry {{ Type = {Type}, Kind = {Kind} }}";
}
