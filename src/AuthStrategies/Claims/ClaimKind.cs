namespace AuthStrategies.Claims;

/// <summary>The JSON type of a claim's text. The numbers are stored in session payloads: never change them.</summary>
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
