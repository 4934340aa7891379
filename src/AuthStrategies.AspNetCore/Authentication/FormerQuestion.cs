using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Asks the application's <see cref="AcceptedCookieOptions.ConvertPrincipal"/> once. Has no state.</summary>
internal static class FormerQuestion
{
    private static readonly AsyncLocal<HttpContext?> Asking = new();

    /// <summary>Throws in <c>ConvertPrincipal</c> for a login of this request: an authentication that it asks for would wait for it, or ask it again, and so never end.</summary>
    /// <exception cref="InvalidOperationException">The caller is <c>ConvertPrincipal</c>.</exception>
    public static void RequireNoneRunning(HttpContext context)
    {
        if (ReferenceEquals(Asking.Value, context))
            throw new InvalidOperationException("ConvertPrincipal of AcceptCookies asked to authenticate, sign in or sign out with the request whose login it converts, which waits for it. Use the Principal and the Properties of the AcceptedCookieContext, for example login.Properties.GetTokenValue(\"access_token\").");
    }

    /// <returns>The principal of the session; <see langword="null"/> if the login is refused.</returns>
    /// <exception cref="Exception">Whatever the application throws.</exception>
    public static async ValueTask<ClaimsPrincipal?> AskAsync(
        Func<AcceptedCookieContext, CancellationToken, ValueTask<ClaimsPrincipal?>> convert, AcceptedCookieContext login, CancellationToken cancellationToken)
    {
        // Within this method only: an async method restores it for its caller.
        Asking.Value = login.HttpContext;
        return await convert(login, cancellationToken).ConfigureAwait(false);
    }
}
