namespace AuthStrategies;

/// <summary>The kind of credential that a strategy issues. New values may be added.</summary>
public enum AuthStrategyKind
{
    /// <summary>A strategy that the application wrote itself.</summary>
    Custom = 0,

    /// <summary>Opaque session tokens; the sessions are in a session store.</summary>
    Session = 1,

    /// <summary>Signed tokens (JWT).</summary>
    Jwt = 2,
}
