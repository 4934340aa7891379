using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Authentication;

/// <summary>
/// Makes accepted schemes forward to ours. Otherwise their handlers would go on with the logins: a sign-out through them would not end the session, and
/// a sign-in or a renewal would make new cookies of the former kind.
/// </summary>
internal sealed class FormerSchemes(IEnumerable<AcceptedCookieScheme> schemes) : IPostConfigureOptions<CookieAuthenticationOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        if (schemes.Any(scheme => scheme.Name == name))
            options.ForwardDefault ??= AuthStrategyDefaults.Scheme;
    }
}
