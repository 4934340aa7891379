using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Registration;

internal sealed class AuthStrategyBuilder(IServiceCollection services) : IAuthStrategyBuilder
{
    public IServiceCollection Services { get; } = services;
}
