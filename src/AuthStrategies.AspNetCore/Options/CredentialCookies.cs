using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Options;

/// <summary>What the validators of other options ask about the cookies of the strategies.</summary>
internal static class CredentialCookies
{
    /// <summary>The HTTP options; <see langword="null"/> if they have mistakes, which the start reports itself.</summary>
    public static AuthHttpOptions? ValueOrNull(this IOptions<AuthHttpOptions> http)
    {
        try
        {
            return http.Value;
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }

    /// <summary>Whether a name is that of a cookie with a credential, now or before it got another name, of any strategy.</summary>
    public static bool IsNameOfCredential(this AuthHttpOptions http, IEnumerable<AuthStrategyDescriptor> strategies, string name) => strategies
        .Where(strategy => http.TransportOf(strategy) == CredentialTransport.Cookie || (http.SourcesOf(strategy) & CredentialSources.Cookie) != 0)
        .Select(http.CookieOf)
        .Any(cookie => new[] { cookie.Name, cookie.RefreshName }.Concat(cookie.FormerNames).Contains(name, StringComparer.OrdinalIgnoreCase));
}
