using System.Security.Claims;

namespace AuthStrategies.Tests.Strategies.Doubles;

/// <summary>An application's refresher with something that it must dispose of.</summary>
internal sealed class Refresher : IPrincipalRefresher, IAsyncDisposable
{
    private readonly StubRefresher _refresher;

    public Refresher(StubRefresher refresher)
    {
        _refresher = refresher;
        lock (refresher.Made)
            refresher.Made.Add(this);
    }

    public ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken) =>
        _refresher.AskAsync(principal, session, cancellationToken);

    public ValueTask DisposeAsync()
    {
        lock (_refresher.Made)
            _refresher.Disposed.Add(this);
        return ValueTask.CompletedTask;
    }
}
