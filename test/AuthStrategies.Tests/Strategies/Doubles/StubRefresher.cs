using System.Security.Claims;

namespace AuthStrategies.Tests.Strategies.Doubles;

/// <summary>What the application says at refresh, and to whom. Shared by all refreshers that scopes create.</summary>
internal sealed class StubRefresher
{
    private int _asked;

    /// <summary>The answer; by default nothing has changed.</summary>
    public Func<ClaimsPrincipal, SessionInfo, CancellationToken, ValueTask<ClaimsPrincipal?>> Answer { get; set; } = (principal, _, _) => new(principal);

    public int Asked => _asked;

    public List<object> Made { get; } = [];

    public List<object> Disposed { get; } = [];

    public void Says(ClaimsPrincipal? answer) => Answer = (_, _, _) => new(answer);

    public ValueTask<ClaimsPrincipal?> AskAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return Answer(principal, session, cancellationToken);
    }
}
