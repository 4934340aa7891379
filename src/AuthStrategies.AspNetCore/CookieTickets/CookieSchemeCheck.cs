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
        IEnumerable<AuthenticationSchemeBuilder> schemes = services.GetRequiredService<IOptions<AuthenticationOptions>>().Value.Schemes;
        string[] names = [.. schemes.Where(known => typeof(CookieAuthenticationHandler).IsAssignableFrom(known.HandlerType)).Select(known => known.Name)];
        if (names.Contains(scheme))
            return;

        throw new OptionsValidationException(scheme, typeof(CookieAuthenticationOptions), [OptionMessages.Invalid(
            "The scheme of AddCookieTickets",
            $"\"{scheme}\"",
            names.Length == 0 ? "the name of a scheme of AddCookie, and the application has none" : $"the name of a scheme of AddCookie: {string.Join(", ", names)}",
            $"services.AddAuthentication().AddCookie(\"{scheme}\")")]);
    }
}
