using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>Refuses a scheme that is no cookie of the application, a missing end, and an application whose first strategy cannot go on with the logins.</summary>
internal sealed class AcceptedCookieOptionsValidator(
    IEnumerable<AuthStrategyDescriptor> strategies,
    IOptions<AuthenticationOptions> authentication,
    IOptions<AuthHttpOptions> http,
    IOptionsMonitor<CookieAuthenticationOptions> cookies,
    IOptionsMonitor<AuthStrategySchemeOptions> ours,
    IEnumerable<AcceptedCookieScheme> schemes,
    TimeProvider time) : IValidateOptions<AcceptedCookieOptions>
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(400);

    public ValidateOptionsResult Validate(string? name, AcceptedCookieOptions options)
    {
        string[] problems = [.. new[] { SchemeProblem(name), UntilProblem(name, options.Until), StrategyProblem(name), NameProblem(name), DomainProblem(name, options.KeepCookie), UsersProblem(name, options), TicketProblem(name, options), ForwardProblem(name, options), CircleProblem(name) }.OfType<string>()];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private string? SchemeProblem(string? scheme) =>
        CookieSchemes.Problem("AcceptCookies", ", o => o.Until = …", scheme, authentication.Value, "keep the call of AddCookie until all logins are moved");

    private string? UntilProblem(string? scheme, DateTimeOffset? until)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (until is null)
            return OptionMessages.Required(Name(scheme, nameof(AcceptedCookieOptions.Until)), "the time of the release plus the longest time that a login of the scheme lasts", "new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero)");

        return until - now > Longest
            ? OptionMessages.Invalid(Name(scheme, nameof(AcceptedCookieOptions.Until)), until.Value.ToString("O", CultureInfo.InvariantCulture), "at most 400 days from now, because no cookie lasts longer", "new DateTimeOffset(2027, 1, 31, 0, 0, 0, TimeSpan.Zero)")
            : null;
    }

    private string? StrategyProblem(string? scheme)
    {
        if (strategies.FirstOrDefault() is not { } first)
            return null;

        AuthHttpOptions? options = http.ValueOrNull();
        if (options is null || (first.Kind == AuthStrategyKind.Session && options.TransportOf(first) == CredentialTransport.Cookie && (options.SourcesOf(first) & CredentialSources.Cookie) != 0))
            return null;

        return OptionMessages.Invalid(
            $"The first strategy of an application with AcceptCookies(\"{scheme}\")", OptionMessages.Quoted(first.Name), "a session strategy whose credential is in a cookie, because it goes on with the logins", "AddAuthStrategy().AddSession().AddJwt(…), with the session first");
    }

    /// <summary>A cookie of the scheme would replace ours, and ours could not be read by the scheme.</summary>
    private string? NameProblem(string? scheme)
    {
        if (SchemeProblem(scheme) is not null || cookies.Get(scheme).Cookie.Name is not { } cookie || http.ValueOrNull()?.IsNameOfCredential(strategies, cookie) != true)
            return null;

        return OptionMessages.Invalid(
            $"Cookie.Name of the scheme of AcceptCookies(\"{scheme}\")", OptionMessages.Quoted(cookie), "another name than the cookie of a strategy, so that both can be in one request", "UseAspNetCore(o => o.Strategy(\"Session\").Cookie.Name = \"__Host-session\")");
    }

    /// <summary>Applications that share a cookie share its logins: deleted by one, they are gone for the others.</summary>
    private string? DomainProblem(string? scheme, bool? keeps)
    {
        if (keeps is not null || SchemeProblem(scheme) is not null || cookies.Get(scheme).Cookie.Domain is not { Length: > 0 } domain)
            return null;

        return OptionMessages.Required(
            Name(scheme, nameof(AcceptedCookieOptions.KeepCookie)), $"true or false, because the cookie has the domain {OptionMessages.Quoted(domain)} and may be one of several applications: true keeps it for those that are not moved yet, false deletes it when a login is moved", "o.KeepCookie = true");
    }

    /// <summary>The session does not keep from which scheme it came, so a user of one is accepted where another one is named.</summary>
    private string? UsersProblem(string? scheme, AcceptedCookieOptions options)
    {
        string[] others = [.. schemes.Select(other => other.Name).Where(other => other != scheme).Distinct(StringComparer.Ordinal)];
        if (options.ShareUsers || others.Length == 0)
            return null;

        return OptionMessages.Invalid(
            Name(scheme, nameof(AcceptedCookieOptions.ShareUsers)), "false", $"true beside AcceptCookies(\"{others[0]}\"): a session does not keep from which scheme it came, so [Authorize(AuthenticationSchemes = \"{others[0]}\")] accepts it. If their users have different rights, accept one scheme only", "o.ShareUsers = true");
    }

    /// <summary>The handler of another application gives the ticket of one user to the next one under the same key.</summary>
    private string? TicketProblem(string? scheme, AcceptedCookieOptions options)
    {
        if (options.KeepCookie != true || SchemeProblem(scheme) is not null || cookies.Get(scheme).SessionStore is null)
            return null;

        return OptionMessages.Invalid(
            Name(scheme, nameof(AcceptedCookieOptions.KeepCookie)), "true", "false for a scheme with a SessionStore: the other applications use the key of a ticket again for the next user, and it would be taken for the user before", "o.KeepCookie = false");
    }

    /// <summary>While logins are not moved, the handlers of both schemes must be asked.</summary>
    private string? ForwardProblem(string? scheme, AcceptedCookieOptions options)
    {
        if (options.MoveLogins || SchemeProblem(scheme) is not null)
            return null;

        CookieAuthenticationOptions former = cookies.Get(scheme);
        string? forward = ForwardOf(former) ?? ForwardOf(ours.Get(AuthStrategyDefaults.Scheme));
        if (forward is null && former.ForwardDefault is null or AuthStrategyDefaults.Scheme)
            return null;

        return OptionMessages.Invalid(
            Name(scheme, nameof(AcceptedCookieOptions.MoveLogins)), "false", $"true if a scheme has {forward ?? nameof(former.ForwardDefault)}, because its handler is not asked", "o.MoveLogins = true");
    }

    /// <summary>An accepted scheme leads to ours. A choice that depends on the request is seen at the request only.</summary>
    private string? CircleProblem(string? scheme)
    {
        AuthStrategySchemeOptions options = ours.Get(AuthStrategyDefaults.Scheme);
        (string Name, string? Target)[] forwards =
        [
            (nameof(options.ForwardAuthenticate), options.ForwardAuthenticate), (nameof(options.ForwardChallenge), options.ForwardChallenge), (nameof(options.ForwardForbid), options.ForwardForbid),
            (nameof(options.ForwardSignIn), options.ForwardSignIn), (nameof(options.ForwardSignOut), options.ForwardSignOut), (nameof(options.ForwardDefault), options.ForwardDefault),
        ];
        string? circle = Array.Find(forwards, forward => forward.Target == scheme).Name;
        return circle is null || SchemeProblem(scheme) is not null
            ? null
            : OptionMessages.Invalid($"{circle} of the scheme \"{AuthStrategyDefaults.Scheme}\"", OptionMessages.Quoted(scheme), $"a scheme that does not lead back: AcceptCookies(\"{scheme}\") makes that scheme lead to ours", $"o.{circle} = null");
    }

    private static string? ForwardOf(AuthenticationSchemeOptions options) =>
        options.ForwardAuthenticate is not null ? nameof(options.ForwardAuthenticate)
        : options.ForwardChallenge is not null ? nameof(options.ForwardChallenge)
        : options.ForwardForbid is not null ? nameof(options.ForwardForbid)
        : options.ForwardSignIn is not null ? nameof(options.ForwardSignIn)
        : options.ForwardSignOut is not null ? nameof(options.ForwardSignOut)
        : null;

    private static string Name(string? scheme, string option) => $"{option} of AcceptCookies(\"{scheme}\")";
}
