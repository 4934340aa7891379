using AuthStrategies.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Ends the sessions of a user but the one of the request. A thread-safe singleton.</summary>
internal sealed class OtherSessions(OwnSession owner, ISessionDirectory directory)
{
    /// <summary>Ends them. Not cancelled when the client disconnects.</summary>
    /// <param name="request">An authenticated request.</param>
    /// <returns>How many have ended; and why the request may end none, for a developer, otherwise <see langword="null"/>.</returns>
    /// <exception cref="AuthUnavailableException">The session store did not answer.</exception>
    public async ValueTask<(int Ended, string? Refusal)> EndAsync(AuthRequest request)
    {
        OwnSubject own = await owner.FindSubjectAsync(request, CancellationToken.None).ConfigureAwait(false);
        if (!own.IsFound)
            return (0, own.Refusal);

        ValueTask<int> ending;
        using (new ClientFactsScope(request))
            ending = directory.RevokeAllAsync(own.Subject, request.Session?.SessionId, EndedByUser.Of(isOwn: false), CancellationToken.None);
        return (await ending.ConfigureAwait(false), null);
    }
}
