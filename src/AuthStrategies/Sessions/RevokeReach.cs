namespace AuthStrategies.Sessions;

/// <summary>What ending everything achieves for one strategy.</summary>
/// <param name="Strategy">Its name.</param>
/// <param name="Outcome">What happens to its credentials.</param>
/// <param name="HasGeneration">Whether its sessions or tokens carry a generation. A custom strategy has none.</param>
/// <param name="IsUsed">Whether the application uses the strategy, or only its configuration describes it.</param>
internal readonly record struct RevokeReach(string Strategy, RevokeOutcome Outcome, bool HasGeneration, bool IsUsed = true);
