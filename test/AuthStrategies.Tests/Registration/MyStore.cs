using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Registration;

/// <summary>A store that an application wrote itself.</summary>
public sealed class MyStore(TimeProvider time)
    : DelegatingSessionStore(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), time))
{
    public List<string> Creations { get; } = [];

    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        Creations.Add(record.Subject);
        return base.TryCreateAsync(record, cancellationToken);
    }
}
