using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>Ends the sessions of a user whose account has changed. A thread-safe singleton.</summary>
/// <remarks>
/// The store is asked once before the change: a store that does not answer then leaves the account unchanged too. Sessions are ended
/// after the change, so that one that starts in between with the old password ends too.
/// </remarks>
internal sealed class AccountSessions(ISessionDirectory directory, IHttpContextAccessor accessor)
{
    /// <summary>Changes an account, and ends all sessions except the one of the current request, if it is this user's.</summary>
    /// <exception cref="SessionStoreException">The store did not answer. The message says whether the account was changed.</exception>
    public Task<IdentityResult> EndOthersAfterAsync(string? userId, SessionRevokeOptions because, Func<Task<IdentityResult>> change) =>
        EndAfterAsync(userId, because, change, keepsCurrent: true);

    /// <summary>Changes an account, and ends all sessions.</summary>
    /// <exception cref="SessionStoreException">The store did not answer. The message says whether the account was changed.</exception>
    public Task<IdentityResult> EndAllAfterAsync(string? userId, SessionRevokeOptions because, Func<Task<IdentityResult>> change) =>
        EndAfterAsync(userId, because, change, keepsCurrent: false);

    private async Task<IdentityResult> EndAfterAsync(string? userId, SessionRevokeOptions because, Func<Task<IdentityResult>> change, bool keepsCurrent)
    {
        // A user who was never stored has no id yet, and no sessions.
        if (string.IsNullOrEmpty(userId))
            return await change().ConfigureAwait(false);

        await RequireStoreAsync(userId).ConfigureAwait(false);
        IdentityResult result = await change().ConfigureAwait(false);
        if (result.Succeeded)
            await EndAsync(userId, keepsCurrent ? Current() : null, because).ConfigureAwait(false);
        return result;
    }

    private async Task RequireStoreAsync(string userId)
    {
        try
        {
            await directory.ListAsync(userId).ConfigureAwait(false);
        }
        catch (SessionStoreException exception)
        {
            throw new SessionStoreException("The account was not changed, because the session store does not answer: the user's sessions could not have been ended. Try again when the store answers.", exception);
        }
    }

    private async Task EndAsync(string userId, SessionId? except, SessionRevokeOptions because)
    {
        try
        {
            await directory.RevokeAllAsync(userId, except, because).ConfigureAwait(false);
        }
        catch (SessionStoreException exception)
        {
            throw new SessionStoreException("The account was changed, but the session store stopped answering: some sessions of the user may stay valid. When the store answers, call ISessionDirectory.RevokeAllAsync with the id of the user.", exception);
        }
    }

    // A session that this request created is the client's current one.
    private SessionId? Current() =>
        accessor.HttpContext is { } context && AuthRequest.Find(context) is { } request ? request.Issued?.Credential.SessionId ?? request.Session?.SessionId : null;
}
