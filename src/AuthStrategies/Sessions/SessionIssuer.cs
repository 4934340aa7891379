using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;

namespace AuthStrategies.Sessions;

/// <summary>Starts a session: creates its record, ends the one it replaces, and keeps the subject within its limit. Thread-safe.</summary>
internal sealed class SessionIssuer(SessionStoreClient client, StrategyDiagnostics diagnostics)
{
    private readonly SessionRevoker _revoker = new(client);

    /// <param name="claims">Who has logged in.</param>
    /// <param name="terms">What the login is to be.</param>
    /// <param name="replaces">The login that this one takes the place of.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="make">Makes what the client is handed. Called before the first write: what it throws is thrown, and nothing was changed.</param>
    /// <param name="cancellationToken">Heeded up to the first write; from there on the login is brought to its end.</param>
    /// <exception cref="ArgumentException">The claims are too much for a record.</exception>
    /// <exception cref="SessionStoreException">The store could not answer; the new session was taken back as far as the store lets us.</exception>
    public async ValueTask<IssuedCredential> IssueAsync(
        ClaimSet claims, LoginTerms terms, IReadOnlyList<SessionReference> replaces, SessionPolicy policy, CredentialMaker make, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        DateTimeOffset createdAt = AfterNewest(await LiveAsync(claims.Subject, terms.Now, cancellationToken).ConfigureAwait(false), terms.Now);
        IssuedCredential credential = await CreateAsync(claims, terms, createdAt, policy, make, cancellationToken).ConfigureAwait(false);
        try
        {
            await _revoker.EndReplacedAsync(replaces).ConfigureAwait(false);
            await TrimAsync(claims.Subject, terms.Now, policy).ConfigureAwait(false);
            return credential;
        }
        catch (SessionStoreException)
        {
            await TakeBackAsync(credential.SessionId!.Value).ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<IssuedCredential> CreateAsync(
        ClaimSet claims, LoginTerms terms, DateTimeOffset createdAt, SessionPolicy policy, CredentialMaker make, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < SessionLimits.NameAttempts; attempt++)
        {
            var token = OpaqueToken.New();
            SessionRecord record = NewRecord.Of(token, claims, terms, createdAt, policy, out SessionPayload session);
            IssuedCredential credential = make(token, record, session, terms.Now);
            if (await client.TryCreateAsync(record, cancellationToken).ConfigureAwait(false))
                return credential;
        }

        throw new SessionStoreException($"The session store said {SessionLimits.NameAttempts} times that a random session id is taken. It does not answer TryCreateAsync truthfully.");
    }

    /// <summary>
    /// Ends the oldest sessions beyond the limit. Everybody does so after creating and by one total order, so that n stay
    /// when more than n logins race: the last to look sees all, and none of the n newest is ever among the oldest.
    /// </summary>
    private async ValueTask TrimAsync(string subject, DateTimeOffset now, SessionPolicy policy)
    {
        List<LiveSession> live = await LiveAsync(subject, now, CancellationToken.None).ConfigureAwait(false);
        live.Sort(LiveSession.OldestFirst);
        for (int i = 0; i < live.Count - policy.MaxSessionsPerSubject; i++)
        {
            SessionId id = live[i].Record.Id;
            if (await client.RemoveAsync(id, ifVersion: null, CancellationToken.None).ConfigureAwait(false))
                diagnostics.TrimmedOldest(id, policy.MaxSessionsPerSubject);
        }
    }

    private async ValueTask TakeBackAsync(SessionId id)
    {
        try
        {
            await client.RemoveAsync(id, ifVersion: null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Logged by the vault. Nobody was given the token, so the record is harmless until it expires.
        }
    }

    private async ValueTask<List<LiveSession>> LiveAsync(string subject, DateTimeOffset now, CancellationToken cancellationToken) =>
        LiveSession.Among(await client.ListAsync(subject, cancellationToken).ConfigureAwait(false), now, client);

    private static DateTimeOffset AfterNewest(List<LiveSession> live, DateTimeOffset now)
    {
        DateTimeOffset createdAt = now;
        foreach (LiveSession session in live)
        {
            if (session.Payload.CreatedAt >= createdAt && session.Payload.CreatedAt < DateTimeOffset.MaxValue)
                createdAt = session.Payload.CreatedAt.AddTicks(1);
        }

        return createdAt;
    }
}
