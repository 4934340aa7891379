using System.Text.Json.Nodes;

namespace AuthStrategies.Fit.Tests;

/// <summary>What a server has answered.</summary>
internal sealed record Answer(int Status, string Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public (int Status, string Body) Short => (Status, Body);

    public string[] All(string name) => [.. Headers.Where(header => string.Equals(header.Name, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    public string? One(string name) => All(name).SingleOrDefault();

    /// <summary>The last line about a cookie. Earlier ones may delete other variants of it.</summary>
    public string? SetCookie(string name) => All("Set-Cookie").LastOrDefault(line => line.StartsWith(name + "=", StringComparison.Ordinal));

    public string? CookieValue(string name) => SetCookie(name)?.Split(';')[0][(name.Length + 1)..];
}
