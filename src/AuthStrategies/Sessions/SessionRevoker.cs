namespace AuthStrategies.Sessions;

/// <summary>Ends a login on behalf of whoever presented its name: the name part is enough, whatever the secret part. Thread-safe.</summary>
internal sealed class SessionRevoker(SessionStoreClient client)
{
    /// <returns>Whether this call ended it; <see langword="false"/> also when it is another's or cannot be read.</returns>
    public async ValueTask<bool> EndAsync(SessionReference login, CancellationToken cancellationToken)
    {
        SessionRecord? record = await client.FindAsync(login.Id, cancellationToken).ConfigureAwait(false);
        return record is not null
            && client.Read(record, login.Owner?.Strategy) is { } session
            && login.Matches(record, session)
            && await client.RemoveAsync(login.Id, ifVersion: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends what a new login takes the place of. Not cancelled half-way: the new one stands or falls with it.</summary>
    public async ValueTask EndReplacedAsync(IReadOnlyList<SessionReference> logins)
    {
        foreach (SessionReference login in logins)
            await EndAsync(login, CancellationToken.None).ConfigureAwait(false);
    }
}
