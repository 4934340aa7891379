namespace AuthStrategies.Registration;

/// <summary>
/// The checks of the whole configuration: resolving this type runs all of them. A host does that at start, a strategy
/// on first use. Both report all mistakes together.
/// </summary>
internal sealed class StrategyChecks
{
}
