namespace AuthStrategies;

/// <summary>Where a rotating key stands in its life. In this order, never back.</summary>
public enum JwtKeyState
{
    /// <summary>It is published and verifies; it does not sign yet.</summary>
    Announced,

    /// <summary>It signs: exactly one key does.</summary>
    Active,

    /// <summary>It has signed and still verifies, until its last token has expired.</summary>
    Retiring,

    /// <summary>It verifies nothing any more, and is about to be removed from the store.</summary>
    Retired,
}
