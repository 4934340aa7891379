using System.Globalization;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace AuthStrategies.Redis.Connections;

/// <summary>
/// Finds mistakes in the addresses of servers, which the client library takes for the names of hosts and then looks for in vain. Never
/// repeats a part of the text: it may be a part of a password with a comma.
/// </summary>
internal static class ServerTexts
{
    private const string Form = "a connection string of StackExchange.Redis: host and port, then the settings, separated by commas";
    private const string Servers = "the name or address of a server, with a port from 1 to 65535 or without one";
    private const string Example = "\"redis.example:6379\", \"10.0.0.7:6379\" or \"[::1]:6379\"";

    /// <summary>The first mistake in a connection string; <see langword="null"/> if there is none.</summary>
    public static string? FindMistake(string configuration, string name)
    {
        if (configuration.Contains("://", StringComparison.Ordinal))
            return Url(configuration, name);

        string[] parts = configuration.Split(',', StringSplitOptions.TrimEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            bool isSetting = parts[i].IndexOf('=', StringComparison.Ordinal) > 0 || parts[i].StartsWith('$');
            if (isSetting && !IsAccepted($"localhost,{parts[i]}"))
                return Setting(name, i + 1);
            if (!isSetting && parts[i].Length > 0 && MistakeOf(parts[i]) is { } mistake)
                return OptionMessages.Invalid(name, Position(i + 1, mistake), Servers, Example);
        }

        return IsAccepted(configuration)
            ? null
            : OptionMessages.Invalid(name, "a text that names no server", "a connection string of StackExchange.Redis", "\"localhost:6379\" or \"redis.example:6380,ssl=true,user=app,password=…\"");
    }

    /// <summary>The first mistake in a list of servers; <see langword="null"/> if there is none.</summary>
    public static string? FindMistake(IEnumerable<EndPoint> servers, string name)
    {
        int position = 0;
        foreach (EndPoint server in servers)
        {
            position++;
            if (server is DnsEndPoint named && MistakeOfHost(named.Host) is { } mistake)
                return OptionMessages.Invalid($"{name}.EndPoints", Position(position, mistake), Servers, $"EndPoints = {{ {Example} }}");
        }

        return null;
    }

    // Hosting services hand out addresses of this form.
    private static string Url(string configuration, string name)
    {
        string text = configuration.Trim();
        bool isTls = text.StartsWith("rediss:", StringComparison.OrdinalIgnoreCase);
        // User and password of the address are not repeated.
        string server = Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Host.Length > 0 ? $"{url.Host}:{(url is { IsDefaultPort: false, Port: > 0 } ? url.Port : 6379)}" : "redis.example:6379";
        return OptionMessages.Invalid(name, "an address with \"://\"", Form, $"\"{server}{(isTls ? ",ssl=true" : "")},user=…,password=…\", without user or password if the address has none");
    }

    private static string? MistakeOf(string server)
    {
        // The path of a Unix socket.
        if (server.StartsWith('!'))
            return server.Length > 1 ? null : "is not the path of a socket";
        if (server.StartsWith('['))
            return MistakeOfBrackets(server);

        int colon = server.LastIndexOf(':');
        string host = colon < 0 ? server : server[..colon];
        return MistakeOfHost(host) ?? (colon < 0 || IsPort(server[(colon + 1)..]) ? null : "has no port from 1 to 65535 after the colon");
    }

    private static string? MistakeOfBrackets(string server)
    {
        int end = server.IndexOf(']', StringComparison.Ordinal);
        if (end < 0 || !IPAddress.TryParse(server[1..end], out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetworkV6)
            return "is not an IPv6 address in brackets";
        return server.Length == end + 1 || (server[end + 1] == ':' && IsPort(server[(end + 2)..])) ? null : "has no port from 1 to 65535 after the brackets";
    }

    private static string? MistakeOfHost(string host)
    {
        if (string.IsNullOrWhiteSpace(host))
            return "has no host";
        if (host.Contains("://", StringComparison.Ordinal))
            return "is an address with \"://\"";
        if (host.Contains('@', StringComparison.Ordinal))
            return "has an @: user and password are settings";
        if (host.Contains(':', StringComparison.Ordinal))
            return "has more than one colon: an IPv6 address needs brackets";
        return host.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '/' or '\\' or '?' or '#') ? "has white space or another character that no host has" : null;
    }

    private static bool IsPort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= IPEndPoint.MaxPort;

    private static string Setting(string name, int position) => OptionMessages.Invalid(
        name,
        Position(position, "is a setting that StackExchange.Redis refuses: its name is unknown, or its value is of another kind"),
        Form,
        "\"redis.example:6380,ssl=true,user=app,password=…\"; a password with a comma belongs into ConfigurationOptions.Password");

    private static string Position(int position, string mistake) => string.Create(CultureInfo.InvariantCulture, $"a text whose part {position} {mistake}");

    private static bool IsAccepted(string configuration)
    {
        try
        {
            return ConfigurationOptions.Parse(configuration).EndPoints.Count > 0;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }
}
