using AuthStrategies.Claims;
using AuthStrategies.Randomness;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

internal sealed partial class SessionIssuer
{
    /// <summary>
    /// Starts the session of a former credential. The token that stands for the credential is replaced from the start: its successor is handed out while
    /// it is unused, and a late use of the credential ends the session, because it was deleted where the successor is.
    /// </summary>
    /// <param name="claims">The user's claims.</param>
    /// <param name="terms">The checked options.</param>
    /// <param name="login">The former credential.</param>
    /// <param name="policy">The strategy's rules.</param>
    /// <param name="make">Creates the credential. Called before the first write: if it throws, nothing was changed.</param>
    /// <param name="report">Called when a session has begun, also if this call throws after that. Of one whose move another call completes it may be called twice, by both.</param>
    /// <param name="cancellationToken">Cancels the call before the first write; later it has no effect.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="ArgumentException">The claims are too large for a record.</exception>
    /// <exception cref="SessionStoreException">The store could not answer. The credential is not used up, or its session can be found.</exception>
    public async ValueTask<FormerLoginOutcome> MoveAsync(
        ClaimSet claims, IssueTerms terms, FormerLogin login, SessionPolicy policy, CredentialMaker make, Action<IssuedCredential> report, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using IDisposable? operation = SessionStoreOperation.Begin();
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            LoginGenerations generations = await GenerationsAsync(claims.Subject, terms, policy, cancellationToken).ConfigureAwait(false);
            if (await former!.Ends.HasEndedAsync(login, claims.Subject, policy.Strategy, cancellationToken).ConfigureAwait(false))
            {
                // Noted since the caller asked: its session has stayed while the others were ended, or is gone.
                return await former.IsNotedAsync(login.Token, writer: null, cancellationToken).ConfigureAwait(false)
                    ? FormerLoginOutcome.MovedByAnother
                    : await RefuseAsync(login, terms.Now).ConfigureAwait(false);
            }

            List<LiveSession> before = await LiveAsync(claims.Subject, terms.Now, cancellationToken).ConfigureAwait(false);
            Successor successor = MakeSuccessor(claims, terms, AfterNewest(before, terms.Now), login, generations, policy, make);
            if (!await TryCreateAsync(successor, cancellationToken).ConfigureAwait(false))
            {
                if (await former.CompleteAsync(login, terms.Now, cancellationToken).ConfigureAwait(false) is { } completed)
                    report(completed);
                return FormerLoginOutcome.MovedByAnother;
            }

            try
            {
                if (await FinishMoveAsync(claims.Subject, terms, login, successor, generations, before, policy).ConfigureAwait(false) is not { } outcome)
                    continue;
                if (outcome == FormerLoginOutcome.Moved)
                    report(successor.Credential);
                return outcome;
            }
            catch (SessionStoreException)
            {
                // It is asked for by the requests that follow, unless it was removed before the failure.
                if (!await IsGoneAsync(login.Token.Id).ConfigureAwait(false))
                    report(successor.Credential);
                throw;
            }
        }

        throw SessionFailures.Contended();
    }

    /// <returns>What was done; <see langword="null"/> to begin again.</returns>
    private async ValueTask<FormerLoginOutcome?> FinishMoveAsync(
        string subject, IssueTerms terms, FormerLogin login, Successor successor, LoginGenerations generations, List<LiveSession> before, SessionPolicy policy)
    {
        // Once more, after the record: who ended all sessions in between may not have seen it. Before the note: without it the next request asks again.
        if (await former!.Ends.HasEndedAsync(login, subject, policy.Strategy, CancellationToken.None).ConfigureAwait(false)
            && !await former.IsNotedAsync(login.Token, successor.Writer, CancellationToken.None).ConfigureAwait(false))
            return await RefuseAsync(login, terms.Now).ConfigureAwait(false);
        if (await IsOvertakenAsync(subject, login.Token.Id, terms, generations, policy).ConfigureAwait(false))
        {
            await client.RemoveAsync(login.Token.Id, ifVersion: null, CancellationToken.None).ConfigureAwait(false);
            return null;
        }

        // If the store does not answer, the session stays: the note may be written, and with it the credential could begin no other one.
        if (!await former.TryUseAsync(login, successor.Writer, terms.Now, CancellationToken.None).ConfigureAwait(false))
        {
            await client.RemoveAsync(login.Token.Id, ifVersion: null, CancellationToken.None).ConfigureAwait(false);
            return FormerLoginOutcome.MovedByAnother;
        }

        try
        {
            await _revoker.ExplainAsync([], await _limit.TrimAsync(subject, before, terms, policy).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Already logged by the store client. The user's next login applies the limit.
        }

        return FormerLoginOutcome.Moved;
    }

    // The record of a call that could not go on first: with the note alone the next request would be asked with its token.
    private async ValueTask<FormerLoginOutcome> RefuseAsync(FormerLogin login, DateTimeOffset now)
    {
        await client.RemoveAsync(login.Token.Id, ifVersion: null, CancellationToken.None).ConfigureAwait(false);
        await former!.Ends.EndLoginAsync(login.Token.Id, login.End, now, CancellationToken.None).ConfigureAwait(false);
        return FormerLoginOutcome.Ended;
    }

    private async ValueTask<bool> IsGoneAsync(SessionId session)
    {
        try
        {
            return await client.FindAsync(session, CancellationToken.None).ConfigureAwait(false) is null;
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }

    private static Successor MakeSuccessor(
        ClaimSet claims, IssueTerms terms, DateTimeOffset createdAt, FormerLogin login, LoginGenerations generations, SessionPolicy policy, CredentialMaker make)
    {
        Bytes32 salt = default;
        SecureRandom.Fill(salt);
        OpaqueToken successor = login.Token.Rotate(salt);
        RotationState rotation = RotationState.Issued(login.Token.SecretHash, terms.Now).Rotate(successor.SecretHash, salt, terms.Now, policy.Rotation.IsRefreshToken) with { Doubted = true };
        SessionRecord record = SessionWriter.Create(login.Token, claims, terms, createdAt, generations, policy, out SessionPayload session, rotation);
        IssuedCredential credential = make(successor, record, session, terms.Now);
        terms.RequireDeliverable(credential);
        return new(record, credential, FormerLogin.WriterOf(rotation.Secret));
    }

    /// <returns>Whether this call created the record, also if the answer of the store was lost.</returns>
    private async ValueTask<bool> TryCreateAsync(Successor successor, CancellationToken cancellationToken)
    {
        try
        {
            return await client.TryCreateAsync(successor.Record, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            SessionRecord? kept = await client.FindAsync(successor.Record.Id, CancellationToken.None).ConfigureAwait(false);
            if (kept is null || !kept.Payload.Span.SequenceEqual(successor.Record.Payload.Span))
                throw;
            return true;
        }
    }

    private readonly record struct Successor(SessionRecord Record, IssuedCredential Credential, ReadOnlyMemory<byte> Writer);
}
