using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hosting;

/// <summary>The in-memory store of an application, in a spy.</summary>
internal static class SpyStores
{
    public static SpyStore Create(IServiceProvider services) => new(new InMemorySessionStore(
        Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()),
        services.GetRequiredService<TimeProvider>()));
}
