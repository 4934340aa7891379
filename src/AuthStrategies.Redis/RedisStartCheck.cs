using AuthStrategies.Redis.Connections;
using AuthStrategies.Redis.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Redis;

/// <summary>
/// Opens the connection while the host starts and asks for a session that does not exist, so that an operator sees problems before the
/// first sign-in, with the address. The start does not wait for the answer, and a Redis server that is down does not stop it.
/// </summary>
internal sealed class RedisStartCheck(IServiceProvider services, IOptions<RedisStoreOptions> options, ILogger<RedisStartCheck>? logger = null) : IHostedService
{
    private readonly ILogger _logger = logger ?? NullLogger<RedisStartCheck>.Instance;
    private volatile bool _isStopping;

    /// <summary>The check; only tests wait for it.</summary>
    internal Task Running { get; private set; } = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A later registration may have chosen another store.
        if (services.GetService(typeof(ISessionStore)) is RedisSessionStore store)
            Running = OpenAsync(store);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _isStopping = true;
        return Task.CompletedTask;
    }

    private async Task OpenAsync(RedisSessionStore store)
    {
        try
        {
            await store.OpenAsync().ConfigureAwait(false);
            // With a server that is down, the client library opens a connection that is not connected.
            _ = await store.FindAsync(default, CancellationToken.None).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            // The kind of the failure is already logged; the first call tries again. A connection that the application closes says nothing.
            if (!_isStopping)
                Log.NoAnswerAtStart(_logger, ServerNames.Of(options.Value));
        }
    }
}
