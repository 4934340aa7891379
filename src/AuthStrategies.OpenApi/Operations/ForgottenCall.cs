using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.OpenApi.Operations;

/// <summary>The error of an application that describes its strategies and has not connected them with ASP.NET Core.</summary>
internal static class ForgottenCall
{
    /// <exception cref="InvalidOperationException">The services are missing.</exception>
    public static async Task ThrowIfMissingAsync(IServiceProvider services)
    {
        if (services.GetService<IAuthorizationPolicyProvider>() is null
            || services.GetService<IAuthenticationSchemeProvider>() is not { } schemes
            || await schemes.GetSchemeAsync(AuthStrategyDefaults.Scheme).ConfigureAwait(false) is null)
        {
            throw new InvalidOperationException("AddAuthStrategies needs services that are not registered. Write builder.Services.AddAuthStrategy().AddSession().UseAspNetCore(), or with another strategy, before builder.Build().");
        }
    }
}
