using System.Security.Claims;
using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Connections;

/// <summary>
/// What a connection that outlives its request must know of the login it was opened with. Travels with the principal, since
/// a circuit has no request and a polled connection only a part of one. Holds no credential. Immutable.
/// </summary>
/// <param name="Strategy">The name of the strategy that recognised the client.</param>
/// <param name="SessionId">The login's public name, if this application keeps a record of it.</param>
/// <param name="IsProlongedByUse">Whether the record's end is the login's end; otherwise the credential's own end comes first.</param>
/// <param name="ExpiresAt">When the credential ends as far as is known; <see langword="null"/> when nobody said so.</param>
/// <param name="ConfirmedAt">When the client was recognised: a circuit may begin long after its connection did.</param>
internal sealed record RequestSession(string Strategy, SessionId? SessionId, bool IsProlongedByUse, DateTimeOffset? ExpiresAt, DateTimeOffset? ConfirmedAt = null)
{
    public static RequestSession Of(in AuthResult result, HttpStrategy strategy, DateTimeOffset asked) => new(
        strategy.Name,
        strategy.KeepsSessions ? result.SessionId : null,
        strategy.Kind == AuthStrategyKind.Session,
        result.ExpiresAt,
        asked);

    /// <summary>The facts of the user of a connection; of an anonymous one, or of another scheme's, there are none.</summary>
    /// <param name="user">The user.</param>
    /// <param name="request">The request the connection was opened with, for a user whom the application has made anew from what it was given.</param>
    public static RequestSession? Find(ClaimsPrincipal? user, HttpContext? request = null)
    {
        if (user is null || !user.Identities.Any(identity => identity.IsAuthenticated))
            return null;

        foreach (ClaimsIdentity identity in user.Identities)
        {
            if (identity.BootstrapContext is RequestSession facts)
                return facts;
        }

        return request is null ? null : AuthRequest.Find(request)?.Login;
    }

    /// <summary>Puts the facts where copies of the identity take them along. A custom strategy may need the place itself.</summary>
    public void TravelWith(ClaimsPrincipal principal)
    {
        if (principal.Identity is ClaimsIdentity { BootstrapContext: null } identity)
            identity.BootstrapContext = this;
    }
}
