namespace AuthStrategies;

/// <summary>What kind of credential a strategy issues. May grow.</summary>
public enum AuthStrategyKind
{
    /// <summary>A strategy that the application wrote itself.</summary>
    Custom = 0,

    /// <summary>Opaque session tokens over a session store.</summary>
    Session = 1,

    /// <summary>Signed tokens (JWT).</summary>
    Jwt = 2,
}
