using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Bounds the new session of a sign-in with the properties of the current session, which is no new authentication: it ends at the
/// absolute end of the current session at the latest, unless the application chose another end. A thread-safe singleton.
/// </summary>
internal sealed class InheritedEnd(ISessionDirectory directory, TimeProvider time)
{
    // A strategy accepts a bound from one second after its own reading of the clock, which is a little later than ours.
    private static readonly TimeSpan Nearest = TimeSpan.FromSeconds(2);

    /// <returns>Whether the sign-in may go on: not if the session of the same user has ended, and this sign-in proves nothing new.</returns>
    /// <exception cref="AuthUnavailableException">The store did not answer.</exception>
    public async ValueTask<bool> TryApplyAsync(AuthRequest request, ClaimsPrincipal user, AuthenticationProperties properties, IssueOptions options, CancellationToken cancellationToken)
    {
        if (options.Lifetime is not null || !SignInProperties.AreHandedBack(properties) || request.Session?.SessionId is not { } id)
            return true;
        if (await directory.FindAsync(id, cancellationToken).ConfigureAwait(false) is not { } current)
            return user.FindSubject() != request.Result.Principal!.FindSubject() || properties.IssuedUtc > request.Result.AuthenticatedAt;
        // The session id of a token is public, so it counts only together with the token's subject and strategy.
        if (current.Strategy != request.Strategy || current.Subject != request.Result.Principal!.FindSubject())
            return true;

        DateTimeOffset nearest = time.GetUtcNow() + Nearest;
        options.NotAfter = current.AbsoluteExpiresAt > nearest ? current.AbsoluteExpiresAt : nearest;
        return true;
    }
}
