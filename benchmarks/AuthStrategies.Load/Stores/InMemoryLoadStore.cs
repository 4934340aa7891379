using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Load.Stores;

/// <summary>The store in memory, as two nodes of one process.</summary>
internal sealed class InMemoryLoadStore : ILoadStore
{
    private readonly InMemorySessionStore _store = new(Options.Create(new InMemorySessionStoreOptions()), TimeProvider.System);

    public string Name => "in memory";

    public string? Missing => null;

    public TimeSpan MaxStaleness => TimeSpan.Zero;

    public bool MayForget => false;

    public Task StartAsync() => Task.CompletedTask;

    public void Use(IAuthStrategyBuilder builder) => builder.Services.AddSingleton<ISessionStore>(_store);

    public void UseNearCache(IAuthStrategyBuilder builder)
    {
    }

    public Task HurtAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => default;
}
