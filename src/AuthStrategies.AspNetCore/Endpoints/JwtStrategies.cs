using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>Which JWT strategy an endpoint speaks for, and what it may say about it.</summary>
internal static class JwtStrategies
{
    private static readonly TimeSpan LongestCaching = TimeSpan.FromMinutes(5);

    /// <summary>The one named, or the first.</summary>
    public static string Choose(IServiceProvider services, string? name)
    {
        string[] known = [.. services.GetServices<AuthStrategyDescriptor>().Where(strategy => strategy.Kind == AuthStrategyKind.Jwt).Select(strategy => strategy.Name)];
        if (known.Length == 0)
            throw new InvalidOperationException("There is no JWT strategy whose keys could be published. Add one: services.AddAuthStrategy().AddJwt(o => …).");
        if (name is not null && !known.Contains(name, StringComparer.Ordinal))
            throw new InvalidOperationException($"There is no JWT strategy named \"{name}\". Those added are: {string.Join(", ", known)}.");
        return name ?? known[0];
    }

    public static JwtStrategyOptions Options(IServiceProvider services, string name) =>
        services.GetRequiredService<PublishedOptions>().Get(name);

    /// <summary>How long others may keep what we publish: well within the time a key is announced before it signs.</summary>
    public static string MaxAge(IServiceProvider services, string name)
    {
        TimeSpan caching = LongestCaching;
        if (Options(services, name).KeyRotation is { } rotation && rotation.Announce / 2 < caching)
            caching = rotation.Announce / 2;
        return string.Create(CultureInfo.InvariantCulture, $"max-age={(long)caching.TotalSeconds}");
    }
}
