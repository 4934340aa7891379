using AuthStrategies.AspNetCore.Requests;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>Ends the logins of a user who has changed what logins are made with. A thread-safe singleton.</summary>
internal sealed class OtherSessions(ISessionDirectory directory, IHttpContextAccessor accessor)
{
    /// <summary>Ends all but the one that asks, if it is that user's.</summary>
    /// <exception cref="SessionStoreException">The store could not answer; some may live on.</exception>
    public ValueTask<int> EndAsync(string userId) => directory.RevokeAllAsync(userId, Current());

    /// <summary>Ends all.</summary>
    /// <exception cref="SessionStoreException">The store could not answer; some may live on.</exception>
    public ValueTask<int> EndAllAsync(string userId) => directory.RevokeAllAsync(userId);

    // One made in this very request is what the client holds from now on.
    private SessionId? Current() =>
        accessor.HttpContext is { } context && AuthRequest.Find(context) is { } request ? request.Issued?.SessionId ?? request.Result.SessionId : null;
}
