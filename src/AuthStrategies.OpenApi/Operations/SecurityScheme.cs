using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace AuthStrategies.OpenApi.Operations;

/// <summary>One way to present one strategy's credential.</summary>
/// <param name="Id">Its name in the document.</param>
/// <param name="Strategy">The strategy.</param>
/// <param name="Cookie">The name of the cookie, or <see langword="null"/> for a bearer token.</param>
internal sealed record SecurityScheme(string Id, AuthStrategyDescriptor Strategy, string? Cookie)
{
    /// <summary>All schemes of all strategies, in the order of the strategies.</summary>
    /// <param name="strategies">The strategies.</param>
    /// <param name="options">How they use HTTP.</param>
    /// <param name="pathBase">The path base of the application, which is in the default names of cookies.</param>
    public static IEnumerable<SecurityScheme> All(IEnumerable<AuthStrategyDescriptor> strategies, AuthHttpOptions options, PathString pathBase = default)
    {
        foreach (AuthStrategyDescriptor strategy in strategies)
        {
            CredentialSources sources = options.SourcesOf(strategy);
            bool isOnly = sources is CredentialSources.Cookie or CredentialSources.Bearer;
            string id = Plain(strategy.Name);
            if (sources.HasFlag(CredentialSources.Cookie))
                yield return new(isOnly ? id : $"{id}-cookie", strategy, options.CookieOf(strategy).NameAt(pathBase));
            if (sources.HasFlag(CredentialSources.Bearer))
                yield return new(isOnly ? id : $"{id}-bearer", strategy, Cookie: null);
        }
    }

    /// <summary>Its description in the document (OpenAPI 3.1, section 4.8.27).</summary>
    public OpenApiSecurityScheme Describe() => Cookie is not null
        ? new() { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Cookie, Name = Cookie, Description = "The cookie that a login sets." }
        : new()
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = Strategy.Kind == AuthStrategyKind.Jwt ? "JWT" : null,
            Description = "The token that a login returns.",
        };

    // Component names may contain these characters only.
    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));
}
