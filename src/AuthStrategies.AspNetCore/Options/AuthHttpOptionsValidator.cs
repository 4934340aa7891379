using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>Finds every mistake in the options; each text says what to write instead.</summary>
internal sealed class AuthHttpOptionsValidator(IEnumerable<AuthStrategyDescriptor> strategies, IHostEnvironment environment) : IValidateOptions<AuthHttpOptions>
{
    private const int MaxNameLength = 128;

    // RFC 9110 §5.6.2, without the percent sign: an encoded name could be taken for another one.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public ValidateOptionsResult Validate(string? name, AuthHttpOptions options)
    {
        string[] mistakes = [.. Shared(options), .. Strategies(options), .. Together(options)];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes);
    }

    private IEnumerable<string> Shared(AuthHttpOptions options)
    {
        foreach (string origin in options.TrustedOrigins)
        {
            if (!Origin.TryParse(origin, out _))
                yield return $"TrustedOrigins: \"{origin}\" is not an origin. Write scheme and host, with the port if it is not the usual one and nothing after it: \"https://app.example\".";
        }

        if (options.RetryAfter < TimeSpan.FromSeconds(1) || options.RetryAfter > TimeSpan.FromHours(1) || options.RetryAfter.Ticks % TimeSpan.TicksPerSecond != 0)
            yield return $"RetryAfter: {options.RetryAfter} is not between 1 second and 1 hour in whole seconds. Write TimeSpan.FromSeconds(5).";
        if (string.IsNullOrWhiteSpace(options.ReturnUrlParameter))
            yield return "ReturnUrlParameter: is empty. Write a name, for example \"ReturnUrl\".";
        if (options.AllowHttpInDevelopment && !environment.IsDevelopment())
            yield return $"AllowHttpInDevelopment: the environment is {environment.EnvironmentName}, not Development. Take it out and serve HTTPS; behind a TLS proxy call app.UseForwardedHeaders() before app.UseAuthentication().";
    }

    private IEnumerable<string> Strategies(AuthHttpOptions options)
    {
        string[] known = [.. strategies.Select(strategy => strategy.Name)];
        if (known.Contains(AuthStrategyDefaults.Scheme, StringComparer.Ordinal))
            yield return $"A strategy is named \"{AuthStrategyDefaults.Scheme}\", which is the name of the default scheme. Give it another name.";

        foreach (string name in options.StrategyNames.Where(name => !known.Contains(name, StringComparer.Ordinal)))
            yield return $"Strategy(\"{name}\"): there is no such strategy. Those added are: {string.Join(", ", known)}.";

        foreach (string mistake in options.StrategyNames.SelectMany(name => Of(name, options.Strategy(name))))
            yield return mistake;
    }

    // Settings that are valid for one strategy but not together with the others.
    private IEnumerable<string> Together(AuthHttpOptions options)
    {
        (AuthStrategyDescriptor Strategy, AuthCookieOptions Cookie)[] used =
            [.. strategies.Select(strategy => (strategy, options: options.Strategy(strategy.Name))).Where(pair => UsesCookie(pair.strategy, pair.options)).Select(pair => (pair.strategy, pair.options.Cookie))];

        foreach (IGrouping<string, AuthCookieOptions> same in used.Select(pair => pair.Cookie).GroupBy(cookie => cookie.Name, StringComparer.Ordinal))
        {
            if (same.DistinctBy(cookie => (cookie.Path, cookie.Domain?.ToUpperInvariant())).Count() > 1)
                yield return $"Cookie.Name: \"{same.Key}\" is the cookie of several strategies with another Path or Domain, so that a browser would keep two and clear one. Give them the same Path and Domain, or names of their own.";
        }

        foreach ((AuthStrategyDescriptor strategy, AuthCookieOptions cookie) in used.Where(pair => pair.Strategy.Kind != AuthStrategyKind.Session))
        {
            if (used.Any(other => other.Strategy != strategy && string.Equals(other.Cookie.Name, cookie.RefreshName, StringComparison.OrdinalIgnoreCase)))
                yield return $"Strategy(\"{strategy.Name}\").Cookie.RefreshName: \"{cookie.RefreshName}\" is the Name of another strategy's cookie. Give the two cookies names of their own.";
        }
    }

    private static bool UsesCookie(AuthStrategyDescriptor strategy, AuthStrategyHttpOptions options) =>
        options.TransportOf(strategy.Kind) == CredentialTransport.Cookie || options.SourcesOf(strategy.Kind).HasFlag(CredentialSources.Cookie);

    private static IEnumerable<string> Of(string name, AuthStrategyHttpOptions strategy)
    {
        string where = $"Strategy(\"{name}\")";
        if (strategy.Transport is { } transport && !Enum.IsDefined(transport))
            yield return $"{where}.Transport: {(int)transport} is no transport. Write CredentialTransport.Cookie or CredentialTransport.Bearer.";
        if (strategy.Sources is { } sources && (sources & ~(CredentialSources.Cookie | CredentialSources.Bearer)) != 0)
            yield return $"{where}.Sources: {(int)sources} is no combination of CredentialSources.Cookie and CredentialSources.Bearer.";
        if (!Enum.IsDefined(strategy.RotateFor))
            yield return $"{where}.RotateFor is {(int)strategy.RotateFor}; it must be RotationClients.Browsers or RotationClients.All. Write for example {where}.RotateFor = RotationClients.Browsers.";

        AuthCookieOptions cookie = strategy.Cookie;
        foreach (string mistake in Name($"{where}.Cookie.Name", cookie.Name).Concat(Name($"{where}.Cookie.RefreshName", cookie.RefreshName)))
            yield return mistake;

        if (cookie.SameSite is not (SameSiteMode.Lax or SameSiteMode.Strict or SameSiteMode.None))
            yield return $"{where}.Cookie.SameSite: {cookie.SameSite} leaves it to the browser. Write SameSiteMode.Lax, Strict or None.";
        if (!IsPath(cookie.Path))
            yield return $"{where}.Cookie.Path: \"{cookie.Path}\" is not a path. Write \"/\", or \"/app\" for a cookie of one application.";
        if (cookie.Domain is { } domain && Uri.CheckHostName(domain) != UriHostNameType.Dns)
            yield return $"{where}.Cookie.Domain: \"{domain}\" is not the name of a domain. Write \"example.com\", or leave it out for this host alone.";
        if (IsHostOnly(cookie.Name) && (cookie.Path != "/" || cookie.Domain is not null))
            yield return $"{where}.Cookie: a browser refuses a __Host- cookie with another Path than \"/\" or with a Domain. Leave both alone, or name it \"__Secure-auth\".";
        if (IsHostOnly(cookie.RefreshName))
            yield return $"{where}.Cookie.RefreshName: its path is that of the refresh endpoint, which __Host- forbids. Name it \"{AuthStrategyDefaults.RefreshCookieName}\".";
        if (string.Equals(cookie.Name, cookie.RefreshName, StringComparison.OrdinalIgnoreCase))
            yield return $"{where}.Cookie.RefreshName: is the same as Name. Give the two cookies names of their own.";
    }

    private static IEnumerable<string> Name(string where, string name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxNameLength || name.AsSpan().ContainsAnyExcept(NameCharacters))
            yield return $"{where}: is not the name of a cookie. Write 1 to {MaxNameLength} letters, digits, hyphens or underscores, for example \"{AuthStrategyDefaults.CookieName}\".";
    }

    // Browsers compare the prefix without regard to case.
    private static bool IsHostOnly(string? name) => name?.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsPath(string? path) =>
        path is ['/', ..] && !path.AsSpan().ContainsAny(';', ',') && !path.AsSpan().ContainsAnyExceptInRange('!', '~');
}
