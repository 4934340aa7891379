using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Registration;

/// <summary>A good configuration, and an application that is built from one.</summary>
internal static class Settings
{
    public static readonly string Secret = Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    public static Dictionary<string, string?> GoodJwt => new()
    {
        ["Auth:Strategy"] = "Jwt",
        ["Auth:Jwt:Issuer"] = "https://api.example",
        ["Auth:Jwt:Audience"] = "web",
        ["Auth:Jwt:SigningKeys:0:Algorithm"] = "HS256",
        ["Auth:Jwt:SigningKeys:0:Secret"] = Secret,
        ["Auth:Session:IdleTimeout"] = "00:30:00",
    };

    public static async Task<OptionsValidationException> FirstUseAsync(Dictionary<string, string?> settings)
    {
        using ServiceProvider provider = Build(settings);
        return (await Assert.CatchAsync<OptionsValidationException>(async () =>
        {
            try
            {
                await provider.GetRequiredService<IAuthStrategy>().AuthenticateAsync("a.b.c");
            }
            catch (InvalidOperationException)
            {
                // No strategy at all: the checks themselves tell why.
                _ = provider.GetRequiredService<IOptions<AuthStrategies.Registration.StrategyChecks>>().Value;
            }
        }))!;
    }

    public static ServiceProvider Build(Dictionary<string, string?> settings) =>
        Build(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

    public static ServiceProvider Build(IConfiguration configuration, Action<IServiceCollection>? more = null)
    {
        ServiceCollection services = new();
        services.AddAuthStrategy(configuration.GetSection("Auth"));
        more?.Invoke(services);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }
}
