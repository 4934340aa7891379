using System.Security.Claims;

namespace AuthStrategies.Tests.Strategies.Doubles;

/// <summary>An application's refresher with something of its own to be disposed of.</summary>
internal sealed class Refresher : IPrincipalRefresher, IAsyncDisposable
{
    private readonly RefresherDesk _desk;

    public Refresher(RefresherDesk desk)
    {
        _desk = desk;
        lock (desk.Made)
            desk.Made.Add(this);
    }

    public ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken) =>
        _desk.AskAsync(principal, session, cancellationToken);

    public ValueTask DisposeAsync()
    {
        lock (_desk.Made)
            _desk.Disposed.Add(this);
        return ValueTask.CompletedTask;
    }
}
