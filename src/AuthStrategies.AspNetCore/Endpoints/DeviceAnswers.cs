using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The answers of both endpoints of device binding. A thread-safe singleton.</summary>
internal sealed class DeviceAnswers(BoundCookies cookies, DeviceEndpointPaths paths)
{
    /// <summary>Makes a bound cookie for <see cref="Bound"/>.</summary>
    /// <exception cref="AuthUnavailableException">The cookie cannot be protected now.</exception>
    public BoundCookie CreateCookie(SessionId session, DeviceKey key) => cookies.Create(session, key.Thumbprint);

    /// <summary>A new bound cookie and the instructions. The instructions go with each refresh, so that changed options reach the browser.</summary>
    public JsonHttpResult<DeviceInstructions> Bound(HttpContext context, HttpStrategy strategy, SessionId session, in BoundCookie cookie)
    {
        cookies.Write(context, strategy, cookie);
        NoStore.Apply(context.Response);
        return TypedResults.Json(
            new DeviceInstructions
            {
                SessionIdentifier = session.ToString(),
                RefreshUrl = paths.Find(context, isRefresh: true)!,
                // A cookie of a domain is sent to all its hosts, so all of them are in the scope.
                Scope = new() { IncludeSite = strategy.Cookie.Domain is not null },
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
}
