using System.Security.Claims;
using AuthStrategies.AspNetCore.Requests;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>
/// Whose login a request proves: by the session's record, or by the credential read once more; never by the request's user,
/// which the application may have changed. A thread-safe singleton.
/// </summary>
internal sealed class OwnSession(ISessionDirectory directory)
{
    /// <summary>The subject, or <see langword="null"/> when the login has ended in between.</summary>
    public async ValueTask<string?> FindSubjectAsync(AuthRequest request, CancellationToken cancellationToken)
    {
        if (request.Result.SessionId is { } id && await directory.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } session)
            return session.Subject;

        AuthResult again = await request.Answerer!.Strategy.AuthenticateAsync(request.Presented.First.Text, cancellationToken).ConfigureAwait(false);
        return again.Succeeded ? SubjectOf(again.Principal) : null;
    }

    /// <summary>The subject a principal names, by either of the names it may go by.</summary>
    public static string? SubjectOf(ClaimsPrincipal principal) =>
        (principal.FindFirst("sub") ?? principal.FindFirst(ClaimTypes.NameIdentifier))?.Value;
}
