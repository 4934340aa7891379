namespace AuthStrategies.Jwt;

/// <summary>How a text member of a header turned out.</summary>
internal enum HeaderMember : byte
{
    Missing,
    NotText,
    Other,
    Expected,
}
