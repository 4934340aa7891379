using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Handler;

/// <summary>Adds a scheme for each strategy, and makes ours the default scheme unless the application chose another.</summary>
internal sealed class ConfigureAuthStrategySchemes(IEnumerable<AuthStrategyDescriptor> strategies) : IConfigureOptions<AuthenticationOptions>, IPostConfigureOptions<AuthenticationOptions>
{
    public void Configure(AuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddScheme<AuthStrategyHandler>(AuthStrategyDefaults.Scheme, displayName: null);
        foreach (string name in strategies.Select(strategy => strategy.Name).Distinct(StringComparer.Ordinal).Where(name => name != AuthStrategyDefaults.Scheme))
            options.AddScheme<AuthStrategyHandler>(name, displayName: null);
    }

    public void PostConfigure(string? name, AuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.DefaultScheme ??= AuthStrategyDefaults.Scheme;
    }
}
