using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Redis;

/// <summary>
/// Opens the connection while the host starts, so that an operator sees what is wrong before the first login does. The start waits for nothing, and
/// a Redis that is down does not stop it.
/// </summary>
internal sealed class RedisStartCheck(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Another store may have been picked since.
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
            // Logged where it happened; the first call tries again.
        }
    }
}
