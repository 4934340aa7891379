using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore;

/// <summary>The login of an old cookie whose principal <see cref="AcceptedCookieOptions.ConvertPrincipal"/> converts. Not thread-safe: each call has another one.</summary>
public sealed class AcceptedCookieContext
{
    /// <summary>The principal of the old cookie, as <c>ValidatePrincipal</c> of its scheme left it. A copy, which may be changed.</summary>
    public required ClaimsPrincipal Principal { get; init; }

    /// <summary>The properties of its ticket, with the items and tokens that the session gets. A copy, which may be changed; contains secrets of the user.</summary>
    public required AuthenticationProperties Properties { get; init; }

    /// <summary>The name of the scheme of <c>AddCookie</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>
    /// The request that came with the old cookie, or that signs in with its scheme. Do not authenticate, sign in or sign out with it, which would wait
    /// for the conversion and so throws an <see cref="InvalidOperationException"/>, and do not keep it.
    /// </summary>
    public required HttpContext HttpContext { get; init; }
}
