namespace AuthStrategies.Tests.Jwt.Rotation;

/// <summary>A session store that outlives its nodes, and fails on command.</summary>
internal sealed class PassingSessionStore : DelegatingSessionStore
{
    public PassingSessionStore()
        : base(new InMemorySessionStore(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), new Microsoft.Extensions.Time.Testing.FakeTimeProvider(KeyNode.Start)))
    {
    }

    /// <summary>Thrown by every call, if set.</summary>
    public Exception? Failure { get; set; }

    public override ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken) =>
        Failure is null ? base.FindAsync(id, cancellationToken) : throw Failure;

    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Failure is null ? base.TryCreateAsync(record, cancellationToken) : throw Failure;

    public override ValueTask<bool> TryReplaceAsync(SessionRecord record, CancellationToken cancellationToken) =>
        Failure is null ? base.TryReplaceAsync(record, cancellationToken) : throw Failure;
}
