using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Finds the subject that a request's credential proves: from the session's record, or by authenticating the credential
/// again. Never from the request's user, which the application may have changed. A thread-safe singleton.
/// </summary>
internal sealed class OwnSession(ISessionDirectory directory)
{
    /// <summary>The subject, or why there is none: the session has ended, or another issuer has named the subject.</summary>
    public async ValueTask<OwnSubject> FindSubjectAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        // A strategy that only verifies names subjects of its issuer: they are not the subjects of sessions of this application.
        if (!request.AnsweredBy!.NamesOwnSubjects)
            return OwnSubject.OfAnotherIssuer(request.Strategy!);

        SessionInfo? session = request.Session?.SessionId is { } id ? await directory.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;
        if (session is not null && session.Strategy != request.Strategy)
            return OwnSubject.OfAnotherSession;
        bool isNamedBySecret = request.AnsweredBy.Kind == AuthStrategyKind.Session || request.IsServedByRefreshToken;
        if (session is not null && isNamedBySecret)
            return new(session.Subject);
        if (request.IsServedByRefreshToken)
            return OwnSubject.OfEndedSession;

        AuthResult again = await AuthenticateAgainAsync(request, cancellationToken).ConfigureAwait(false);
        if (!again.Succeeded)
            return OwnSubject.OfEndedSession;
        if (again.Principal.FindSubject() is not { } subject)
            return OwnSubject.WithoutUser;
        // The session id of a token is public, so it counts only together with the token's subject.
        if (session is not null)
            return session.Subject == subject ? new(session.Subject) : OwnSubject.OfAnotherSession;
        // The access token of an ended session is accepted until it expires, but it manages no sessions.
        return request.AnsweredBy.Kind == AuthStrategyKind.Jwt && again.SessionId is not null ? OwnSubject.OfEndedToken : new(subject);
    }

    // The request's proof was used when the request was authenticated.
    private static ValueTask<AuthResult> AuthenticateAgainAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        HttpStrategy strategy = request.AnsweredBy!;
        PresentedCredential presented = request.Presented.First;
        using ClientFactsScope scope = new(request);
        return presented.Source == CredentialSource.DPoP && strategy.SenderConstraint is { } bound && request.Proof is { Thumbprint: { } key }
            ? bound.AuthenticateBoundAsync(presented.Text, key, isActivity: false, useProof: null, cancellationToken)
            : strategy.Strategy.AuthenticateAsync(presented.Text, cancellationToken);
    }
}
