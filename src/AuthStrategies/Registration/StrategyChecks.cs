namespace AuthStrategies.Registration;

/// <summary>
/// Stands for the whole configuration of the library: asking for it checks everything. A host asks at start, a strategy
/// on first use, so that either way all mistakes come in one report.
/// </summary>
internal sealed class StrategyChecks
{
}
