using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Rotation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AuthStrategies.Registration;

/// <summary>Registers what a JWT strategy and those who look after its keys share.</summary>
internal static class JwtKeyRegistration
{
    public static void AddJwtKeys(this IAuthStrategyBuilder builder, string name)
    {
        IServiceCollection services = builder.Services;
        services.AddKeyedSingleton(name, (provider, _) => Policies(provider, name));
        services.AddKeyedSingleton<IJwtKeyRotation>(name, static (provider, key) =>
            new JwtKeyRotation(provider.GetRequiredKeyedService<JwtPolicyProvider>(key), provider.GetRequiredService<TimeProvider>()));
        services.AddKeyedSingleton<IJwtKeySet>(name, static (provider, key) =>
            new JwtKeySet(provider.GetRequiredKeyedService<JwtPolicyProvider>(key), provider.GetRequiredService<TimeProvider>()));
        // Of the strategy added first, like IAuthStrategy itself.
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IJwtKeyRotation>(name));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<IJwtKeySet>(name));
    }

    private static JwtPolicyProvider Policies(IServiceProvider services, string name)
    {
        KeyDiagnostics diagnostics = new(name, StrategyFactory.Logger(services), services.GetRequiredService<AuthStrategiesMetrics>());
        KeyLedger ledger = new(name, services.GetRequiredService<IJwtKeyStore>(), services.GetRequiredService<TimeProvider>(), diagnostics);
        return new JwtPolicyProvider(StrategyFactory.Policy<JwtStrategyOptions, JwtPolicy>(services, name, JwtPolicy.Compile), new RotatingKeys(ledger, diagnostics));
    }
}
