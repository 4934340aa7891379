using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Diagnostics;

/// <summary>The log lines, counters and traces of one strategy. Thread-safe.</summary>
internal sealed class StrategyDiagnostics(string strategy, ILogger logger, AuthStrategiesMetrics metrics, OwnClock clock)
{
    public const string Issue = "authstrategies.issue";
    public const string Authenticate = "authstrategies.authenticate";
    public const string Refresh = "authstrategies.refresh";
    public const string Revoke = "authstrategies.revoke";

    private static readonly KeyValuePair<string, object?> Hit = new(AuthStrategiesTelemetry.OutcomeTag, "hit");
    private static readonly KeyValuePair<string, object?> Miss = new(AuthStrategiesTelemetry.OutcomeTag, "miss");

    private readonly KeyValuePair<string, object?> _strategyTag = new(AuthStrategiesTelemetry.StrategyTag, strategy);

    public ILogger Logger => logger;

    public OwnClock Clock => clock;

    public Activity? Start(string operation)
    {
        Activity? activity = AuthStrategiesMetrics.Activities.StartActivity(operation);
        activity?.SetTag(AuthStrategiesTelemetry.StrategyTag, strategy);
        return activity;
    }

    public void Issued(IssuedCredential credential)
    {
        metrics.Issued.Add(1, _strategyTag);
        Log.Issued(logger, strategy, credential.SessionId, credential.ExpiresAt);
    }

    public void Authenticated(in AuthResult result, Activity? activity)
    {
        activity?.SetTag(AuthStrategiesTelemetry.OutcomeTag, Outcome(result.Succeeded, result.Failure));
        Count(metrics.Authenticated, Outcome(result.Succeeded, result.Failure), result.Failure);
        if (result.Failure is { } failure)
            Log.NotAuthenticated(logger, strategy, failure.Reason, failure.Detail);
        else if (result.Succeeded && logger.IsEnabled(LogLevel.Debug))
            Log.Authenticated(logger, strategy, result.SessionId);
    }

    public void Refreshed(in RefreshResult result, Activity? activity)
    {
        activity?.SetTag(AuthStrategiesTelemetry.OutcomeTag, Outcome(result));
        Count(metrics.Refreshed, Outcome(result), result.Failure);
        if (result.Failure is { } failure)
            Log.NotRefreshed(logger, strategy, failure.Reason, failure.Detail);
        else if (result.Succeeded)
            Log.Refreshed(logger, strategy, result.Credential.SessionId, result.Credential.ExpiresAt);
    }

    public void Rotated(SessionId sessionId)
    {
        metrics.Rotated.Add(1, _strategyTag);
        Log.Rotated(logger, strategy, sessionId);
    }

    public void Branched(SessionId sessionId)
    {
        metrics.Branched.Add(1, _strategyTag);
        Log.Branched(logger, strategy, sessionId);
    }

    public void Replayed(SessionId sessionId)
    {
        metrics.Replayed.Add(1, _strategyTag);
        Log.Replayed(logger, strategy, sessionId);
    }

    public void Reused(SessionId sessionId)
    {
        metrics.Reused.Add(1, _strategyTag);
        Log.Reused(logger, strategy, sessionId);
    }

    public void CredentialLookedUp(bool isCached)
    {
        if (metrics.CredentialCacheLookups.Enabled)
            metrics.CredentialCacheLookups.Add(1, _strategyTag, isCached ? Hit : Miss);
    }

    public void Revoked(RevokeOutcome outcome, SessionId? sessionId, Activity? activity)
    {
        string value = TagValues<RevokeOutcome>.Of(outcome);
        activity?.SetTag(AuthStrategiesTelemetry.OutcomeTag, value);
        metrics.Revoked.Add(1, _strategyTag, new(AuthStrategiesTelemetry.OutcomeTag, value));
        if (outcome is RevokeOutcome.Revoked or RevokeOutcome.RevokedAtExpiry)
            Log.Revoked(logger, strategy, outcome, sessionId);
        else
            Log.NothingRevoked(logger, strategy, outcome, sessionId);
    }

    public void ProtocolClaimsLeftOut(IReadOnlyCollection<string>? claimTypes)
    {
        if (claimTypes is not null && logger.IsEnabled(LogLevel.Debug))
            Log.ProtocolClaimsLeftOut(logger, strategy, string.Join(", ", claimTypes));
    }

    public void Trimmed(SessionId sessionId, int limit) => Log.Trimmed(logger, strategy, sessionId, limit);

    private void Count(System.Diagnostics.Metrics.Counter<long> counter, string outcomeValue, AuthFailure? failure)
    {
        if (!counter.Enabled)
            return;

        KeyValuePair<string, object?> outcome = new(AuthStrategiesTelemetry.OutcomeTag, outcomeValue);
        if (failure is null)
            counter.Add(1, _strategyTag, outcome);
        else
            counter.Add(1, _strategyTag, outcome, new(AuthStrategiesTelemetry.ReasonTag, TagValues<AuthFailureReason>.Of(failure.Reason)));
    }

    private static string Outcome(in RefreshResult result) => result.IsUnchanged ? "unchanged" : Outcome(result.Succeeded, result.Failure);

    private static string Outcome(bool succeeded, AuthFailure? failure) =>
        succeeded ? "succeeded" : failure is not null ? "failed" : "not_applicable";
}
