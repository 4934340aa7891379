namespace AuthStrategies.Jwt.Tokens;

/// <summary>What was found for a text member of a header.</summary>
internal enum HeaderMember : byte
{
    Missing,
    NotText,
    Other,
    Expected,
}
