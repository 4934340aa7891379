namespace AuthStrategies.Testing.Scenarios;

/// <summary>What a scenario's logins are made of. Each scenario is run with both.</summary>
internal enum LoginKind
{
    /// <summary>A session token.</summary>
    Session,

    /// <summary>An access token whose session is checked, and a refresh token.</summary>
    Jwt,
}
