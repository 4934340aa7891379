namespace SideBySide.Tracing;

/// <summary>One call of a strategy, as its metrics report it.</summary>
/// <param name="Verb">Issued, authenticated, refreshed, replayed, rotated, branched, reused or revoked.</param>
/// <param name="Strategy">The strategy's name.</param>
/// <param name="Outcome">How it went, where the verb has more than one end.</param>
/// <param name="Reason">Why not, if not.</param>
internal sealed record StrategyCall(string Verb, string? Strategy, string? Outcome, string? Reason);
