using System.Diagnostics;
using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <content>The wait for a store that does not answer at once, and the report of the result.</content>
internal sealed partial class SessionAuthenticator
{
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

        AuthResult result = await Check(record, presented, terms, policy, now, find.Since, cancellationToken).ConfigureAwait(false);
        diagnostics.Authenticated(result, activity, terms.Client);
        return result;
    }

    private TimeSpan WaitedSince(long? timestamp) => timestamp is { } began ? client.WaitedSince(began) : TimeSpan.Zero;
}
