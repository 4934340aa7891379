using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Starts a session: creates its record, ends the session that it replaces, and applies the limit of sessions per subject. Thread-safe.</summary>
internal sealed partial class SessionIssuer(SessionStoreClient client, StrategyDiagnostics diagnostics, FormerLogins? former = null)
{
    private readonly SessionRevoker _revoker = new(client, diagnostics);
    private readonly SessionReader _reader = new(diagnostics.Logger, diagnostics.Clock);
    private readonly SubjectLimit _limit = new(client, diagnostics);

    /// <param name="claims">The user's claims.</param>
    /// <param name="terms">The checked options.</param>
    /// <param name="replaces">The sessions that this one replaces.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="make">Creates the credential. Called before the first write: if it throws, nothing was changed.</param>
    /// <param name="cancellationToken">Cancels the call before the first write; later it has no effect.</param>
    /// <returns>The credential. Its session may have ended already, if all sessions of the subject are ended at the same time.</returns>
    /// <exception cref="ArgumentException">The claims are too large for a record.</exception>
    /// <exception cref="SessionStoreException">The store could not answer; the new session was removed again if the store answered that call.</exception>
    public async ValueTask<IssuedCredential> IssueAsync(
        ClaimSet claims, IssueTerms terms, IReadOnlyList<SessionReference> replaces, SessionPolicy policy, CredentialMaker make, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using IDisposable? operation = SessionStoreOperation.Begin();

        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            // Before the record: what all sessions of the strategy have in common ends this one too if it is replaced in between.
            LoginGenerations generations = await GenerationsAsync(claims.Subject, terms, policy, cancellationToken).ConfigureAwait(false);
            List<LiveSession>? before = await IsFarBelowLimitAsync(claims.Subject, policy, cancellationToken).ConfigureAwait(false)
                ? null
                : await LiveAsync(claims.Subject, terms.Now, cancellationToken).ConfigureAwait(false);
            DateTimeOffset createdAt = AfterNewest(before ?? [], terms.Now);
            IssuedCredential credential = await CreateAsync(claims, terms, createdAt, generations, policy, make, cancellationToken).ConfigureAwait(false);
            try
            {
                if (await IsOvertakenAsync(claims.Subject, credential.SessionId!.Value, terms, generations, policy).ConfigureAwait(false))
                {
                    await client.RemoveAsync(credential.SessionId!.Value, ifVersion: null, CancellationToken.None).ConfigureAwait(false);
                    // Who was authenticated before was logged in before, and is ended with the others. Who has just authenticated is logged in after the end.
                    if (terms.AuthenticatedAt < terms.Now)
                        return credential;
                    continue;
                }

                List<SessionRecord> replaced = await _revoker.EndReplacedAsync(replaces, terms.Client).ConfigureAwait(false);
                List<SessionRecord> trimmed = await _limit.TrimAsync(claims.Subject, before, terms, policy).ConfigureAwait(false);
                await _revoker.ExplainAsync(replaced, trimmed).ConfigureAwait(false);
                return credential;
            }
            catch (SessionStoreException)
            {
                await TakeBackAsync(credential.SessionId!.Value).ConfigureAwait(false);
                throw;
            }
        }

        throw SessionFailures.Contended();
    }

    /// <summary>
    /// Whether all sessions of the subject were ended since the generation of the new one was read. The removal may have been before the record was there.
    /// Then the session would be accepted until its next write, so another one takes its place. If the generation is still the same, a removal that follows
    /// finds the record.
    /// </summary>
    private ValueTask<bool> IsOvertakenAsync(string subject, SessionId session, IssueTerms terms, LoginGenerations generations, SessionPolicy policy) =>
        client.Generations.Subjects?.HasEndedAsync(subject, session, generations.OfSubject, SessionWriter.AbsoluteEndOf(terms, policy), CancellationToken.None) ?? default;

    /// <summary>
    /// Whether the limit is so far away that no other session needs to be read. Then the new session's time of creation is the time now:
    /// until a session must end, more sessions follow than the difference of honest clocks matters for.
    /// </summary>
    private async ValueTask<bool> IsFarBelowLimitAsync(string subject, SessionPolicy policy, CancellationToken cancellationToken) =>
        policy.MaxSessionsPerSubject >= 2 * SessionLimits.UnreadBelowLimit
        && !await client.MayHaveMoreThanAsync(subject, policy.MaxSessionsPerSubject - SessionLimits.UnreadBelowLimit, cancellationToken).ConfigureAwait(false);

    private async ValueTask<LoginGenerations> GenerationsAsync(string subject, IssueTerms terms, SessionPolicy policy, CancellationToken cancellationToken)
    {
        Generation ofStrategy = await client.Generations.Of(policy.Strategy).GetForLoginAsync(cancellationToken).ConfigureAwait(false);
        SubjectTie ofSubject = client.Generations.Subjects is { } subjects
            ? await subjects.GetForLoginAsync(subject, SessionWriter.AbsoluteEndOf(terms, policy), cancellationToken).ConfigureAwait(false)
            : default;
        return new(ofStrategy, ofSubject);
    }

    private async ValueTask<IssuedCredential> CreateAsync(
        ClaimSet claims, IssueTerms terms, DateTimeOffset createdAt, LoginGenerations generations, SessionPolicy policy, CredentialMaker make, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < SessionLimits.NameAttempts; attempt++)
        {
            var token = OpaqueToken.New();
            SessionRecord record = SessionWriter.Create(token, claims, terms, createdAt, generations, policy, out SessionPayload session);
            IssuedCredential credential = make(token, record, session, terms.Now);
            terms.RequireDeliverable(credential);
            if (await client.TryCreateAsync(record, cancellationToken).ConfigureAwait(false))
                return credential;
        }

        throw new SessionStoreException($"The session store answered {SessionLimits.NameAttempts} times that a random session id already exists. Its TryCreateAsync gives wrong answers.");
    }

    private async ValueTask TakeBackAsync(SessionId id)
    {
        try
        {
            await client.RemoveAsync(id, ifVersion: null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Already logged by the store client. The token was not sent to a client, so the record is harmless until it expires.
        }
    }

    private async ValueTask<List<LiveSession>> LiveAsync(string subject, DateTimeOffset now, CancellationToken cancellationToken) =>
        await client.Generations.CurrentOfAsync(
            _reader.ReadLive(await client.ListAsync(subject, cancellationToken).ConfigureAwait(false), now), now, cancellationToken).ConfigureAwait(false);

    /// <summary>The new session's time of creation: later than the last use of all others, whose clocks may be a little ahead.</summary>
    private static DateTimeOffset AfterNewest(List<LiveSession> live, DateTimeOffset now)
    {
        DateTimeOffset createdAt = now;
        foreach (LiveSession session in live)
        {
            DateTimeOffset usedAt = session.LastUsedAt(now);
            if (usedAt >= createdAt && usedAt < DateTimeOffset.MaxValue)
                createdAt = usedAt.AddTicks(1);
        }

        return createdAt - now > SessionLimits.MaxCreationLead ? now + SessionLimits.MaxCreationLead : createdAt;
    }
}
