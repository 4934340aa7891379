using System.Net;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// A connection to one server, or to a cluster. The client library knows no other server, so it can send a call to no other. Thread-safe.
/// </summary>
/// <param name="multiplexer">The connection.</param>
/// <param name="endPoint">The address; <see langword="null"/> where the client library chooses among several.</param>
/// <param name="configuration">How the connection was opened for us; <see langword="null"/> for one of the application, which also closes it.</param>
internal sealed class PrimaryServer(IConnectionMultiplexer multiplexer, EndPoint? endPoint, ConfigurationOptions? configuration) : IAsyncDisposable
{
    private static readonly TimeSpan RoleLimit = TimeSpan.FromSeconds(1);

    public IConnectionMultiplexer Multiplexer { get; } = multiplexer;

    public IDatabase Database { get; } = multiplexer.GetDatabase();

    /// <summary>The address; <see langword="null"/> where the client library chooses among several.</summary>
    public EndPoint? EndPoint { get; } = endPoint;

    public LastConnectionFailure Failure { get; } = new(multiplexer, configuration, TimeProvider.System);

    public bool IsConnected => Multiplexer.IsConnected;

    /// <summary>Whether the client library itself finds the primaries: a cluster, or a proxy.</summary>
    public bool IsManaged => Server is { IsConnected: true, ServerType: not ServerType.Standalone };

    /// <summary>
    /// The server itself, if no other can answer, and if the connection was opened for us and is in database 0 for good: then a command needs no
    /// <c>SELECT</c>. <see langword="null"/> otherwise. Commands to the database have a <c>SELECT</c> before each command that the client library does not know.
    /// A server that the library knows as a replica fails in the database as one that is not there.
    /// </summary>
    public IServer? Direct => configuration is not null && Database.Database == 0 && Server is { ServerType: ServerType.Standalone, IsReplica: false } server ? server : null;

    private IServer? Server { get; } = endPoint is null ? null : multiplexer.GetServer(endPoint);

    /// <summary>Opens a connection to the servers of the configuration. Completes also if none of them answers.</summary>
    public static async Task<PrimaryServer> OpenAsync(ConfigurationOptions configuration)
    {
        EndPoint? endPoint = configuration.EndPoints.Count == 1 ? configuration.EndPoints[0] : null;
        return new(await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false), endPoint, configuration);
    }

    /// <summary>Asks the server for its role. <see cref="ServerRole.Unknown"/> if it does not say.</summary>
    public async Task<ServerRole> AskRoleAsync(TimeProvider time)
    {
        if (Server is not { IsConnected: true } server)
            return ServerRole.Unknown;

        try
        {
            Role role = await server.RoleAsync().WaitAsync(RoleLimit, time).ConfigureAwait(false);
            return role is Role.Master primary ? ServerRole.Primary(primary.Replicas.Count) : ServerRole.Replica;
        }
        catch (RedisServerException)
        {
            return await AskLibraryAsync(server, time).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A server that does not answer has no role; the calls say what is wrong with it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return ServerRole.Unknown;
        }
    }

    /// <summary>Makes the client library see that the server is a primary. It remembers roles for a minute.</summary>
    /// <returns>Whether it sees it now.</returns>
    public async Task<bool> LearnPrimaryAsync(TimeProvider time)
    {
        if (Server is not { } server)
            return true;
        if (server.IsReplica)
            _ = await AskLibraryAsync(server, time).ConfigureAwait(false);
        return !server.IsReplica;
    }

    public ValueTask DisposeAsync()
    {
        Failure.Close();
        return configuration is null ? default : Multiplexer.DisposeAsync();
    }

    /// <summary>For a Redis user that may not use ROLE, and to renew what the library knows: it asks with INFO.</summary>
    private async Task<ServerRole> AskLibraryAsync(IServer server, TimeProvider time)
    {
        try
        {
            await Multiplexer.ConfigureAsync().WaitAsync(RoleLimit, time).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return ServerRole.Unknown;
        }

        if (!server.IsConnected)
            return ServerRole.Unknown;
        return server.IsReplica ? ServerRole.Replica : ServerRole.Primary(0);
    }
}
