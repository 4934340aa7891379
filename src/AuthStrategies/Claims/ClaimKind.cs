namespace AuthStrategies.Claims;

/// <summary>What a claim's text is, as JSON sees it. The numbers are stored in session payloads: never renumber.</summary>
internal enum ClaimKind : byte
{
    String = 0,
    Integer32 = 1,
    Integer64 = 2,
    Double = 3,
    Boolean = 4,
    Json = 5,
    JsonArray = 6,
}
