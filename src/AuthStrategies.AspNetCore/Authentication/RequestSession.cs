using System.Security.Claims;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// What a connection that outlives its request needs to know about the session it was opened with. Attached to the
/// principal, because a Blazor circuit has no request and a connection with long polling has many. Contains no credential.
/// Immutable.
/// </summary>
/// <param name="Strategy">The name of the strategy that authenticated the client.</param>
/// <param name="SessionId">The session's id, if this application keeps a record of it.</param>
/// <param name="IsProlongedByUse">Whether the session ends when its record ends; otherwise the credential's own end counts too.</param>
/// <param name="ExpiresAt">When the credential ends; <see langword="null"/> when the strategy did not say.</param>
/// <param name="ConfirmedAt">When the client was authenticated: a circuit may start long after its connection was opened. Always known in an application that calls <c>AddSessionRevalidation</c>.</param>
/// <param name="IsActivity">Whether the open connection counts as activity of the client.</param>
/// <param name="Connection">What is kept of the request; only for a connection to a hub.</param>
internal sealed record RequestSession(string Strategy, SessionId? SessionId, bool IsProlongedByUse, DateTimeOffset? ExpiresAt, DateTimeOffset? ConfirmedAt = null, bool IsActivity = true, OpenedConnection? Connection = null)
{
    // Smaller than what may be absent: every request has one of these. All values are legal, the first time and the id of zeros too.
    private readonly SessionId _sessionId = SessionId.GetValueOrDefault();
    private readonly bool _hasSessionId = SessionId.HasValue;
    private readonly long _expiresAt = Stored(ExpiresAt);
    private readonly long _confirmedAt = Stored(ConfirmedAt);

    public SessionId? SessionId
    {
        get => _hasSessionId ? _sessionId : null;
        init => (_sessionId, _hasSessionId) = (value.GetValueOrDefault(), value.HasValue);
    }

    public DateTimeOffset? ExpiresAt
    {
        get => Instant(_expiresAt);
        init => _expiresAt = Stored(value);
    }

    public DateTimeOffset? ConfirmedAt
    {
        get => Instant(_confirmedAt);
        init => _confirmedAt = Stored(value);
    }

    /// <summary>An own copy of the user, before the application changed it; only for a connection to a hub.</summary>
    public ClaimsPrincipal? Principal => Connection?.Principal;

    public static RequestSession From(in AuthResult result, HttpStrategy strategy, DateTimeOffset? askedAt, RequestTraits traits, IClientFactsSource client) => new(
        strategy.Name,
        strategy.Capabilities.KeepsSessions ? result.SessionId : null,
        strategy.Kind == AuthStrategyKind.Session,
        result.ExpiresAt,
        askedAt,
        (traits & RequestTraits.Activity) != 0,
        (traits & RequestTraits.Connection) != 0 ? new(PrincipalQuestion.Copy(result.Principal!), client.GetClient()) : null);

    /// <summary>The session of a connection's user; <see langword="null"/> for an anonymous user and for users of other schemes.</summary>
    /// <param name="user">The user.</param>
    /// <param name="request">The request that opened the connection, for a user whom the application has rebuilt from the one it was given.</param>
    public static RequestSession? Find(ClaimsPrincipal? user, HttpContext? request = null)
    {
        if (user is null || !user.Identities.Any(identity => identity.IsAuthenticated))
            return null;

        foreach (ClaimsIdentity identity in user.Identities)
        {
            if (identity.BootstrapContext is RequestSession session)
                return session;
        }

        return request is null ? null : AuthRequest.Find(request)?.Session;
    }

    /// <summary>Whether a user is merged from the users of several credentials.</summary>
    public static bool AreSeveral(ClaimsPrincipal? user)
    {
        RequestSession? first = null;
        foreach (ClaimsIdentity identity in user?.Identities ?? [])
        {
            if (identity.BootstrapContext is not RequestSession session || ReferenceEquals(session, first))
                continue;
            if (first is not null)
                return true;
            first = session;
        }

        return false;
    }

    /// <summary>Puts itself where clones of the identity keep it. A custom strategy may use that place itself.</summary>
    public void AttachTo(ClaimsPrincipal principal)
    {
        if (principal.Identity is ClaimsIdentity { BootstrapContext: null } identity)
            identity.BootstrapContext = this;
    }

    /// <summary>One more than the ticks; 0 if there is no time.</summary>
    private static long Stored(DateTimeOffset? time) => time is { } known ? known.UtcTicks + 1 : 0;

    private static DateTimeOffset? Instant(long stored) => stored == 0 ? null : new DateTimeOffset(stored - 1, TimeSpan.Zero);
}
