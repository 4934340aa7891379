using System.Buffers;
using System.Collections.Concurrent;
using AuthStrategies.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Options;

// Past 250 lines, because one class finds all mistakes of the HTTP options; each method is one option or one pair of them.

/// <summary>Finds all mistakes in the HTTP options at once.</summary>
internal sealed class AuthHttpOptionsValidator(
    IEnumerable<AuthStrategyDescriptor> strategies, IEnumerable<AuthStrategyConfiguration> configurations, IHostEnvironment environment, ILogger<AuthHttpOptionsValidator> logger) : IValidateOptions<AuthHttpOptions>
{
    private const string ServeHttps = ", and serve HTTPS; behind a TLS proxy call app.UseForwardedHeaders() before app.UseAuthentication()";
    private const int MaxNameLength = 128;
    private const int MaxPathBaseLength = 256;

    // RFC 9110 §5.6.2, without the percent sign: an encoded name could be taken for another one.
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["LoginPath"] = "\"/login\", or LoginLocation for an address with a query or of another site",
        ["AccessDeniedPath"] = "\"/denied\", or AccessDeniedLocation for an address with a query or of another site",
        ["LogoutPath"] = "\"/logout\"",
    };

    private readonly ConcurrentDictionary<string, string> _warned = new(StringComparer.Ordinal);

    public ValidateOptionsResult Validate(string? name, AuthHttpOptions options)
    {
        WarnOfUnused(options);
        string[] mistakes =
        [
            .. options.ConfigurationMistakes,
            .. strategies.SelectMany(strategy => options.MistakesOf(strategy.Name)),
            .. InWordsOfTheUser(options, options.ConfiguredNames.WithoutConsequences([.. Shared(options), .. Strategies(options), .. Together(options)])),
        ];
        return mistakes.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes.Distinct());
    }

    /// <summary>The strategies that the configuration does not choose: their options are kept for the time when it does.</summary>
    private IEnumerable<AuthStrategyDescriptor> Unused => configurations
        .Where(configuration => !configuration.IsChosen && strategies.All(strategy => strategy.Name != configuration.Strategy))
        .Select(configuration => new AuthStrategyDescriptor(configuration.Strategy!, configuration.Kind, () => new() { CanRefresh = true, IssuesRefreshTokens = true, AuthenticatesRefreshTokens = true }));

    // The application works without them. They would stop it when the setting Strategy changes. A host checks options more than once.
    private void WarnOfUnused(AuthHttpOptions options)
    {
        foreach (AuthStrategyDescriptor unused in Unused.Where(unused => options.StrategyNames.Contains(unused.Name)))
        {
            IEnumerable<string> found = options.ConfiguredNames.WithoutConsequences([.. OfKind(unused, options), .. Of(unused.Name, options.Strategy(unused.Name))]);
            string mistakes = string.Join(" ", options.MistakesOf(unused.Name).Concat(InWordsOfTheUser(options, found)).Distinct());
            if (mistakes != _warned.GetValueOrDefault(unused.Name, "") && mistakes.Length > 0)
                HttpLog.UnusedOptionsInvalid(logger, unused.Name, mistakes);
            _warned[unused.Name] = mistakes;
        }
    }

    /// <summary>Names the keys of the configuration, unless the mistake was made in code.</summary>
    private string[] InWordsOfTheUser(AuthHttpOptions options, IEnumerable<string> found)
    {
        string[] mistakes = [.. found];
        if (mistakes.Length == 0)
            return mistakes;

        AuthHttpOptions configured = new();
        new HttpSettings(configurations).Configure(configured);
        HashSet<string> ofConfiguration = [.. Shared(configured), .. Strategies(configured), .. Together(configured), .. Unused.SelectMany(unused => OfKind(unused, configured).Concat(Of(unused.Name, configured.Strategy(unused.Name))))];
        return [.. mistakes.Select(mistake => InWords(mistake, ofConfiguration.Contains(mistake)))];

        string InWords(string mistake, bool isConfigured)
        {
            string renamed = isConfigured ? options.ConfiguredNames.Rename(mistake, nameof(AuthHttpOptions)) : mistake;
            return OptionMessages.Choose(renamed, isSetting: renamed != mistake);
        }
    }

    private IEnumerable<string> Shared(AuthHttpOptions options)
    {
        foreach (string origin in options.TrustedOrigins.Where(origin => !Origin.TryParse(origin, out _)))
            yield return OptionMessages.Invalid(Property("TrustedOrigins"), $"a list with {Origin.MistakeOf(origin)}", "a list of origins: scheme, host and, if it is not the default, port", "\"https://app.example\", or \"capacitor://localhost\" for the pages of a web view");

        if (options.Transport is { } transport and not (CredentialTransport.Cookie or CredentialTransport.Bearer))
            yield return OptionMessages.OutOfRange(Property("Transport"), (int)transport, "CredentialTransport.Cookie or CredentialTransport.Bearer", "CredentialTransport.Cookie");
        if (options.ClientAddress is not (ClientAddressRecording.Shortened or ClientAddressRecording.Full or ClientAddressRecording.None))
            yield return OptionMessages.OutOfRange(Property("ClientAddress"), (int)options.ClientAddress, "ClientAddressRecording.Shortened, ClientAddressRecording.Full or ClientAddressRecording.None", "ClientAddressRecording.Shortened");
        if (options.RetryAfter < TimeSpan.FromSeconds(1) || options.RetryAfter > TimeSpan.FromHours(1) || options.RetryAfter.Ticks % TimeSpan.TicksPerSecond != 0)
            yield return OptionMessages.OutOfRange(Property("RetryAfter"), options.RetryAfter, "from 1 second to 1 hour, in whole seconds", OptionMessages.Either(OptionMessages.Time(TimeSpan.FromSeconds(5)), "\"00:00:05\""));
        if (string.IsNullOrWhiteSpace(options.ReturnUrlParameter))
            yield return OptionMessages.Invalid(Property("ReturnUrlParameter"), "empty", "the name of a query parameter", "\"ReturnUrl\"");
        if (options.EndReasonParameter is { Length: > 0 } parameter && (string.IsNullOrWhiteSpace(parameter) || string.Equals(parameter, options.ReturnUrlParameter, StringComparison.OrdinalIgnoreCase)))
            yield return OptionMessages.Invalid(Property("EndReasonParameter"), OptionMessages.Quoted(parameter), "the name of a query parameter that ReturnUrlParameter does not have, or empty for none", "\"endReason\"");
        foreach ((string name, string? path) in new[] { ("LoginPath", options.LoginPath), ("AccessDeniedPath", options.AccessDeniedPath), ("LogoutPath", options.LogoutPath) })
        {
            if (!string.IsNullOrEmpty(path) && !IsLocation(path))
                yield return OptionMessages.Invalid(Property(name), OptionMessages.Quoted(path), "a path of this application that begins with exactly one slash, without a query and a fragment", Examples[name]);
        }

        if (!string.IsNullOrEmpty(options.PathBase) && !IsPathBase(options.PathBase))
            yield return OptionMessages.Invalid(Property("PathBase"), OptionMessages.Quoted(options.PathBase), "a path of at most 256 characters that begins with exactly one slash, without a query, semicolons and commas", "\"/shop\"");
        if (options.AllowHttpInDevelopment && !environment.IsDevelopment())
            yield return OptionMessages.Invalid(Property("AllowHttpInDevelopment"), $"true in the environment {environment.EnvironmentName}", "false outside Development", OptionMessages.Either(
                $"o.AllowHttpInDevelopment = builder.Environment.IsDevelopment(){ServeHttps}",
                $"\"AllowHttpInDevelopment\": true in appsettings.Development.json only{ServeHttps}"));
    }

    private IEnumerable<string> Strategies(AuthHttpOptions options)
    {
        string[] known = [.. strategies.Select(strategy => strategy.Name)];
        if (known.Contains(AuthStrategyDefaults.Scheme, StringComparer.Ordinal))
            yield return OptionMessages.Invalid("The name of a strategy", $"\"{AuthStrategyDefaults.Scheme}\"", "another name than that of the default scheme", "AddSession(\"Web\", o => …)");

        string[] legal = [.. known, .. Unused.Select(unused => unused.Name)];
        foreach (string name in options.StrategyNames.Where(name => !legal.Contains(name, StringComparer.Ordinal)))
            yield return OptionMessages.Invalid(Property($"Strategy(\"{name}\")"), "not a strategy of this application", $"one of {string.Join(", ", legal)}", $"o.Strategy(\"{NearestName.Find(name, legal) ?? known.FirstOrDefault() ?? "Session"}\")");

        foreach (string mistake in strategies.SelectMany(strategy => OfKind(strategy, options)))
            yield return mistake;

        foreach (string mistake in options.StrategyNames.Where(name => known.Contains(name, StringComparer.Ordinal)).SelectMany(name => Of(name, options.Strategy(name))))
            yield return mistake;
    }

    private static IEnumerable<string> OfKind(AuthStrategyDescriptor strategy, AuthHttpOptions options)
    {
        if (strategy.Kind == AuthStrategyKind.Session && options.SavesTokenOf(strategy))
            yield return OptionMessages.Invalid(Property($"Strategy(\"{strategy.Name}\").SaveToken"), "true for a session strategy", "false, because GetTokenAsync returns the tokens that were stored at sign-in", OptionMessages.Either($"o.Strategy(\"{strategy.Name}\").SaveToken = false", "\"SaveToken\": false"));

        foreach (string mistake in new[] { RefreshOnRequestMistake(strategy, options), RequireDPoPCheck.MistakeOf(strategy, options) }.OfType<string>())
            yield return mistake;
    }

    private static string? RefreshOnRequestMistake(AuthStrategyDescriptor strategy, AuthHttpOptions options)
    {
        if (!options.CookieOf(strategy).RefreshesOnRequest)
            return null;
        if (strategy.Kind == AuthStrategyKind.Session)
            return Mistake("for a session strategy", "false, because its own cookie rotates", OptionMessages.Either($"o.Strategy(\"{strategy.Name}\").RefreshOnRequest = false", "\"RefreshOnRequest\": false"));
        if (options.TransportOf(strategy) != CredentialTransport.Cookie || !options.SourcesOf(strategy).HasFlag(CredentialSources.Cookie))
            return Mistake("for a strategy that sends or reads no cookies", "used with Transport and Sources that include the cookie", OptionMessages.Either($"o.Strategy(\"{strategy.Name}\").Transport = CredentialTransport.Cookie", "\"Transport\": \"Cookie\""));

        return CapabilitiesOf(strategy) switch
        {
            null => null,
            { CanRefresh: true, IssuesRefreshTokens: true, AuthenticatesRefreshTokens: true } => null,
            _ when strategy.Kind == AuthStrategyKind.Jwt => Mistake("for a strategy that issues no refresh tokens", "used with RefreshTokens.Enabled and a signing key", OptionMessages.Either($"AddJwt(\"{strategy.Name}\", o => o.RefreshTokens.Enabled = true)", "\"RefreshTokens\": { \"Enabled\": true } and a key under SigningKeys")),
            _ => Mistake("for a strategy whose capabilities do not say that it can", "used with a strategy that implements IRefreshTokenAuthentication and says so", $"AddStrategy<T>(\"{strategy.Name}\", new() {{ CanRefresh = true, IssuesRefreshTokens = true, AuthenticatesRefreshTokens = true }})"),
        };

        string Mistake(string given, string must, string example) =>
            OptionMessages.Invalid(Property($"Strategy(\"{strategy.Name}\").RefreshOnRequest"), $"true {given}", must, example);
    }

    // They are computed from the strategy's own options, whose mistakes are reported by the check of these.
    private static AuthStrategyCapabilities? CapabilitiesOf(AuthStrategyDescriptor strategy)
    {
        try
        {
            return strategy.Capabilities;
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }

    // Settings that are valid for one strategy but not together with the others.
    private IEnumerable<string> Together(AuthHttpOptions options)
    {
        UsedCookie[] used = [.. strategies.Where(strategy => UsesCookie(strategy, options.Strategy(strategy.Name))).Select(strategy => new UsedCookie(strategy, options.Strategy(strategy.Name).Cookie))];
        return used.Length < 2 ? [] : Together(used);
    }

    // Separate, so that it is not compiled in an application with one cookie.
    private static IEnumerable<string> Together(UsedCookie[] used)
    {
        foreach (IGrouping<string, AuthCookieOptions> same in used.Select(pair => pair.Cookie).GroupBy(cookie => cookie.Name, StringComparer.Ordinal))
        {
            if (same.DistinctBy(cookie => cookie.IsNameSet).Count() > 1)
                yield return OptionMessages.Invalid("Cookie.Name", $"\"{same.Key}\" for one strategy and not set for another, which gets a suffix below a path base", "set for all strategies that share the cookie, or for none", "no Cookie.Name at all");
            if (same.DistinctBy(cookie => (cookie.Path, cookie.Domain?.ToUpperInvariant(), cookie.Partitioned)).Count() > 1)
                yield return OptionMessages.Invalid("Cookie.Name", $"\"{same.Key}\" for several strategies with different Path, Domain or Partitioned", "a different name for each, because a browser would keep two cookies", "o.Strategy(\"Admin\").Cookie.Name = \"__Secure-admin\", or give them the same Path, Domain and Partitioned");
        }

        foreach ((AuthStrategyDescriptor strategy, AuthCookieOptions cookie) in used)
        {
            foreach (string former in cookie.FormerNames.Where(former => used.Any(other => other.Strategy != strategy && OwnsOtherwise(other.Cookie, cookie, former))))
                yield return OptionMessages.Invalid(Property($"Strategy(\"{strategy.Name}\").Cookie.FormerNames"), $"a list with {OptionMessages.Quoted(former)}, a cookie of another strategy", "a list of names that no other cookie has or had", "the former names of this cookie only");
        }

        foreach ((AuthStrategyDescriptor strategy, AuthCookieOptions cookie) in used.Where(pair => pair.Strategy.Kind != AuthStrategyKind.Session))
        {
            if (used.Any(other => other.Strategy != strategy && string.Equals(other.Cookie.Name, cookie.RefreshName, StringComparison.OrdinalIgnoreCase)))
                yield return OptionMessages.Invalid(Property($"Strategy(\"{strategy.Name}\").Cookie.RefreshName"), $"\"{cookie.RefreshName}\", the Cookie.Name of another strategy", "the name of no other cookie", $"\"{AuthStrategyDefaults.RefreshCookieName}\"");
        }
    }

    // Strategies that share a cookie share its former names. Below a path base, the default name can be a former one.
    private static bool OwnsOtherwise(AuthCookieOptions other, AuthCookieOptions cookie, string former) =>
        (former == other.Name && (other.Name != cookie.Name || cookie.IsNameSet)) || former == other.RefreshName || (other.Name != cookie.Name && other.FormerNames.Contains(former));

    private static bool UsesCookie(AuthStrategyDescriptor strategy, AuthStrategyHttpOptions options) =>
        options.TransportOf(strategy.Kind) == CredentialTransport.Cookie || options.SourcesOf(strategy.Kind).HasFlag(CredentialSources.Cookie);

    private static IEnumerable<string> Of(string name, AuthStrategyHttpOptions strategy)
    {
        string where = Property($"Strategy(\"{name}\")");
        if (strategy.Transport is { } transport and not (CredentialTransport.Cookie or CredentialTransport.Bearer))
            yield return OptionMessages.OutOfRange($"{where}.Transport", (int)transport, "CredentialTransport.Cookie or CredentialTransport.Bearer", "CredentialTransport.Cookie");
        if (strategy.Sources is { } sources && (sources & ~(CredentialSources.Cookie | CredentialSources.Bearer)) != 0)
            yield return OptionMessages.OutOfRange($"{where}.Sources", (int)sources, "CredentialSources.Cookie, CredentialSources.Bearer or both", "CredentialSources.Cookie | CredentialSources.Bearer");
        if (strategy.RotateFor is not (RotationClients.Browsers or RotationClients.All))
            yield return OptionMessages.OutOfRange($"{where}.RotateFor", (int)strategy.RotateFor, "RotationClients.Browsers or RotationClients.All", "RotationClients.Browsers");

        foreach (string mistake in CredentialHeaders.Mistakes($"{where}.AcceptHeader", strategy.Headers))
            yield return mistake;

        AuthCookieOptions cookie = strategy.Cookie;
        foreach (string mistake in Name($"{where}.Cookie.Name", cookie.Name, AuthStrategyDefaults.CookieName).Concat(Name($"{where}.Cookie.RefreshName", cookie.RefreshName, AuthStrategyDefaults.RefreshCookieName)))
            yield return mistake;

        foreach (string mistake in Former(where, cookie))
            yield return mistake;

        if (cookie.SameSite is not (SameSiteMode.Lax or SameSiteMode.Strict or SameSiteMode.None))
            yield return OptionMessages.Invalid($"{where}.Cookie.SameSite", $"{cookie.SameSite}", "SameSiteMode.Lax, SameSiteMode.Strict or SameSiteMode.None", "SameSiteMode.Lax");
        if (cookie.AllowsHttp && (cookie.SameSite == SameSiteMode.None || cookie.Partitioned))
            yield return OptionMessages.Invalid($"{where}.Cookie", "SameSiteMode.None or Partitioned together with AllowHttpInDevelopment", "neither, because browsers accept both over HTTPS only", OptionMessages.Either("o.AllowHttpInDevelopment = false, and dotnet run --launch-profile https", "\"AllowHttpInDevelopment\": false, and dotnet run --launch-profile https"));
        if (!IsPath(cookie.Path))
            yield return OptionMessages.Invalid($"{where}.Cookie.Path", OptionMessages.Quoted(cookie.Path), "a path that begins with a slash", "\"/\", or \"/app\" for the cookie of one application");
        if (cookie.Domain is { } domain && !IsDomain(domain))
            yield return OptionMessages.Invalid($"{where}.Cookie.Domain", $"\"{domain}\"", "the name of a domain, or null for this host only", "\"example.com\"");
        if (IsHostOnly(cookie.Name) && (cookie.Path != "/" || cookie.Domain is not null))
            yield return OptionMessages.Invalid($"{where}.Cookie.Name", "a __Host- name with a Domain or with another Path than \"/\"", "a name that browsers accept with them", "\"__Secure-auth\", or leave Path and Domain unset");
        if (IsHostOnly(cookie.RefreshName) && cookie.RefreshesOnRequest && (cookie.Path != "/" || cookie.Domain is not null))
            yield return OptionMessages.Invalid($"{where}.Cookie.RefreshName", "a __Host- name with a Domain or with another Path than \"/\"", "a name that browsers accept with them", $"\"{AuthStrategyDefaults.RefreshCookieName}\", or leave Path and Domain unset");
        if (IsHostOnly(cookie.RefreshName) && !cookie.RefreshesOnRequest)
            yield return OptionMessages.Invalid($"{where}.Cookie.RefreshName", "a __Host- name", "a name without this prefix, because the cookie has the path of the refresh endpoint", $"\"{AuthStrategyDefaults.RefreshCookieName}\"");
        if (string.Equals(cookie.Name, cookie.RefreshName, StringComparison.OrdinalIgnoreCase))
            yield return OptionMessages.Invalid($"{where}.Cookie.RefreshName", "the same as Cookie.Name", "a different name", $"\"{AuthStrategyDefaults.RefreshCookieName}\"");
    }

    private static IEnumerable<string> Former(string where, AuthCookieOptions cookie)
    {
        foreach (string former in cookie.FormerNames)
        {
            foreach (string mistake in Name($"{where}.Cookie.FormerNames", former, "auth"))
                yield return mistake;
            if ((former == cookie.Name && cookie.IsNameSet) || former == cookie.RefreshName)
                yield return OptionMessages.Invalid($"{where}.Cookie.FormerNames", $"a list with {OptionMessages.Quoted(former)}, a present name", "a list of names that the cookie no longer has", OptionMessages.Either("o.Cookie.FormerNames.Add(\"auth\")", "\"FormerNames\": [ \"auth\" ]"));
        }

        foreach (string former in cookie.FormerDomains.Where(domain => !IsDomain(domain)))
            yield return OptionMessages.Invalid($"{where}.Cookie.FormerDomains", $"a list with {OptionMessages.Quoted(former)}", "a list of domain names", OptionMessages.Either("o.Cookie.FormerDomains.Add(\"example.com\")", "\"FormerDomains\": [ \"example.com\" ]"));
        foreach (string former in cookie.FormerPaths.Where(path => !IsPath(path)))
            yield return OptionMessages.Invalid($"{where}.Cookie.FormerPaths", $"a list with {OptionMessages.Quoted(former)}", "a list of paths that begin with a slash", OptionMessages.Either("o.Cookie.FormerPaths.Add(\"/app\")", "\"FormerPaths\": [ \"/app\" ]"));

        int combinations = CookieVariants.Combinations(cookie);
        if (combinations > CookieVariants.MaxCombinations)
            yield return OptionMessages.Invalid($"{where}.Cookie.FormerDomains", $"with FormerPaths {combinations} combinations of domain and path", $"with FormerPaths at most {CookieVariants.MaxCombinations} combinations, because one answer deletes them all", "the domains and paths of the last releases only");
    }

    private static IEnumerable<string> Name(string where, string name, string example)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxNameLength || name.AsSpan().ContainsAnyExcept(NameCharacters))
            yield return OptionMessages.Invalid(where, "not the name of a cookie", $"1 to {MaxNameLength} letters, digits, hyphens or underscores", $"\"{example}\"");
    }

    private static bool IsDomain(string domain) => Uri.CheckHostName(domain) == UriHostNameType.Dns;

    private static string Property(string path) => $"{nameof(AuthHttpOptions)}.{path}";

    private static bool IsPathBase(string path) => path.Length <= MaxPathBaseLength && IsLocation(path) && !path.AsSpan().ContainsAny(';', ',');

    private static bool IsLocation(string path) =>
        path is ['/', ..] and not ['/', '/' or '\\', ..] && !path.Any(character => char.IsControl(character) || character is '?' or '#');

    // Browsers compare the prefix without regard to case.
    private static bool IsHostOnly(string? name) => name?.StartsWith("__Host-", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Objects and not pairs: for each list of pairs the runtime compiles the queries anew, while the application starts.</summary>
    private sealed record UsedCookie(AuthStrategyDescriptor Strategy, AuthCookieOptions Cookie);

    private static bool IsPath(string? path) =>
        path is ['/', ..] && !path.AsSpan().ContainsAny(';', ',') && !path.AsSpan().ContainsAnyExceptInRange('!', '~');
}
