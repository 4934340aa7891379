namespace AuthStrategies;

/// <summary>The state of a rotating key. States follow each other in this order and never go back.</summary>
public enum JwtKeyState
{
    /// <summary>The key is published and verifies. It does not sign yet.</summary>
    Announced = 0,

    /// <summary>The key signs. Exactly one key is active.</summary>
    Active = 1,

    /// <summary>The key no longer signs. It verifies until its last token has expired.</summary>
    Retired = 2,

    /// <summary>The key no longer verifies. The store still contains it for a few minutes.</summary>
    Removed = 3,
}
