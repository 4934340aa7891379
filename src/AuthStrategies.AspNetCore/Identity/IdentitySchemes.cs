using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Identity;

/// <summary>
/// Makes ASP.NET Core Identity's application scheme forward to ours. If Identity has not added that scheme, it is added
/// here. Identity's other schemes (external logins, two factors) do not change.
/// </summary>
internal sealed class IdentitySchemes : IPostConfigureOptions<AuthenticationOptions>, IPostConfigureOptions<CookieAuthenticationOptions>, IPostConfigureOptions<PolicySchemeOptions>
{
    private static readonly string Application = IdentityConstants.ApplicationScheme;

    public void PostConfigure(string? name, AuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.SchemeMap.ContainsKey(Application))
            options.AddScheme<PolicySchemeHandler>(Application, displayName: null);

        options.DefaultScheme = Ours(options.DefaultScheme);
        options.DefaultAuthenticateScheme = Ours(options.DefaultAuthenticateScheme);
        options.DefaultChallengeScheme = Ours(options.DefaultChallengeScheme);
        options.DefaultForbidScheme = Ours(options.DefaultForbidScheme);

        // The default for signing in does not change: handlers of external logins store their cookie there.
        options.DefaultSignOutScheme = Ours(options.DefaultSignOutScheme) ?? AuthStrategyDefaults.Scheme;
    }

    public void PostConfigure(string? name, CookieAuthenticationOptions options) => Forward(name, options);

    public void PostConfigure(string? name, PolicySchemeOptions options) => Forward(name, options);

    private static void Forward(string? name, AuthenticationSchemeOptions options)
    {
        if (name == Application)
            options.ForwardDefault ??= AuthStrategyDefaults.Scheme;
    }

    private static string? Ours(string? scheme) => scheme == Application ? AuthStrategyDefaults.Scheme : scheme;
}
