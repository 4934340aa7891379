namespace AuthStrategies.Testing.Tests.Scenarios;

/// <summary>A decorator that answers with every ability of the store inside, or with none.</summary>
internal sealed class WrongDecorator(ISessionStore inner, bool passesAll) : DelegatingSessionStore(inner)
{
    public bool Hides { get; set; }

    public bool Waits { get; set; }

    public override async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (Waits)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return Hides ? null : await base.FindAsync(id, cancellationToken);
    }

    public override object? GetService(Type serviceType) => passesAll ? InnerStore.GetService(serviceType) : null;
}
