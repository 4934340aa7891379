namespace AuthStrategies.Claims;

/// <summary>One claim under its short name, in its only allowed form: see <see cref="ClaimValue"/>.</summary>
internal readonly record struct ClaimEntry(string Type, string Value, ClaimKind Kind)
{
    /// <summary>Without the value, which is private.</summary>
    public override string ToString() => $"ClaimEntry {{ Type = {Type}, Kind = {Kind} }}";
}
