using AuthStrategies.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>Ends the sessions of a user whose login data has changed. A thread-safe singleton.</summary>
internal sealed class OtherSessions(ISessionDirectory directory, IHttpContextAccessor accessor)
{
    /// <summary>Ends all sessions except the one of the current request, if it is this user's.</summary>
    /// <exception cref="SessionStoreException">The store did not answer; some sessions may stay valid.</exception>
    public ValueTask<int> EndAsync(string userId) => directory.RevokeAllAsync(userId, Current());

    /// <summary>Ends all sessions.</summary>
    /// <exception cref="SessionStoreException">The store did not answer; some sessions may stay valid.</exception>
    public ValueTask<int> EndAllAsync(string userId) => directory.RevokeAllAsync(userId);

    // A session that this request created is the client's current one.
    private SessionId? Current() =>
        accessor.HttpContext is { } context && AuthRequest.Find(context) is { } request ? request.Issued?.Credential.SessionId ?? request.Result.SessionId : null;
}
