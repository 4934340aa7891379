namespace AuthStrategies.Claims;

/// <summary>One claim under its short name, in the only form it may have: see <see cref="ClaimValue"/>.</summary>
internal readonly record struct ClaimEntry(string Type, string Value, ClaimKind Kind)
{
    /// <summary>Without the value, which is nobody's business.</summary>
    public override string ToString() => $"ClaimEntry {{ Type = {Type}, Kind = {Kind} }}";
}
