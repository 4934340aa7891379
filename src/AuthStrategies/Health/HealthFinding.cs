using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AuthStrategies.Health;

/// <summary>What is known about one part.</summary>
/// <param name="Part">The part, for example <c>store</c> or <c>keys of Api</c>.</param>
/// <param name="Status">How it is.</param>
/// <param name="Text">What that means and what to do. No secret, address or claim: an application may show it to any caller.</param>
internal sealed record HealthFinding(string Part, HealthStatus Status, string Text);
