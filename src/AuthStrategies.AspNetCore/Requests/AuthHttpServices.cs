using System.Collections.Frozen;
using AuthStrategies.AspNetCore.Registration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Requests;

/// <summary>The options of the door, checked and put in order once. A thread-safe singleton.</summary>
internal sealed class AuthHttpServices
{
    private readonly string[] _cookieNames;
    private readonly QueryStringSource[] _queryStrings;
    private readonly string[] _parameters;
    private readonly bool _readsBearer;

    public AuthHttpServices(IEnumerable<AuthStrategyDescriptor> strategies, IOptions<AuthHttpOptions> options, IServiceProvider services, IHostEnvironment environment)
    {
        Options = options.Value;
        Strategies = [.. strategies.Select(strategy => new HttpStrategy(
            strategy, Options.Strategy(strategy.Name), () => services.GetRequiredKeyedService<IAuthStrategy>(strategy.Name), () => KeepsSessions(services, strategy)))];
        TrustedOrigins = Options.TrustedOrigins.Select(Canonical).ToFrozenSet(StringComparer.Ordinal);
        IsDevelopment = environment.IsDevelopment();
        _cookieNames = [.. Strategies.Where(strategy => strategy.ReadsCookie).Select(strategy => strategy.Cookie.Name).Distinct(StringComparer.Ordinal)];
        _queryStrings = [.. Strategies.SelectMany(strategy => strategy.QueryStrings).Distinct()];
        _parameters = [.. _queryStrings.Select(source => source.Parameter).Distinct(StringComparer.Ordinal)];
        RefreshCookieNames = [.. Strategies.Where(strategy => strategy.UsesCookie && strategy.Kind != AuthStrategyKind.Session).Select(strategy => strategy.Cookie.RefreshName).Distinct(StringComparer.Ordinal)];
        _readsBearer = Strategies.Any(strategy => strategy.ReadsBearer);
    }

    public AuthHttpOptions Options { get; }

    public IReadOnlyList<HttpStrategy> Strategies { get; }

    public FrozenSet<string> TrustedOrigins { get; }

    public bool IsDevelopment { get; }

    /// <summary>The cookies a refresh token may be in.</summary>
    public string[] RefreshCookieNames { get; }

    /// <summary>The strategies a scheme stands for: one, or all of them.</summary>
    public IEnumerable<HttpStrategy> Of(string scheme) =>
        scheme == AuthStrategyDefaults.Scheme ? Strategies : Strategies.Where(strategy => strategy.Name == scheme);

    /// <summary>The strategy a scheme signs in with.</summary>
    public HttpStrategy Issuer(string scheme) => Of(scheme).First();

    /// <summary>Finds everything that could be a credential, wherever one of the strategies looks.</summary>
    public PresentedCredentials Read(HttpRequest request)
    {
        PresentedCredentials presented = new();
        if (_readsBearer)
            BearerHeader.Read(request.Headers.Authorization, presented);
        if (_cookieNames.Length > 0)
            CookieHeader.Read(request.Headers.Cookie, _cookieNames, presented);
        foreach (string parameter in _parameters)
        {
            if (_queryStrings.Any(source => source.Parameter == parameter && source.Covers(request.Path)))
                ReadQuery(request, parameter, presented);
        }

        if (presented.Count > 1)
            presented.Refuse("There is more than one credential in the request; exactly one counts.");
        return presented;
    }

    /// <summary>Whether a credential may be sent back: only over a connection nobody listens to.</summary>
    public bool MayIssue(HttpRequest request) => request.IsHttps || (Options.AllowHttpInDevelopment && IsDevelopment);

    /// <summary>Whether a request could change something and a browser makes it for another site's sake.</summary>
    public bool IsForeign(HttpRequest request) => OriginCheck.IsNeeded(request) && !OriginCheck.Passes(request, TrustedOrigins);

    /// <summary>Stops before a credential is made that may not be sent.</summary>
    /// <exception cref="InvalidOperationException">The request came over plain HTTP.</exception>
    public void DemandSecure(HttpRequest request)
    {
        if (!MayIssue(request))
        {
            throw new InvalidOperationException(
                "No credential is issued over plain HTTP. Serve HTTPS. Behind a TLS proxy call app.UseForwardedHeaders(), with its addresses in KnownProxies, before app.UseAuthentication(). "
                + "For work on your own machine set UseAspNetCore(o => o.AllowHttpInDevelopment = true) in the Development environment.");
        }
    }

    private static void ReadQuery(HttpRequest request, string parameter, PresentedCredentials presented)
    {
        foreach (string? value in request.Query[parameter])
            presented.Add(new(value ?? "", CredentialSource.Query, parameter, request.Path));
    }

    private static bool KeepsSessions(IServiceProvider services, AuthStrategyDescriptor strategy) =>
        strategy.Kind != AuthStrategyKind.Jwt
        || services.GetRequiredService<IOptionsFactory<JwtStrategyOptions>>().Create(strategy.Name).RefreshTokens.Enabled;

    private static string Canonical(string origin) => Origin.TryParse(origin, out string canonical) ? canonical : origin;
}
