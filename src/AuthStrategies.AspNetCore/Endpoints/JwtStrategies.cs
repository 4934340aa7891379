using System.Globalization;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Chooses the JWT strategy whose keys an endpoint publishes.</summary>
// The one place of the HTTP package that must know JWT: a JWKS document exists for JWT keys only.
internal static class JwtStrategies
{
    /// <summary>The strategy with this name, or the first one.</summary>
    public static string Choose(IServiceProvider services, string? name)
    {
        string[] known = [.. services.GetServices<AuthStrategyDescriptor>().Where(strategy => strategy.Kind == AuthStrategyKind.Jwt).Select(strategy => strategy.Name)];
        if (known.Length == 0)
            throw new InvalidOperationException("The application has no JWT strategy, so there are no keys to publish. Add one: services.AddAuthStrategy().AddJwt(o => …).");
        if (name is not null && !known.Contains(name, StringComparer.Ordinal))
            throw new InvalidOperationException($"There is no JWT strategy named \"{name}\". Those added are: {string.Join(", ", known)}. Write for example strategy: \"{NearestName.Find(name, known) ?? known[0]}\".");
        return name ?? known[0];
    }

    /// <summary>
    /// Maps an endpoint that answers 404, if the application has no JWT strategy now, and would have one with another word in its
    /// configuration: then the same code must start with either word.
    /// </summary>
    /// <returns>The endpoint; <see langword="null"/> otherwise.</returns>
    public static IEndpointConventionBuilder? MapUnused(IEndpointRouteBuilder endpoints, string pattern, string? name)
    {
        IServiceProvider services = endpoints.ServiceProvider;
        bool isUsed = services.GetServices<AuthStrategyDescriptor>().Any(strategy => strategy.Kind == AuthStrategyKind.Jwt);
        bool isUnused = services.GetServices<AuthStrategyConfiguration>().Any(unused => !unused.IsChosen && unused.Kind == AuthStrategyKind.Jwt && (name is null || unused.Strategy == name));
        return isUsed || !isUnused ? null : endpoints.MapGet(pattern, () => Problems.NoTokens.ToResult()).ExcludeFromDescription().OpenUnlessAuthorized();
    }

    /// <summary>How long others may keep what is published: much shorter than a key is announced before it signs.</summary>
    public static string MaxAge(IJwtKeySet keys) =>
        string.Create(CultureInfo.InvariantCulture, $"max-age={(long)keys.CacheDuration.TotalSeconds}");
}
