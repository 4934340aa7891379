using AuthStrategies;

namespace SideBySide;

/// <summary>Names the device of a client, for the list of sessions. An application uses a library that knows more of them.</summary>
internal static class Device
{
    private static readonly (string Mark, string Name)[] Browsers = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Mark, string Name)[] Systems = [("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static string? NameOf(ClientFacts client) =>
        Find(Browsers, client.UserAgent) is { } browser ? Find(Systems, client.UserAgent) is { } system ? $"{browser} on {system}" : browser : null;

    private static string? Find((string Mark, string Name)[] known, string? userAgent) =>
        userAgent is null ? null : Array.Find(known, one => userAgent.Contains(one.Mark, StringComparison.Ordinal)).Name;
}
