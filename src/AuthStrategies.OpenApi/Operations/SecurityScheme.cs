using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace AuthStrategies.OpenApi.Operations;

/// <summary>One way to present one strategy's credential.</summary>
/// <param name="Id">Its name in the document.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Place">Where a credential is whose name the application chose; <see langword="null"/> for a bearer token.</param>
/// <param name="Name">The name of the cookie or header.</param>
/// <param name="IsDPoP">Whether a bearer token is bound to a key of the client, and sent together with a proof (RFC 9449 §7.1).</param>
internal sealed record SecurityScheme(string Id, AuthStrategyDescriptor Strategy, ParameterLocation? Place = null, string? Name = null, bool IsDPoP = false)
{
    /// <summary>All schemes of all strategies, in the order of the strategies.</summary>
    /// <param name="strategies">The strategies.</param>
    /// <param name="options">How they use HTTP.</param>
    /// <param name="usesDPoP">Whether the application called <c>UseDPoP</c>.</param>
    /// <param name="pathBase">The path base of the application, which is in the default names of cookies.</param>
    public static IEnumerable<SecurityScheme> All(IEnumerable<AuthStrategyDescriptor> strategies, AuthHttpOptions options, bool usesDPoP, PathString pathBase = default)
    {
        foreach (AuthStrategyDescriptor strategy in strategies)
        {
            CredentialSources sources = options.SourcesOf(strategy);
            IReadOnlyList<string> headers = options.HeadersOf(strategy);
            bool isOnly = headers.Count == 0 ? sources is CredentialSources.Cookie or CredentialSources.Bearer : headers.Count == 1 && sources == CredentialSources.None;
            string id = Plain(strategy.Name);
            if (sources.HasFlag(CredentialSources.Cookie))
                yield return new(isOnly ? id : $"{id}-cookie", strategy, ParameterLocation.Cookie, options.CookieOf(strategy).NameAt(pathBase));
            if (sources.HasFlag(CredentialSources.Bearer))
                yield return new(isOnly ? id : $"{id}-bearer", strategy);
            if (sources.HasFlag(CredentialSources.Bearer) && usesDPoP)
                yield return new($"{id}-dpop", strategy, IsDPoP: true);
            foreach (string header in headers)
                yield return new(isOnly ? id : $"{id}-{Plain(header)}", strategy, ParameterLocation.Header, header);
        }
    }

    /// <summary>Whether the application called <c>UseDPoP</c>.</summary>
    public static bool UsesDPoP(IServiceProvider services) => services.GetService(typeof(DPoPProofVerifier)) is not null;

    /// <summary>Its description in the document (OpenAPI 3.1, section 4.8.27).</summary>
    public OpenApiSecurityScheme Describe() => Place is { } place
        ? new()
        {
            Type = SecuritySchemeType.ApiKey,
            In = place,
            Name = Name,
            Description = place == ParameterLocation.Cookie ? "The cookie that a login sets." : "The token that a login returns, without a prefix.",
        }
        : new()
        {
            Type = SecuritySchemeType.Http,
            Scheme = IsDPoP ? "dpop" : "bearer",
            BearerFormat = Strategy.Kind == AuthStrategyKind.Jwt ? "JWT" : null,
            Description = IsDPoP ? "The token that a login with a DPoP proof returns. Each request needs a proof in the header DPoP (RFC 9449)." : "The token that a login returns.",
        };

    // Component names may contain these characters only.
    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));
}
