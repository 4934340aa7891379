using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>Tells for a request who handles it while the logins of a scheme are not moved yet (<see cref="AcceptedCookieOptions.Moves"/>). A thread-safe singleton.</summary>
internal sealed class FormerPeriod(IEnumerable<AcceptedCookieScheme> schemes, IServiceProvider services, TimeProvider time)
{
    private readonly string[] _schemes = [.. schemes.Select(scheme => scheme.Name).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether the handler of an accepted scheme goes on with its logins, and the request has no credential of ours.</summary>
    public bool IsLeftToItsHandler(HttpContext context, string scheme) => IsLeft(scheme) && !HasOurs(context);

    /// <summary>The accepted scheme whose handler acts in place of ours; <see langword="null"/> if ours does.</summary>
    public string? FindHandler(HttpContext context)
    {
        if (!Array.Exists(_schemes, IsLeft) || HasOurs(context))
            return null;

        // A login goes to the handler of the former release too: nodes of that release do not know our cookie.
        return Array.Find(_schemes, scheme => IsLeft(scheme) && HasCookie(context, scheme)) ?? (Array.TrueForAll(_schemes, IsLeft) ? _schemes[0] : null);
    }

    /// <summary>Whether the handler of a scheme goes on with its logins.</summary>
    /// <remarks>Asked for at a request: the validation of these options reads those of the schemes, which this belongs to.</remarks>
    public bool IsLeft(string scheme) => services.GetRequiredService<IOptionsMonitor<AcceptedCookieOptions>>().Get(scheme) is { Moves: false } options && time.GetUtcNow() < options.Until;

    private bool HasCookie(HttpContext context, string scheme) =>
        services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme).Cookie.Name is { } name && context.Request.Cookies.ContainsKey(name);

    private bool HasOurs(HttpContext context) =>
        AuthRequest.Of(context, services.GetRequiredService<CredentialReader>()).Presented is not { Count: 0, Mistake: null };
}
