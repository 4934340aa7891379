using AuthStrategies.Rotation.Tests.Simulation;

namespace AuthStrategies.Rotation.Tests.Scenarios;

/// <summary>One way to use a session honestly.</summary>
/// <param name="Name">Its name in reports.</param>
/// <param name="Weight">Its share of all session-days.</param>
/// <param name="Start">Makes the first events of a day.</param>
internal sealed record HonestScenario(string Name, double Weight, Action<SessionDay> Start)
{
    /// <summary>Whether the tokens are refresh tokens of a JWT strategy.</summary>
    public bool HasRefreshTokens { get; init; }

    /// <summary>Whether no rule on secrets can tell it from theft.</summary>
    public bool LooksLikeTheft { get; init; }
}
