namespace AuthStrategies.Testing.Scenarios;

/// <summary>A store around the store under test, as applications write them: on command it hides a record or does not answer.</summary>
internal sealed class Decorator(ISessionStore inner) : DelegatingSessionStore(inner)
{
    private volatile bool _hides;
    private volatile bool _waits;

    public void HideAll() => _hides = true;

    public void WaitForEver() => _waits = true;

    public override async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (_waits)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return _hides ? null : await base.FindAsync(id, cancellationToken);
    }
}
