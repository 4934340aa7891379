using System.Diagnostics;
using System.Security.Claims;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Diagnostics;

/// <summary>The log lines, counters, traces and events of one strategy. Thread-safe.</summary>
/// <param name="strategy">Its name.</param>
/// <param name="logger">The log.</param>
/// <param name="metrics">The counters.</param>
/// <param name="clock">What is known about the clock.</param>
/// <param name="events">Its events; <see langword="null"/> if the application has no sink.</param>
internal sealed class StrategyDiagnostics(string strategy, ILogger logger, AuthStrategiesMetrics metrics, OwnClock clock, StrategyEvents? events = null)
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

    public void Issued(IssuedCredential credential, ClaimsPrincipal principal, ClientFacts? client)
    {
        events?.Issued(credential, principal, client);
        metrics.Issued.Add(1, _strategyTag);
        Log.Issued(logger, strategy, credential.SessionId, credential.ExpiresAt);
    }

    public void Authenticated(in AuthResult result, Activity? activity, IClientFactsSource? client)
    {
        events?.Authenticated(result, client);
        activity?.SetTag(AuthStrategiesTelemetry.OutcomeTag, Outcome(result.Succeeded, result.Failure));
        Count(metrics.Authenticated, Outcome(result.Succeeded, result.Failure), result.Failure);
        if (result.Failure is { } failure)
            Log.NotAuthenticated(logger, strategy, failure.Reason, failure.Detail);
        else if (result.Succeeded && logger.IsEnabled(LogLevel.Debug))
            Log.Authenticated(logger, strategy, result.SessionId);
    }

    public void Refreshed(in RefreshResult result, Activity? activity, IClientFactsSource? client)
    {
        events?.Refreshed(result, client);
        activity?.SetTag(AuthStrategiesTelemetry.OutcomeTag, Outcome(result));
        Count(metrics.Refreshed, Outcome(result), result.Failure);
        if (result.Failure is { } failure)
            Log.NotRefreshed(logger, strategy, failure.Reason, failure.Detail);
        else if (result.Succeeded)
            Log.Refreshed(logger, strategy, result.Credential.SessionId, result.Credential.ExpiresAt);
    }

    public void Rotated(SessionRecord session, IClientFactsSource? client)
    {
        metrics.Rotated.Add(1, _strategyTag);
        Log.Rotated(logger, strategy, session.Id);
        events?.Rotated(session, client);
    }

    public void Branched(SessionRecord session, IClientFactsSource? client)
    {
        metrics.Branched.Add(1, _strategyTag);
        Log.Branched(logger, strategy, session.Id);
        events?.Replayed(session, isSuspicious: true, client);
    }

    public void Replayed(SessionRecord session, IClientFactsSource? client)
    {
        metrics.Replayed.Add(1, _strategyTag);
        Log.Replayed(logger, strategy, session.Id);
        events?.Replayed(session, isSuspicious: false, client);
    }

    public void Reused(SessionRecord session, IClientFactsSource? client)
    {
        metrics.Reused.Add(1, _strategyTag);
        Log.Reused(logger, strategy, session.Id);
        events?.Reused(session, client);
    }

    public void ClaimsReplaced(SessionRecord session, IClientFactsSource? client) => events?.ClaimsReplaced(strategy, session, client);

    /// <summary>A session was bound to a device. Its host logs and counts the proofs.</summary>
    public void DeviceBound(SessionRecord session, DeviceKey key, IClientFactsSource? client) => events?.DeviceBound(session, key.Algorithm, client);

    /// <summary>A session was ended. Logs nothing: the caller's line says more.</summary>
    /// <param name="session">The session.</param>
    /// <param name="record">Its last record; <see langword="null"/> if the store could not read it.</param>
    /// <param name="owner">The strategy that issued it, if it may be another one.</param>
    /// <param name="reason">Why.</param>
    /// <param name="by">By whom.</param>
    /// <param name="client">The client that caused it.</param>
    public void Ended(SessionId session, SessionRecord? record, string? owner, SessionEndReason reason, SessionEndedBy by, IClientFactsSource? client) =>
        events?.Ended(owner ?? strategy, session, record?.Subject, new() { Reason = reason, EndedBy = by }, client);

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
