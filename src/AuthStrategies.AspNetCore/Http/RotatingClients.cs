using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Http;

/// <summary>The clients whose cookies rotate.</summary>
internal static class RotatingClients
{
    /// <summary>Whether the client of a request is one of them.</summary>
    public static bool Include(HttpRequest request, RotationClients clients) =>
        clients == RotationClients.All || request.Headers["Sec-Fetch-Site"].Count > 0;
}
