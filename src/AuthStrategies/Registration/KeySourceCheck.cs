using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Registration;

/// <summary>Finds a key source for a strategy that no JWT strategy is: its keys would verify nothing, and nothing would say so.</summary>
internal static class KeySourceCheck
{
    /// <exception cref="OptionsValidationException">The application has no JWT strategy of the name.</exception>
    public static void Run(IServiceProvider services, string strategy)
    {
        string[] names = [.. services.GetServices<AuthStrategyDescriptor>().Where(descriptor => descriptor.Kind == AuthStrategyKind.Jwt).Select(descriptor => descriptor.Name)];
        // A strategy that the configuration has and does not choose may keep its source.
        if (names.Contains(strategy) || services.GetRequiredService<StrategyRegistrations>().Unused.Any(unused => unused.Name == strategy))
            return;

        throw new OptionsValidationException(strategy, typeof(JwtStrategyOptions), [OptionMessages.Invalid(
            "The strategy of a key source",
            $"\"{strategy}\"",
            names.Length == 0 ? "the name of a JWT strategy, and the application has none" : $"the name of a JWT strategy: {string.Join(", ", names)}",
            NearestName.Find(strategy, names) is { } near ? $"UseIssuerKeys(\"{near}\", …)" : $"AddJwt(\"{strategy}\", o => …)")]);
    }

    /// <summary>What to write instead of a key source for a strategy that has keys: the strategy without keys is the one that was meant.</summary>
    public static string Advice(IServiceProvider services, string strategy) =>
        services.GetServices<AuthStrategyDescriptor>().Where(descriptor => descriptor.Kind == AuthStrategyKind.Jwt && descriptor.Name != strategy).Select(descriptor => descriptor.Name).FirstOrDefault(name => HasNoKeys(services, name)) is { } keyless
            ? $"UseIssuerKeys(\"{keyless}\", …) instead of UseIssuerKeys(\"{strategy}\", …): the strategy {keyless} has no keys yet"
            : $"UseIssuerKeys(\"Partner\", …) with AddJwt(\"Partner\", o => …) for the tokens of the other issuer, and leave the keys of {strategy} as they are";

    // Not with the options of the container: they are checked when they are made, and each check of a strategy with a source would make those of another.
    private static bool HasNoKeys(IServiceProvider services, string strategy)
    {
        JwtStrategyOptions options = new();
        foreach (IConfigureNamedOptions<JwtStrategyOptions> configure in services.GetServices<IConfigureOptions<JwtStrategyOptions>>().OfType<IConfigureNamedOptions<JwtStrategyOptions>>())
            configure.Configure(strategy, options);
        return !options.HasKeySource && !options.HasUnreadableKeys && options.KeyRotation is null && options.SigningKeys.Count + options.VerificationKeys.Count == 0;
    }
}
