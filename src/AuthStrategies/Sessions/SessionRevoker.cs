namespace AuthStrategies.Sessions;

/// <summary>Ends a login on behalf of whoever presented its name: the name part is enough, whatever the secret part. Thread-safe.</summary>
internal sealed class SessionRevoker(SessionVault vault)
{
    /// <returns>Whether this call ended it; <see langword="false"/> also when it is another strategy's or cannot be read.</returns>
    public async ValueTask<bool> EndAsync(NamedLogin login, SessionPolicy policy, CancellationToken cancellationToken)
    {
        SessionRecord? record = await vault.FindAsync(login.Id, cancellationToken).ConfigureAwait(false);
        return record is not null
            && vault.Read(record, policy.Strategy) is { } session
            && policy.Owns(session)
            && login.Means(record, session)
            && await vault.RemoveAsync(login.Id, ifVersion: null, cancellationToken).ConfigureAwait(false);
    }
}
