using System.Diagnostics.CodeAnalysis;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Maps what every application with logins needs, each thing on its own. Login itself stays the application's: check the
/// password, then <c>return TypedResults.SignIn(principal)</c>. Each method returns the usual builder for conventions such
/// as rate limiting and authorization.
/// </summary>
/// <remarks>Every one throws <see cref="ArgumentNullException"/> when an argument is <see langword="null"/>.</remarks>
public static class AuthStrategyEndpointRouteBuilderExtensions
{
    /// <summary>
    /// POST: refreshes the login. The credential comes in a cookie, in <c>Authorization: Bearer</c> (a session token), or as
    /// <c>{"refreshToken": "…"}</c>; the next one goes back the same way: 204 with cookies, or 200 with an
    /// <see cref="AuthTokenResponse"/>. Every refusal is the same 401 (RFC 6749 §5.2, <c>invalid_grant</c>); 503 when a store cannot answer.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path. No route parameters where a refresh token travels in a cookie, for the cookie is sent to this path alone.</param>
    /// <returns>The builder for conventions.</returns>
    public static IEndpointConventionBuilder MapAuthRefresh(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/refresh") =>
        RefreshEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>
    /// POST: ends the login behind whatever the client presents, expired or not, clears its cookies, and says in an
    /// <see cref="AuthLogoutResponse"/> what that has come to. A refresh token may come in the body. 503 when the store could
    /// not be told: the cookies are cleared, the login lives on.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <returns>The builder for conventions.</returns>
    public static IEndpointConventionBuilder MapAuthLogout(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/logout") =>
        LogoutEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>POST: ends every login of the user, whichever strategy issued it. 401 without a valid credential.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <returns>The builder for conventions.</returns>
    public static IEndpointConventionBuilder MapAuthLogoutEverywhere(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/logout-everywhere") =>
        LogoutEverywhereEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>GET: who the client is and until when, as an <see cref="AuthSessionResponse"/>. 401 without a valid credential.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <returns>The builder for conventions.</returns>
    public static IEndpointConventionBuilder MapAuthSession(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/session") =>
        SessionEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>
    /// GET: the live logins of the user, the newest first, as a list of <see cref="AuthSessionListItem"/>. DELETE with an id below
    /// the path: ends one of them; 404 when there is none of that name, or it is somebody else's. Whose logins is decided by
    /// the proven credential alone. 401 without a valid one.
    /// </summary>
    /// <param name="endpoints">Where to map them.</param>
    /// <param name="pattern">The path of the list.</param>
    /// <returns>The builder for conventions of both.</returns>
    public static IEndpointConventionBuilder MapAuthSessions(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/sessions") =>
        SessionsEndpoints.Map(Checked(endpoints, pattern), pattern);

    /// <summary>GET: the public keys of a JWT strategy, as a JWK Set (RFC 7517 §5) that others may keep for up to five minutes.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <param name="strategy">The strategy's name; by default the first JWT strategy.</param>
    /// <returns>The builder for conventions.</returns>
    /// <exception cref="InvalidOperationException">There is no such JWT strategy.</exception>
    public static IEndpointConventionBuilder MapJwks(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/.well-known/jwks.json", string? strategy = null) =>
        JwksEndpoint.Map(Checked(endpoints, pattern), pattern, strategy);

    /// <summary>
    /// GET: the part of an OpenID Connect discovery document that lets others (<c>AddJwtBearer</c>, <c>jose</c>) verify the tokens
    /// of a JWT strategy: its issuer, and where <see cref="MapJwks"/> publishes its keys.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <param name="strategy">The strategy's name; by default the first JWT strategy.</param>
    /// <returns>The builder for conventions.</returns>
    /// <exception cref="InvalidOperationException">There is no such JWT strategy.</exception>
    public static IEndpointConventionBuilder MapAuthMetadata(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/.well-known/openid-configuration", string? strategy = null) =>
        MetadataEndpoint.Map(Checked(endpoints, pattern), pattern, strategy);

    private static IEndpointRouteBuilder Checked(IEndpointRouteBuilder endpoints, string pattern)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        return endpoints;
    }
}
