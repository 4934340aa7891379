namespace AuthStrategies.Testing.Scenarios;

/// <summary>Which strategy keeps a scenario's sessions. Each scenario runs with both.</summary>
internal enum ScenarioStrategy
{
    /// <summary>A session token.</summary>
    Session,

    /// <summary>An access token whose session is checked, and a refresh token.</summary>
    Jwt,
}
