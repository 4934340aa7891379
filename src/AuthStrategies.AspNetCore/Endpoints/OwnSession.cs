using AuthStrategies.AspNetCore.Authentication;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Finds the subject that a request's credential proves: from the session's record, or by authenticating the credential
/// again. Never from the request's user, which the application may have changed. A thread-safe singleton.
/// </summary>
internal sealed class OwnSession(ISessionDirectory directory)
{
    /// <summary>The subject, or <see langword="null"/> when the session has ended, or when another issuer has named the subject.</summary>
    public async ValueTask<string?> FindSubjectAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        // A strategy that only verifies names subjects of its issuer: they are not the subjects of sessions of this application.
        if (!request.AnsweredBy!.NamesOwnSubjects)
            return null;

        SessionInfo? session = request.Session?.SessionId is { } id ? await directory.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
        if (session is not null && session.Strategy != request.Strategy)
            return null;
        bool isNamedBySecret = request.AnsweredBy.Kind == AuthStrategyKind.Session || request.IsServedByRefreshToken;
        if (session is not null && isNamedBySecret)
            return session.Subject;
        if (request.IsServedByRefreshToken)
            return null;

        AuthResult again = await request.AnsweredBy.Strategy.AuthenticateAsync(request.Presented.First.Text, cancellationToken).ConfigureAwait(false);
        string? subject = again.Succeeded ? again.Principal.FindSubject() : null;
        // The session id of a token is public, so it counts only together with the token's subject.
        if (session is not null)
            return session.Subject == subject ? subject : null;
        // The access token of an ended session is accepted until it expires, but it manages no sessions.
        return request.AnsweredBy.Kind == AuthStrategyKind.Jwt && again.SessionId is not null ? null : subject;
    }
}
