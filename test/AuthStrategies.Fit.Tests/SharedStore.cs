using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Fit.Tests;

/// <summary>One store that several applications share, as they would share Redis.</summary>
internal sealed class SharedStore
{
    public ISessionStore Store { get; } = new InMemorySessionStore(
        Options.Create(new InMemorySessionStoreOptions()),
        new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero)));
}
