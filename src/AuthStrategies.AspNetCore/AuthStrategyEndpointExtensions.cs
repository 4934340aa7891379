using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AuthStrategies;
using AuthStrategies.AspNetCore;
using AuthStrategies.AspNetCore.Authorization;
using AuthStrategies.AspNetCore.Endpoints;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Maps the endpoints that applications with logins need, each with its own method, and adds requirements to the
/// application's own endpoints. The login endpoint is the application's: check the password, then
/// <c>return TypedResults.SignIn(principal)</c>.
/// </summary>
/// <remarks>Each <c>Map…</c> method returns a builder for conventions such as rate limiting and authorization, and throws <see cref="ArgumentNullException"/> when an argument is <see langword="null"/>.</remarks>
public static partial class AuthStrategyEndpointExtensions
{
    /// <summary>
    /// POST: refreshes the credential. It comes in a cookie, in <c>Authorization: Bearer</c> (a session token), or as
    /// <c>{"refreshToken": "…"}</c>; the new one is sent the same way: 204 with cookies, or 200 with an
    /// <see cref="AuthTokenResponse"/>. When another response has already handed out the new one, the client keeps what it has: 204
    /// without a cookie, or 200 with <c>{"tokenType":"Bearer"}</c> and no token (RFC 6749 §5.1). Every refusal is the same 401 (RFC 6749 §5.2, <c>invalid_grant</c>); 503 when a store does not answer.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path. Without route parameters if a refresh token uses a cookie, because browsers send this cookie to this path only.</param>
    /// <returns>The builder for conventions.</returns>
    public static IEndpointConventionBuilder MapAuthRefresh(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/refresh") =>
        RefreshEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>
    /// POST: ends the session of each credential that the client presents, even an expired one, deletes its cookies, and
    /// answers the outcome in an <see cref="AuthLogoutResponse"/>. An HTML form is redirected instead: <see cref="RedirectTo"/>. A refresh
    /// token may come in the body. 503 when the store did not answer: the cookies are deleted, but the session stays valid.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <returns>The builder for conventions.</returns>
    public static IEndpointConventionBuilder MapAuthLogout(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/logout") =>
        LogoutEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>
    /// Says where a browser goes that ends a session with an HTML form; without it, to the root of the application. Scripts get the JSON
    /// answer. For the endpoints of <see cref="MapAuthLogout"/>, <see cref="MapAuthLogoutEverywhere"/>, <see cref="MapAuthLogoutOthers"/> and <see cref="MapAuthSessions"/>:
    /// <c>app.MapAuthLogout().RedirectTo("/goodbye")</c>.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The builder that one of these methods returned.</param>
    /// <param name="path">A path of the application, without its path base. It begins with exactly one slash.</param>
    /// <returns>The builder for conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="path"/> is not a path of the application, or <paramref name="builder"/> is that of another endpoint.</exception>
    public static TBuilder RedirectTo<TBuilder>(this TBuilder builder, string path)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionMessages.RequireText(path, "The path of RedirectTo", "a path of this application that begins with exactly one slash", "app.MapAuthLogout().RedirectTo(\"/\")");
        if (builder is not FormEndpointBuilder)
            throw new ArgumentException(OptionMessages.Invalid(nameof(builder), "that of another endpoint, which would ignore the path", "what MapAuthLogout, MapAuthLogoutEverywhere, MapAuthLogoutOthers or MapAuthSessions returned", "app.MapAuthLogout().RedirectTo(\"/\"); on your own endpoint return Results.Redirect(\"/\")"), nameof(builder));
        if (path.StartsWith('~') || !LocalUrl.TryResolve(path, default, out _))
            throw new ArgumentException(OptionMessages.Invalid("The path of RedirectTo", OptionMessages.Quoted(path), "a path of this application that begins with exactly one slash", "app.MapAuthLogout().RedirectTo(\"/\")"), nameof(path));

        return builder.WithMetadata(new FormRedirectMetadata(path));
    }

    /// <summary>POST: ends all sessions of the user, of every strategy. 401 without a valid credential. An HTML form is redirected: <see cref="RedirectTo"/>.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <returns>The builder for conventions.</returns>
    public static IEndpointConventionBuilder MapAuthLogoutEverywhere(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/logout-everywhere") =>
        LogoutEverywhereEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>
    /// POST: ends all other sessions of the user, of every strategy, and keeps the one of the request: for "log out my other devices", and after
    /// a change of the password. Answers their number in an <see cref="AuthLogoutOthersResponse"/>. A credential without a session, such as a
    /// stateless JWT, keeps none. 401 without a valid credential. An HTML form is redirected: <see cref="RedirectTo"/>.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <returns>The builder for conventions.</returns>
    public static IEndpointConventionBuilder MapAuthLogoutOthers(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/logout-others") =>
        LogoutOthersEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>GET: who the client is and until when, as an <see cref="AuthSessionResponse"/>. 401 without a valid credential.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <returns>The builder for conventions.</returns>
#pragma warning disable RS0026 // The second argument tells the overloads apart.
    public static IEndpointConventionBuilder MapAuthSession(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/session") =>
#pragma warning restore RS0026
        SessionEndpoint.Map(Checked(endpoints, pattern), pattern);

    /// <summary>
    /// GET: who the client is, as the application says: it adds members to the usual answer, or returns an object of its own, for example
    /// with the user's e-mail address and picture. Scripts of the page can read the answer: put no credential into it.
    /// </summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="answer">
    /// Makes the answer from the request and the usual one. It is called for authenticated clients only; others get 401. The answer is never
    /// cached. An exception reaches the application and does not change the session; an <see cref="AuthUnavailableException"/> is answered 503.
    /// </param>
    /// <param name="pattern">Its path.</param>
    /// <typeparam name="TAnswer">
    /// The type of the body, which API descriptions show: <see cref="AuthSessionResponse"/> to add members to
    /// <see cref="AuthSessionResponse.Additional"/>, or a type of the application. Without reflection, the JSON options need generated code for it.
    /// </typeparam>
    /// <returns>The builder for conventions.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
#pragma warning disable RS0026 // The second argument tells the overloads apart.
    public static IEndpointConventionBuilder MapAuthSession<TAnswer>(
        this IEndpointRouteBuilder endpoints, Func<HttpContext, AuthSessionResponse, ValueTask<TAnswer>> answer, [StringSyntax("Route")] string pattern = "/auth/session")
#pragma warning restore RS0026
        where TAnswer : notnull
    {
        ArgumentNullException.ThrowIfNull(answer);
        return SessionEndpoint.Map(Checked(endpoints, pattern), pattern, answer);
    }

    /// <summary>
    /// GET: the user's live sessions, the newest first, as a list of <see cref="AuthSessionListItem"/>. DELETE with an id below
    /// the path: ends one of them; 404 when there is no session with this id, or it belongs to another user. The user is the
    /// one that the presented credential proves. 401 without a valid one. An HTML form, which can send no DELETE, sends POST to the same
    /// address and is redirected: <see cref="RedirectTo"/>.
    /// </summary>
    /// <param name="endpoints">Where to map them.</param>
    /// <param name="pattern">The path of the list.</param>
    /// <returns>The builder for conventions of both.</returns>
    public static IEndpointConventionBuilder MapAuthSessions(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/auth/sessions") =>
        SessionsEndpoints.Map(Checked(endpoints, pattern), pattern);

    /// <summary>GET: the public keys of a JWT strategy, as a JWK Set (RFC 7517 §5) that others may cache for up to five minutes.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="pattern">Its path.</param>
    /// <param name="strategy">The strategy's name; by default the first JWT strategy.</param>
    /// <returns>The builder for conventions.</returns>
    /// <exception cref="InvalidOperationException">There is no such JWT strategy.</exception>
    public static IEndpointConventionBuilder MapJwks(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/.well-known/jwks.json", string? strategy = null) =>
        JwksEndpoint.Map(Checked(endpoints, pattern), pattern, CheckedName(strategy));

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
        MetadataEndpoint.Map(Checked(endpoints, pattern), pattern, CheckedName(strategy));

    /// <summary>
    /// Requires that the user logged in at most <paramref name="maxAge"/> ago. An older login is answered 401 with
    /// <c>insufficient_user_authentication</c> and <c>max_age</c> (RFC 9470 §3), so that the client lets the user log in again.
    /// A refresh does not help: it does not prove who the user is. For minimal APIs, controllers, Razor Pages and hubs.
    /// </summary>
    /// <typeparam name="TBuilder">The type of builder.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <param name="maxAge">At least one second.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is shorter than a second.</exception>
    public static TBuilder RequireFreshAuthentication<TBuilder>(this TBuilder builder, TimeSpan maxAge)
        where TBuilder : IEndpointConventionBuilder
    {
        AuthorizationPolicy policy = new AuthorizationPolicyBuilder().RequireFreshAuthentication(maxAge).Build();
        builder.RequireAuthorization(policy);
        // Without its handler the requirement would refuse each user, and nothing would say why.
        builder.Finally(static endpoint => ForgottenCall.ThrowIfMissing(endpoint.ApplicationServices, nameof(RequireFreshAuthentication)));
        return builder;
    }

    /// <summary>Requires a recent login as part of a policy; see the overload for endpoints.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="maxAge">At least one second.</param>
    /// <returns>The policy.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="policy"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxAge"/> is shorter than a second.</exception>
    public static AuthorizationPolicyBuilder RequireFreshAuthentication(this AuthorizationPolicyBuilder policy, TimeSpan maxAge)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return policy.RequireAuthenticatedUser().AddRequirements(new FreshAuthenticationRequirement(maxAge));
    }

    /// <summary>
    /// Refuses requests that a browser sends from a page of another site, with 403. Use it for the login endpoint: its
    /// requests have no cookie yet, so the cookie check does not protect it. Requests from other clients than browsers and
    /// safe methods (GET, HEAD, OPTIONS) pass.
    /// </summary>
    /// <typeparam name="TBuilder">The type of builder.</typeparam>
    /// <param name="builder">The endpoint.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder RequireSameOrigin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (builder is IEndpointRouteBuilder group)
            ForgottenCall.ThrowIfMissing(group.ServiceProvider, nameof(RequireSameOrigin));

        // Last of all conventions, when the endpoint has its request delegate.
        builder.Finally(SameOriginGuard.AddTo);
        return builder;
    }

    private static string? CheckedName(string? strategy, [CallerMemberName] string call = "") => strategy is null
        ? null
        : OptionMessages.RequireText(strategy, $"The strategy of {call}", "the name of a JWT strategy, or null for the first one", $"{call}(strategy: \"Jwt\")");

    private static IEndpointRouteBuilder Checked(IEndpointRouteBuilder endpoints, string pattern, [CallerMemberName] string call = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        // Empty is the address of a group.
        if (pattern is not { Length: 0 })
            OptionMessages.RequireText(pattern, $"The pattern of {call}", "a route that begins with a slash, or empty in a group", $"{call}(\"/auth/…\")");
        ForgottenCall.ThrowIfMissing(endpoints.ServiceProvider, call);
        return endpoints;
    }
}
