using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Redis;

/// <summary>
/// Opens the connection while the host starts, so that an operator sees problems before the first sign-in. The start does not wait for
/// the connection, and a Redis server that is down does not stop it.
/// </summary>
internal sealed class RedisStartCheck(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A later registration may have chosen another store.
        if (services.GetService(typeof(ISessionStore)) is RedisSessionStore store)
            _ = OpenAsync(store);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task OpenAsync(RedisSessionStore store)
    {
        try
        {
            await store.OpenAsync().ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // Already logged; the first call tries again.
        }
    }
}
