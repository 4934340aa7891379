using System.Net;
using System.Text.Json;

namespace AuthStrategies.Packages.Tests.Running;

/// <summary>An answer of an application.</summary>
internal sealed record Answer(HttpStatusCode Status, string? MediaType, string Body, string[] Cookies)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The cookie that a client sends after this answer, as a header.</summary>
    public string CookieHeader => $"Cookie: {Cookies.Last().Split(';')[0]}";

    /// <summary>A member of the body.</summary>
    public string Text(string name) => Json.GetProperty(name).GetString()!;
}
