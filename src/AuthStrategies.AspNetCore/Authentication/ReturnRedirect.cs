using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
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

    /// <summary>The address after a sign-in, found before it: a function of the application that throws must not lose a new session.</summary>
    public string? FindAfterSignIn(HttpContext context, AuthenticationProperties properties) =>
        TryResolve(context, properties, out string location) || TryReturn(context, IsAtLogin, out location) ? location : null;

    public void AfterSignOut(HttpContext context, AuthenticationProperties? properties)
    {
        if (IsUnanswered(context.Response) && (TryResolve(context, properties, out string location) || TryReturn(context, IsAtLogout, out location)))
            Follow(context, location);
    }

    /// <summary>Redirects a form to the return address on the logout path, otherwise to a path of the application.</summary>
    /// <returns>Whether the request is a form.</returns>
    public bool TryLeaveForm(HttpContext context, string path)
    {
        if (!Navigation.Is(context.Request))
            return false;
        if (!TryReturn(context, IsAtLogout, out string location))
            _ = LocalUrl.TryResolve("~" + path, address.PathBase(context), out location);

        NoStore.Apply(context.Response);
        context.Response.Redirect(location);
        return true;
    }

    /// <summary>
    /// The address of a challenge with the address to return to: that of the properties if it is local, otherwise that of the
    /// request. For another host with the origin of this one. An address that contains the parameter stays as it is.
    /// </summary>
    public string WithReturnUrl(HttpContext context, string target, AuthenticationProperties? properties)
    {
        if (Has(target, _options.ReturnUrlParameter))
            return target;

        string page = TryResolve(context, properties, out string location) ? location : address.Current(context);
        string back = !ChosenAddress.IsOnThisHost(target) && Origin.TryOf(context.Request, out string origin) ? origin + page : page;
        return QueryHelpers.AddQueryString(target, _options.ReturnUrlParameter, back);
    }

    /// <summary>The address of a login page with the reason why the session has ended: a name of the closed set, and no text of the application.</summary>
    public string WithEnd(string target, SessionEnd? end) =>
        end is null || string.IsNullOrEmpty(_options.EndReasonParameter) || Has(target, _options.EndReasonParameter)
            ? target
            : QueryHelpers.AddQueryString(target, _options.EndReasonParameter, end.Reason.ToString());

    public static void Follow(HttpContext context, string location)
    {
        if (!IsUnanswered(context.Response))
            return;

        NoStore.Apply(context.Response);
        if (Navigation.IsScript(context.Request))
            context.Response.Headers.Location = location;
        else
            context.Response.Redirect(location);
    }

    // Another status is the answer of another scheme or of the application: a 302 of OpenID Connect, or a refusal.
    private static bool IsUnanswered(HttpResponse response) => response is { HasStarted: false, StatusCode: StatusCodes.Status200OK };

    private static bool Has(string address, string parameter)
    {
        string withoutFragment = address.Split('#')[0];
        int query = withoutFragment.IndexOf('?', StringComparison.Ordinal);
        return query >= 0 && QueryHelpers.ParseQuery(withoutFragment[query..]).ContainsKey(parameter);
    }

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

    /// <summary>The return address of the request, if the request is for the page that returns there.</summary>
    private bool TryReturn(HttpContext context, Func<HttpContext, bool> isAt, out string location)
    {
        location = "";
        StringValues values = context.Request.Query[_options.ReturnUrlParameter];
        return values is [{ Length: > 0 } wanted] && isAt(context) && TryResolve(context, wanted, out location);
    }

    private bool IsAtLogout(HttpContext context) => IsAt(context, _options.LogoutPath);

    private bool IsAtLogin(HttpContext context) =>
        IsAt(context, _options.LoginPath)
        || (ChosenAddress.Find(context, address.PathBase(context), _options.LoginLocation, nameof(AuthHttpOptions.LoginLocation)) is { } login && address.IsAt(context, login));

    private bool IsAt(HttpContext context, PathString path) => path.HasValue && address.IsAt(context, path);
}
