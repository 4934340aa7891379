using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.CookieTickets;

/// <summary>Finds a scheme of <c>AddCookieTickets</c> that no cookie handler has: nothing would be kept, and nothing would say so.</summary>
internal static class CookieSchemeCheck
{
    /// <exception cref="OptionsValidationException">The application has no cookie scheme of the name.</exception>
    public static void Run(IServiceProvider services, string scheme)
    {
        if (CookieSchemes.Problem("AddCookieTickets", "", scheme, services.GetRequiredService<IOptions<AuthenticationOptions>>().Value, advice: null) is { } problem)
            throw new OptionsValidationException(scheme, typeof(CookieAuthenticationOptions), [problem]);
    }
}
