namespace AuthStrategies.Crash;

/// <summary>By which strategy people log in.</summary>
public enum StrategyKind
{
    Session,

    /// <summary>Access tokens that are checked against their session, with refresh tokens.</summary>
    Jwt,
}
