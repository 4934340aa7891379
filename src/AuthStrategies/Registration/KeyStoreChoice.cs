using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Registration;

/// <summary>Lets the checks of the options know whether the application has chosen a key store, so that they name the option that uses it first.</summary>
internal sealed class KeyStoreChoice(IServiceProvider services) : IConfigureNamedOptions<JwtStrategyOptions>
{
    public void Configure(JwtStrategyOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, JwtStrategyOptions options) => options.IsKeyStoreChosen = IsMade;

    private bool IsMade()
    {
        try
        {
            return services.GetRequiredService<IJwtKeyStore>() is not InMemoryJwtKeyStore { IsDefault: true } || services.GetService<IJwtKeyProtector>() is not null;
        }
#pragma warning disable CA1031 // A factory of the application may throw anything; its own check says so.
        catch (Exception)
#pragma warning restore CA1031
        {
            return true;
        }
    }
}
