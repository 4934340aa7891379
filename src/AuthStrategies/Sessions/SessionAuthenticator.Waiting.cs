using System.Diagnostics;
using System.Runtime.CompilerServices;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <content>The wait for a store that does not answer at once, and the report of the result.</content>
internal sealed partial class SessionAuthenticator
{
    /// <summary>Authenticates by any store, and reports the result.</summary>
    public ValueTask<AuthResult> AuthenticateAsync(
        string credential, AuthenticateTerms terms, SessionPolicy policy, DateTimeOffset now, Activity? activity, CancellationToken cancellationToken)
    {
        if (!PresentedToken.TryRead(credential, policy.CredentialCache, out PresentedToken presented))
            return Reported(new(AuthResult.None), activity, terms.Client);

        if (client.FindCached(presented.Token.Id, cancellationToken) is { } cached && TryAccept(cached, presented, terms, policy, now, out ValueTask<AuthResult> accepted, cancellationToken))
            return Reported(accepted, activity, terms.Client);

        ValueTask<SessionRecord?> find = client.StartFindAsync(presented.Token.Id, cancellationToken, out CallStart start);
        return !start.IsPending && find.IsCompletedSuccessfully
            ? Reported(Check(find.Result, presented, terms, policy, now, TimeSpan.Zero, cancellationToken), activity, terms.Client)
            : CheckLater(find, start, presented, terms, policy, now, activity, cancellationToken);
    }

    private ValueTask<AuthResult> Reported(ValueTask<AuthResult> answer, Activity? activity, IClientFactsSource? caller)
    {
        if (!answer.IsCompletedSuccessfully)
            return ReportedAsync(answer, activity, caller);

        AuthResult result = answer.Result;
        diagnostics.Authenticated(result, activity, caller);
        return new(result);
    }

    private async ValueTask<AuthResult> ReportedAsync(ValueTask<AuthResult> answer, Activity? activity, IClientFactsSource? caller)
    {
        AuthResult result = await answer.ConfigureAwait(false);
        diagnostics.Authenticated(result, activity, caller);
        return result;
    }

    // Apart, because the frame of a call that is answered at once need not have room for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValueTask<AuthResult> CheckLater(
        ValueTask<SessionRecord?> find, CallStart start, in PresentedToken presented, AuthenticateTerms terms, SessionPolicy policy, DateTimeOffset now, Activity? activity, CancellationToken cancellationToken) =>
        CheckLaterAsync(client.Pending(find, start, presented.Token.Id, cancellationToken), presented, terms, policy, now, activity, cancellationToken);

    // Waits, checks and reports in one state machine: with many requests in flight, each one more costs (decision 0058).
    private async ValueTask<AuthResult> CheckLaterAsync(
        SessionStoreClient.PendingCall<SessionId, SessionRecord?> find,
        PresentedToken presented,
        AuthenticateTerms terms,
        SessionPolicy policy,
        DateTimeOffset now,
        Activity? activity,
        CancellationToken cancellationToken)
    {
        SessionRecord? record;
        try
        {
            record = find.Answered(await find.Begin().ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            if (find.Failed(exception) is { } translated)
                throw translated;
            throw;
        }
        finally
        {
            find.End();
        }

        AuthResult result = await Check(record, presented, terms, policy, now, client.WaitedSince(find.Since), cancellationToken).ConfigureAwait(false);
        diagnostics.Authenticated(result, activity, terms.Client);
        return result;
    }
}
