using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>
/// Makes accepted schemes forward to ours. Otherwise their handlers would go on with the logins: a sign-out through them would not end the session, and
/// a sign-in or a renewal would make new cookies of the former kind. Where logins are not moved yet it is the other way round: their handler does all for
/// requests without a credential of ours, as in the former release. A selector of the application is asked first.
/// </summary>
internal sealed class FormerSchemes(IEnumerable<AcceptedCookieScheme> schemes, FormerPeriod period, FormerEvents events) : IPostConfigureOptions<CookieAuthenticationOptions>, IPostConfigureOptions<AuthStrategySchemeOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        if (name is null || !IsAccepted(name))
            return;

        events.Add(options);
        Func<HttpContext, string?>? own = options.ForwardDefaultSelector;
        options.ForwardDefault ??= AuthStrategyDefaults.Scheme;
        // One that chooses the scheme itself, or ours, leaves the choice to us: otherwise both could lead to each other without an end.
        options.ForwardDefaultSelector = context => own?.Invoke(context) is { } target && target != name && target != AuthStrategyDefaults.Scheme
            ? target
            : period.IsLeftToItsHandler(context, name) ? name : null;
    }

    public void PostConfigure(string? name, AuthStrategySchemeOptions options)
    {
        if (name != AuthStrategyDefaults.Scheme)
            return;

        Func<HttpContext, string?>? own = options.ForwardDefaultSelector;
        options.ForwardDefaultSelector = context => own?.Invoke(context) is { } target && target != name && !IsAccepted(target) ? target : period.FindHandler(context);
    }

    private bool IsAccepted(string name) => schemes.Any(scheme => scheme.Name == name);
}
