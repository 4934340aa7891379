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
}
