using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Registration;

/// <summary>A store that an application wrote itself.</summary>
public sealed class MyStore(TimeProvider time)
    : DelegatingSessionStore(new InMemorySessionStore(Options.Create(new InMemorySessionStoreOptions()), time))
{
    private readonly List<string> _creations = [];

    public IReadOnlyCollection<string> Creations => _creations;

    public override ValueTask<bool> TryCreateAsync(SessionRecord record, CancellationToken cancellationToken)
    {
        _creations.Add(record.Subject);
        return base.TryCreateAsync(record, cancellationToken);
    }
}
