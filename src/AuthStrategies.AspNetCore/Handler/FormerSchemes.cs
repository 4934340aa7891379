using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>
/// Makes accepted schemes forward to ours. Otherwise their handlers would go on with the logins: a sign-out through them would not end the session, and
/// a sign-in or a renewal would make new cookies of the former kind. Where logins are not moved yet it is the other way round: their handler does all for
/// requests without a credential of ours, as in the former release.
/// </summary>
internal sealed class FormerSchemes(IEnumerable<AcceptedCookieScheme> schemes, FormerPeriod period) : IPostConfigureOptions<CookieAuthenticationOptions>, IPostConfigureOptions<AuthStrategySchemeOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        if (!schemes.Any(scheme => scheme.Name == name))
            return;

        options.ForwardDefault ??= AuthStrategyDefaults.Scheme;
        options.ForwardDefaultSelector ??= context => period.IsLeftToItsHandler(context, name!) ? name : null;
    }

    public void PostConfigure(string? name, AuthStrategySchemeOptions options)
    {
        if (name == AuthStrategyDefaults.Scheme)
            options.ForwardDefaultSelector ??= period.FindHandler;
    }
}
