using System.Net;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>The addresses of the servers in the options, for a log line. Never a user or a password.</summary>
internal static class ServerNames
{
    public static string Of(RedisStoreOptions options)
    {
        ConfigurationOptions? configuration = options.ConfigurationOptions ?? (options.Configuration is { } text ? ConfigurationOptions.Parse(text) : null);
        return configuration is null ? "the connection of the application" : string.Join(", ", configuration.EndPoints.Select(Name));
    }

    private static string Name(EndPoint server) => server switch
    {
        DnsEndPoint { Port: 0 } host => HostOf(host),
        DnsEndPoint host => $"{HostOf(host)}:{host.Port}",
        _ => server.ToString()!,
    };

    // The client library takes an address with user and password for the name of a host.
    private static string HostOf(DnsEndPoint server) => server.Host[(server.Host.LastIndexOf('@') + 1)..];
}
