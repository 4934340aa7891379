using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>Finds a name that is no scheme of <c>AddCookie</c>: nothing would be done for it, and nothing would say so.</summary>
internal static class CookieSchemes
{
    /// <summary>What is wrong with a name, and what to type; <see langword="null"/> if it is the name of a cookie scheme, also of a derived handler.</summary>
    /// <param name="call">The method that names the scheme.</param>
    /// <param name="rest">Its other arguments, as they are written after the scheme.</param>
    /// <param name="scheme">The name.</param>
    /// <param name="options">The schemes of the application.</param>
    /// <param name="advice">What to do if there is none; <see langword="null"/> if nothing more can be said.</param>
    public static string? Problem(string call, string rest, string? scheme, AuthenticationOptions options, string? advice)
    {
        string[] names = [.. options.Schemes.Where(known => typeof(CookieAuthenticationHandler).IsAssignableFrom(known.HandlerType)).Select(known => known.Name)];
        if (names.Contains(scheme))
            return null;

        string name = $"The scheme of {call}";
        string written = OptionMessages.Quoted(scheme);
        return names.Length == 0
            ? OptionMessages.Invalid(name, written, $"the name of a scheme of AddCookie, and the application has none{(advice is null ? "" : ": " + advice)}", $"services.AddAuthentication().AddCookie(\"{scheme}\")")
            : OptionMessages.Invalid(name, written, $"the name of a scheme of AddCookie: {string.Join(", ", names)}", $"{call}(\"{NearestName.Find(scheme, names) ?? names[0]}\"{rest})");
    }
}
