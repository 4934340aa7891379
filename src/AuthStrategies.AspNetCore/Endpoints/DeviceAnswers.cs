using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The answers of both endpoints of device binding. A thread-safe singleton.</summary>
internal sealed class DeviceAnswers(BoundCookies cookies, DeviceEndpointPaths paths)
{
    /// <summary>A new bound cookie and the instructions. The instructions go with each refresh, so that changed options reach the browser.</summary>
    /// <exception cref="AuthUnavailableException">The cookie cannot be protected now.</exception>
    public JsonHttpResult<DeviceInstructions> Bound(HttpContext context, HttpStrategy strategy, SessionId session, DeviceKey key)
    {
        cookies.Write(context, strategy, session, key.Thumbprint);
        NoStore.Apply(context.Response);
        return TypedResults.Json(
            new DeviceInstructions
            {
                SessionIdentifier = session.ToString(),
                RefreshUrl = paths.Find(context, isRefresh: true)!,
                Scope = ScopeOf(context.Request, strategy.Cookie.Domain),
                Credentials = [new() { Name = cookies.NameOf(context, strategy), Attributes = BoundCookies.AttributesOf(strategy) }],
            },
            EndpointJson.Default.DeviceInstructions);
    }

    /// <summary>The session has ended: the browser forgets its key.</summary>
    public static JsonHttpResult<DeviceInstructionsEnd> Ended(HttpContext context)
    {
        NoStore.Apply(context.Response);
        return TypedResults.Json(DeviceInstructionsEnd.Instance, EndpointJson.Default.DeviceInstructionsEnd);
    }

    // A cookie of a domain is sent to all its hosts, so all of them are in the scope. The origin must be that of the domain then.
    private static DeviceScope ScopeOf(HttpRequest request, string? domain)
    {
        if (domain is null)
            return new() { IncludeSite = false };

        string port = request.Host.Port is { } number ? $":{number}" : "";
        return new() { IncludeSite = true, Origin = $"{request.Scheme}://{domain.TrimStart('.')}{port}" };
    }
}
