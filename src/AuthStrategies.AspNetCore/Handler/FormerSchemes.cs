using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Diagnostics;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>
/// Makes accepted schemes forward to ours. Otherwise their handlers would go on with the logins: a sign-out through them would not end the session, and
/// a sign-in or a renewal would make new cookies of the former kind. Where logins are not moved yet it is the other way round: their handler does all for
/// requests without a credential of ours, as in the former release. A selector of the application is asked first.
/// </summary>
internal sealed class FormerSchemes(IEnumerable<AcceptedCookieScheme> schemes, FormerPeriod period, FormerEvents events, ILogger<FormerSchemes> logger)
    : IPostConfigureOptions<CookieAuthenticationOptions>, IPostConfigureOptions<AuthStrategySchemeOptions>
{
    public void PostConfigure(string? name, CookieAuthenticationOptions options)
    {
        if (name is null || !IsAccepted(name))
            return;

        events.Add(options);
        Func<HttpContext, string?>? own = options.ForwardDefaultSelector;
        options.ForwardDefault ??= AuthStrategyDefaults.Scheme;
        bool hasChoice = own is not null || options.ForwardDefault != AuthStrategyDefaults.Scheme;
        options.ForwardDefaultSelector = context => Enter(context, name) switch
        {
            // One that chooses the scheme itself, or ours, leaves the choice to us: otherwise both could lead to each other without an end.
            0 when own?.Invoke(context) is { } target && target != name && target != AuthStrategyDefaults.Scheme => target,
            0 => period.IsLeftToItsHandler(context, name) ? name : null,
            _ => EndCircle(name, period.IsLeftToItsHandler(context, name) ? name : AuthStrategyDefaults.Scheme, hasChoice),
        };
    }

    public void PostConfigure(string? name, AuthStrategySchemeOptions options)
    {
        if (name != AuthStrategyDefaults.Scheme)
            return;

        Func<HttpContext, string?>? own = options.ForwardDefaultSelector;
        bool hasChoice = own is not null || options.ForwardDefault is not null;
        options.ForwardDefaultSelector = context => ForwardPath.Enter(context, name) switch
        {
            0 when own?.Invoke(context) is { } target && target != name && !IsAccepted(target) => target,
            0 => period.FindHandler(context),
            _ => EndCircle(name, period.FindHandler(context) ?? name, hasChoice),
        };
    }

    // A scheme of the application led back: its choice is not asked for again. Without a choice, an event of a handler has called a scheme again.
    private string EndCircle(string scheme, string target, bool hasChoice)
    {
        if (hasChoice && period.MayWarnOfCircle())
            HttpLog.SchemesLeadToEachOther(logger, scheme, target);
        return target;
    }

    // Here, because its handler asks ConvertPrincipal in its events where logins are not moved yet, and all its verbs come along.
    private static int Enter(HttpContext context, string scheme)
    {
        FormerQuestion.RequireNoneRunning(context);
        return ForwardPath.Enter(context, scheme);
    }

    private bool IsAccepted(string name) => schemes.Any(scheme => scheme.Name == name);
}
