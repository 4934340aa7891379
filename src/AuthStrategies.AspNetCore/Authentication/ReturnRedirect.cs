using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Where a browser goes after a sign-in or sign-out: the address of the properties, otherwise the return address of the
/// request, and that only on the login path or logout path. An address outside this application is not followed. A thread-safe singleton.
/// </summary>
internal sealed class ReturnRedirect(IOptions<AuthHttpOptions> options, OriginalAddress address, ILogger<ReturnRedirect> logger)
{
    private readonly AuthHttpOptions _options = options.Value;

    public void AfterSignIn(HttpContext context, AuthenticationProperties properties) => Follow(context, properties, _options.LoginPath);

    public void AfterSignOut(HttpContext context, AuthenticationProperties? properties) => Follow(context, properties, _options.LogoutPath);

    /// <summary>Redirects a form to the return address on the logout path, otherwise to a path of the application.</summary>
    /// <returns>Whether the request is a form.</returns>
    public bool TryLeaveForm(HttpContext context, string path)
    {
        if (!Navigation.Is(context.Request))
            return false;
        if (!TryFind(context, properties: null, _options.LogoutPath, out string location))
            _ = LocalUrl.TryResolve("~" + path, address.PathBase(context), out location);

        NoStore.Apply(context.Response);
        context.Response.Redirect(location);
        return true;
    }

    /// <summary>The address for a challenge: that of the properties if it is local, otherwise that of the request.</summary>
    public string ReturnUrl(HttpContext context, AuthenticationProperties? properties) =>
        TryResolve(context, properties, out string location) ? location : address.Current(context);

    private void Follow(HttpContext context, AuthenticationProperties? properties, PathString path)
    {
        // Another status is the answer of another scheme or of the application: a 302 of OpenID Connect, or a refusal.
        if (context.Response is not { HasStarted: false, StatusCode: StatusCodes.Status200OK })
            return;
        if (!TryFind(context, properties, path, out string location))
            return;

        NoStore.Apply(context.Response);
        if (Navigation.IsScript(context.Request))
            context.Response.Headers.Location = location;
        else
            context.Response.Redirect(location);
    }

    private bool TryFind(HttpContext context, AuthenticationProperties? properties, PathString path, out string location) =>
        TryResolve(context, properties, out location)
        || (ReturnAddress(context, path) is { Length: > 0 } wanted && TryResolve(context, wanted, out location));

    private bool TryResolve(HttpContext context, AuthenticationProperties? properties, out string location)
    {
        location = "";
        return properties?.RedirectUri is { Length: > 0 } uri && TryResolve(context, LocalUrl.WithoutOwnOrigin(context.Request, uri), out location);
    }

    private bool TryResolve(HttpContext context, string url, out string location)
    {
        if (LocalUrl.TryResolve(url, address.PathBase(context), out location))
            return true;

        HttpLog.NotLocal(logger);
        return false;
    }

    private string? ReturnAddress(HttpContext context, PathString path)
    {
        if (!path.HasValue || address.Path(context) != path)
            return null;

        StringValues values = context.Request.Query[_options.ReturnUrlParameter];
        return values.Count == 1 ? values[0] : null;
    }
}
