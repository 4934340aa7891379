using System.Security.Claims;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>
/// Reads the user of a session again at each refresh, as <c>MapIdentityApi</c> does, so that a new name or a role taken away counts. A
/// user who is gone or locked out gets no refresh, and the session ends.
/// </summary>
internal sealed class IdentityPrincipalRefresher<TUser>(
    UserManager<TUser> users,
    SignInManager<TUser> signIn,
    ISessionDirectory directory,
    TimeProvider time,
    IOptions<AuthIdentityOptions> options,
    ILogger<IdentityPrincipalRefresher<TUser>> logger) : IPrincipalRefresher
    where TUser : class
{
    // Another node, whose clock is ahead, may have locked the user out.
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromMinutes(5);

    public async ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken)
    {
        TUser? user = await users.FindByIdAsync(session.Subject).ConfigureAwait(false);
        if (user is not null && !await IsLockedOutAsync(user).ConfigureAwait(false))
            return WithKeptClaims(await signIn.CreateUserPrincipalAsync(user).ConfigureAwait(false), principal);

        SessionRevokeOptions because = new() { Reason = user is null ? SessionEndReason.AccountDeleted : SessionEndReason.AccountLocked };
        await directory.RevokeAsync(session.Subject, session.Id, because, cancellationToken).ConfigureAwait(false);
        HttpLog.UserNotRefreshed(logger, session.Id, user is null ? "does not exist" : "is locked out");
        return null;
    }

    /// <summary>
    /// Whether the application has locked the user out. Identity locks a user out by itself after wrong passwords, which anyone can type,
    /// for the default time at most: that must not end the sessions of the user.
    /// </summary>
    private async Task<bool> IsLockedOutAsync(TUser user)
    {
        if (!users.SupportsUserLockout || !await users.GetLockoutEnabledAsync(user).ConfigureAwait(false))
            return false;

        DateTimeOffset? end = await users.GetLockoutEndDateAsync(user).ConfigureAwait(false);
        return end - time.GetUtcNow() - MaxClockDifference > users.Options.Lockout.DefaultLockoutTimeSpan;
    }

    private ClaimsPrincipal WithKeptClaims(ClaimsPrincipal fresh, ClaimsPrincipal before)
    {
        if (fresh.Identity is not ClaimsIdentity identity)
            return fresh;

        foreach (Claim kept in options.Value.KeptClaimTypes.SelectMany(before.FindAll))
        {
            if (!identity.HasClaim(kept.Type, kept.Value))
                identity.AddClaim(new(kept.Type, kept.Value, kept.ValueType));
        }

        return fresh;
    }
}
