using AuthStrategies.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Finds the subject that a request's credential proves: from the session's record, or by authenticating the credential
/// again. Never from the request's user, which the application may have changed. A thread-safe singleton.
/// </summary>
internal sealed class OwnSession(ISessionDirectory directory)
{
    /// <summary>The subject, or <see langword="null"/> when the session has just ended, or when another issuer has named the subject.</summary>
    public async ValueTask<string?> FindSubjectAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        // A strategy that only verifies names subjects of its issuer: they are not the subjects of sessions of this application.
        if (request.AnsweredBy!.Capabilities is { IssuesCredentials: false, KeepsSessions: false })
            return null;
        if (request.Session?.SessionId is { } id && await directory.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } session)
            return session.Subject;
        if (request.IsServedByRefreshToken)
            return null;

        AuthResult again = await request.AnsweredBy!.Strategy.AuthenticateAsync(request.Presented.First.Text, cancellationToken).ConfigureAwait(false);
        return again.Succeeded ? again.Principal.FindSubject() : null;
    }
}
