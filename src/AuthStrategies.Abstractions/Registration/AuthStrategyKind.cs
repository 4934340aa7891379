namespace AuthStrategies;

/// <summary>What kind of credential a strategy issues. It may grow.</summary>
public enum AuthStrategyKind
{
    /// <summary>A strategy of the application's own.</summary>
    Custom,

    /// <summary>Opaque session tokens over a session store.</summary>
    Session,

    /// <summary>Signed tokens (JWT).</summary>
    Jwt,
}
