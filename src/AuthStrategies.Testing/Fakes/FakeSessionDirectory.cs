using System.Security.Claims;
using AuthStrategies.Claims;

namespace AuthStrategies.Testing.Fakes;

/// <summary>Lists and ends the sessions of the fakes.</summary>
internal sealed class FakeSessionDirectory(FakeSessions logins, TimeProvider time) : ISessionDirectory
{
    public ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return new(Ask<IReadOnlyList<SessionInfo>>(
            () => [.. logins.All.Where(login => login.Claims.Subject == subject && IsLive(login)).Reverse().Select(login => login.ToInfo())], cancellationToken));
    }

    public ValueTask<SessionInfo?> FindAsync(SessionId id, CancellationToken cancellationToken = default) =>
        new(Ask(() => Live(id)?.ToInfo(), cancellationToken));

    // Use does not extend the sessions of a fake, so a touch changes nothing.
    public ValueTask<SessionInfo?> TouchAsync(SessionId id, CancellationToken cancellationToken = default) => FindAsync(id, cancellationToken);

    public ValueTask<bool> RevokeAsync(string subject, SessionId id, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return new(Ask(() => Live(id)?.Claims.Subject == subject && logins.Remove(id), cancellationToken));
    }

    public ValueTask<int> RevokeAllAsync(string subject, SessionId? except = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return new(Ask(() => logins.All.Where(login => login.Claims.Subject == subject && login.Id != except).ToArray().Count(login => logins.Remove(login.Id)), cancellationToken));
    }

    public ValueTask<bool> ReplacePrincipalAsync(SessionId id, ClaimsPrincipal principal, CancellationToken cancellationToken = default)
    {
        ClaimSet claims = PrincipalReader.Read(principal, out _);
        return new(Ask(() =>
        {
            if (Live(id) is not { } login || login.Claims.Subject != claims.Subject)
                return false;

            login.Claims = claims;
            return true;
        }, cancellationToken));
    }

    private T Ask<T>(Func<T> question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (logins.Gate)
        {
            logins.ThrowIfBroken();
            return question();
        }
    }

    private FakeSession? Live(SessionId id) => logins.Find(id) is { } login && IsLive(login) ? login : null;

    private bool IsLive(FakeSession login) => time.GetUtcNow() < login.ExpiresAt;
}
