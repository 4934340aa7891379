using System.Globalization;
using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Sessions;

namespace AuthStrategies.Testing.Fakes;

/// <summary>Lists and ends the sessions of the fakes.</summary>
internal sealed class FakeSessionDirectory(FakeSessions sessions, TimeProvider time) : ISessionDirectory
{
    public ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return new(Ask<IReadOnlyList<SessionInfo>>(
            () => [.. sessions.All.Where(session => session.Claims.Subject == subject && IsLive(session)).Reverse().Select(session => session.ToInfo(withPrincipal: false))], cancellationToken));
    }

    public ValueTask<SessionInfo?> FindAsync(SessionId id, CancellationToken cancellationToken = default) =>
        new(Ask(() => Live(id)?.ToInfo(), cancellationToken));

    // Use does not extend the sessions of a fake, so a touch changes nothing.
    public ValueTask<SessionInfo?> TouchAsync(SessionId id, CancellationToken cancellationToken = default) => FindAsync(id, cancellationToken);

    public ValueTask<SessionInfo?> SetLifetimeAsync(SessionId id, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, TimeSpan.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, TimeSpan.FromDays(400));
        return new(Ask(() =>
        {
            if (Live(id) is not { } session)
                return null;

            DateTimeOffset now = time.GetUtcNow();
            session.SetEnd = lifetime < session.AbsoluteExpiresAt - now ? now + lifetime : null;
            if (session.ExpiresAt > session.LatestEnd)
                session.ExpiresAt = session.LatestEnd;
            return session.ToInfo();
        }, cancellationToken));
    }

    public ValueTask<bool> RevokeAsync(string subject, SessionId id, SessionRevokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        SessionEnd? end = RevokeTerms.Of(options, time.GetUtcNow());
        return new(Ask(() => Live(id)?.Claims.Subject == subject && sessions.Remove(id, end), cancellationToken));
    }

    public ValueTask<int> RevokeAllAsync(string subject, SessionId? except = null, SessionRevokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        SessionEnd? end = RevokeTerms.Of(options, time.GetUtcNow());
        return new(Ask(() => sessions.All.Where(session => session.Claims.Subject == subject && session.Id != except).ToArray().Count(session => sessions.Remove(session.Id, end)), cancellationToken));
    }

    public ValueTask<RevokeOutcome> RevokeEverythingAsync(string? strategy = null, CancellationToken cancellationToken = default) =>
        new(Ask(() =>
        {
            if (strategy is not null && !sessions.Strategies.Contains(strategy))
                throw new ArgumentException(OptionMessages.NoStrategy(strategy, [.. sessions.Strategies], NearestName.Find), nameof(strategy));

            foreach (FakeSession session in sessions.All.Where(session => strategy is null || session.Strategy == strategy).ToArray())
                sessions.Remove(session.Id, SessionFailures.Everything);
            return RevokeOutcome.Revoked;
        }, cancellationToken));

    // The continuation is the number of the last session that was listed: those of a fake stay in the order of their logins.
    public ValueTask<SessionInfoPage> ListAllAsync(string? continuation = null, int pageSize = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, SessionPage.MaxSize);
        long last = 0;
        if (continuation is not null && (!long.TryParse(continuation, NumberStyles.None, CultureInfo.InvariantCulture, out last) || last == 0))
            throw new ArgumentException(OptionMessages.ForeignContinuation(continuation), nameof(continuation));

        return new(Ask(() =>
        {
            FakeSession[] rest = [.. sessions.All.Where(session => session.Number > last && IsLive(session))];
            return new SessionInfoPage
            {
                Sessions = [.. rest.Take(pageSize).Select(session => session.ToInfo(withPrincipal: false))],
                Continuation = rest.Length > pageSize ? rest[pageSize - 1].Number.ToString(CultureInfo.InvariantCulture) : null,
            };
        }, cancellationToken));
    }

    public ValueTask<bool> ClearItemsAsync(SessionId id, CancellationToken cancellationToken = default) =>
        new(Ask(() =>
        {
            if (Live(id) is not { } session)
                return false;

            session.Items = null;
            return true;
        }, cancellationToken));

    public ValueTask<bool> ReplacePrincipalAsync(SessionId id, ClaimsPrincipal principal, CancellationToken cancellationToken = default)
    {
        ClaimSet claims = PrincipalReader.Read(principal, out _);
        return new(Ask(() =>
        {
            if (Live(id) is not { } session || session.Claims.Subject != claims.Subject)
                return false;

            session.Claims = claims;
            return true;
        }, cancellationToken));
    }

    private T Ask<T>(Func<T> question, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (sessions.Lock)
        {
            sessions.ThrowIfBroken();
            return question();
        }
    }

    private FakeSession? Live(SessionId id) => sessions.Find(id) is { } session && IsLive(session) ? session : null;

    private bool IsLive(FakeSession session) => time.GetUtcNow() < session.ExpiresAt;
}
