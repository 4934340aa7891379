using System.Collections.Concurrent;

namespace AuthStrategies.Tests.Support;

/// <summary>A node that keeps every record it once found: a careless cache.</summary>
public sealed class LaggingNode(ISessionStore inner) : DelegatingSessionStore(inner)
{
    private readonly ConcurrentDictionary<SessionId, SessionRecord> _found = [];

    public override async ValueTask<SessionRecord?> FindAsync(SessionId id, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(id, out SessionRecord? found))
            return found;
        if (await base.FindAsync(id, cancellationToken) is { } record)
            _found[id] = found = record;
        return found;
    }
}
