using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Registration;

/// <summary>Where a setting belongs that stands one level or two too high.</summary>
internal static class ConfiguredPlaces
{
    private const string Jwt = AuthStrategyBuilderExtensions.DefaultJwtName;

    private static readonly (string Section, string[] Keys)[] JwtSections =
    [
        (nameof(JwtSettings.RefreshTokens), JwtRefreshTokenSettings.Keys),
        (nameof(JwtSettings.KeyRotation), KeyRotationSettings.Keys),
    ];

    private static readonly (string Section, string[] Keys)[] Sections =
    [
        (AuthStrategyBuilderExtensions.DefaultSessionName, SessionSettings.Keys),
        (Jwt, JwtSettings.Keys),
        .. JwtSections.Select(section => ($"{Jwt}:{section.Section}", section.Keys)),
    ];

    // The calls that choose a store, and what they are called in other libraries.
    private static readonly string[] Stores = ["UseRedis", "UseEntityFramework", "UseInMemorySessionStore", "Redis", "EntityFramework", "InMemory", "SessionStore"];

    /// <summary>The paths at which the setting is legal, in the section of the library; none if there is no such setting.</summary>
    public static string[] Of(string key) => Stores.Contains(key, StringComparer.OrdinalIgnoreCase)
        ? [ConfiguredStrategy.StoreKey]
        : Find(Sections, key);

    /// <summary>The paths at which the setting is legal, in the section of a JWT strategy; none if there is no such setting.</summary>
    public static string[] OfJwt(string key) => Find(JwtSections, key);

    private static string[] Find((string Section, string[] Keys)[] sections, string key) =>
        [.. sections.SelectMany(section => section.Keys.Where(known => string.Equals(known, key, StringComparison.OrdinalIgnoreCase)).Select(known => $"{section.Section}:{known}"))];
}
