using System.Diagnostics;
using System.Security.Claims;

namespace AuthStrategies.Diagnostics;

/// <summary>Makes the events of one strategy. Created only if the application has a sink. Thread-safe.</summary>
internal sealed class StrategyEvents(string strategy, AuthEventDelivery delivery)
{
    private uint _accepted;

    public void Issued(IssuedCredential credential, ClaimsPrincipal principal, ClientFacts? client) => delivery.Publish(new CredentialIssuedEvent
    {
        Strategy = strategy,
        Subject = SubjectOf(principal),
        SessionId = credential.SessionId,
        Client = client,
        Time = Now,
        TraceId = TraceId,
        ExpiresAt = credential.ExpiresAt,
        Persistent = credential.Persistent,
    });

    public void Authenticated(in AuthResult result, IClientFactsSource? client)
    {
        if (result.Failure is { } failure)
            Refused(failure, isRefresh: false, client);
        else if (result.Succeeded && IsSampled())
            Accepted(result, client);
    }

    public void Refreshed(in RefreshResult result, IClientFactsSource? client)
    {
        if (result.Failure is { } failure)
            Refused(failure, isRefresh: true, client);
        if (!result.Succeeded && !result.IsUnchanged)
            return;

        delivery.Publish(new CredentialRefreshedEvent
        {
            Strategy = strategy,
            Subject = SubjectOf(result.Principal),
            SessionId = result.Credential?.SessionId,
            Client = client?.GetClient(),
            Time = Now,
            TraceId = TraceId,
            ExpiresAt = result.Credential?.ExpiresAt,
        });
    }

    public void Rotated(SessionRecord session, IClientFactsSource? client) => delivery.Publish(new TokenRotatedEvent
    {
        Strategy = strategy,
        Subject = session.Subject,
        SessionId = session.Id,
        Client = client?.GetClient(),
        Time = Now,
        TraceId = TraceId,
    });

    public void Replayed(SessionRecord session, bool isSuspicious, IClientFactsSource? client) => delivery.Publish(new TokenReplayedEvent
    {
        Strategy = strategy,
        Subject = session.Subject,
        SessionId = session.Id,
        Client = client?.GetClient(),
        Time = Now,
        TraceId = TraceId,
        IsSuspicious = isSuspicious,
    });

    public void Reused(SessionRecord session, IClientFactsSource? client) => delivery.Publish(new TokenReusedEvent
    {
        Strategy = strategy,
        Subject = session.Subject,
        SessionId = session.Id,
        Client = client?.GetClient(),
        Time = Now,
        TraceId = TraceId,
    });

    public void ClaimsReplaced(string owner, SessionRecord session, IClientFactsSource? client) => delivery.Publish(new ClaimsReplacedEvent
    {
        Strategy = owner,
        Subject = session.Subject,
        SessionId = session.Id,
        Client = client?.GetClient(),
        Time = Now,
        TraceId = TraceId,
    });

    public void DeviceBound(SessionRecord session, string algorithm, IClientFactsSource? client) => delivery.Publish(new DeviceBoundEvent
    {
        Strategy = strategy,
        Subject = session.Subject,
        SessionId = session.Id,
        Client = client?.GetClient(),
        Time = Now,
        TraceId = TraceId,
        Algorithm = algorithm,
    });

    public void Ended(string owner, SessionId session, string? subject, SessionEnd end, IClientFactsSource? client) => delivery.Publish(new SessionEndedEvent
    {
        Strategy = owner,
        Subject = subject,
        SessionId = session,
        Client = client?.GetClient(),
        Time = Now,
        TraceId = TraceId,
        Reason = end.Reason,
        EndedBy = end.EndedBy,
        Code = end.Code,
        Count = 1,
    });

    /// <summary>Several sessions were ended with one call.</summary>
    /// <param name="owner">The strategy; empty for several.</param>
    /// <param name="subject">Whose; <see langword="null"/> for all users.</param>
    /// <param name="count">How many; <see langword="null"/> if that is not known.</param>
    /// <param name="end">How.</param>
    /// <param name="client">The client of the call.</param>
    public void EndedTogether(string owner, string? subject, int? count, SessionEnd end, IClientFactsSource? client) => delivery.Publish(new SessionEndedEvent
    {
        Strategy = owner,
        Subject = subject,
        Client = client?.GetClient(),
        Time = Now,
        TraceId = TraceId,
        Reason = end.Reason,
        EndedBy = end.EndedBy,
        Code = end.Code,
        Count = count,
    });

    public void KeyChanged(string keyId, KeyChange change) => delivery.Publish(new KeyChangedEvent
    {
        Strategy = strategy,
        Time = Now,
        TraceId = TraceId,
        KeyId = keyId,
        Change = change,
    });

    private DateTimeOffset Now => delivery.Time.GetUtcNow();

    private static string? TraceId => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : null;

    private void Refused(AuthFailure failure, bool isRefresh, IClientFactsSource? client)
    {
        if (client is IRefusalFilter filter && !filter.ReportsRefusal(strategy, failure.Reason, isRefresh))
            return;

        delivery.Publish(new CredentialRefusedEvent
        {
            Strategy = strategy,
            Client = client?.GetClient(),
            Time = Now,
            TraceId = TraceId,
            Reason = failure.Reason,
            IsRefresh = isRefresh,
        });
    }

    private void Accepted(in AuthResult result, IClientFactsSource? client) => delivery.Publish(new CredentialAuthenticatedEvent
    {
        Strategy = strategy,
        Subject = SubjectOf(result.Principal),
        SessionId = result.SessionId,
        Client = client?.GetClient(),
        Time = Now,
        TraceId = TraceId,
    });

    private bool IsSampled() => delivery.AuthenticatedEvery is > 0 and var every && Interlocked.Increment(ref _accepted) % (uint)every == 0;

    // Under which of the two names a principal has its subject depends on the options of the strategy.
    private static string? SubjectOf(ClaimsPrincipal? principal) => (principal?.FindFirst("sub") ?? principal?.FindFirst(ClaimTypes.NameIdentifier))?.Value;
}
