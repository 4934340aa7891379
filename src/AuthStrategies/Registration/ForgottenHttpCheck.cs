using AuthStrategies.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AuthStrategies.Registration;

/// <summary>
/// Says while a host starts that its strategies are not connected with ASP.NET Core, if it uses authentication or authorization of ASP.NET
/// Core: no code of the HTTP package runs without <c>UseAspNetCore()</c>, and the framework's errors cannot name that call.
/// </summary>
// This package references nothing of ASP.NET Core. The constant names are found only where the application itself brings their assemblies.
internal sealed class ForgottenHttpCheck(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IServiceProviderIsService>() is { } known && UsesAuthentication(known) && !IsConnected(known))
            Log.NotConnected(StrategyFactory.Logger(services));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static bool UsesAuthentication(IServiceProviderIsService known) =>
        IsKnown(known, Type.GetType("Microsoft.AspNetCore.Authentication.IAuthenticationService, Microsoft.AspNetCore.Authentication.Abstractions"))
        || IsKnown(known, Type.GetType("Microsoft.AspNetCore.Authorization.Policy.IPolicyEvaluator, Microsoft.AspNetCore.Authorization.Policy"));

    private static bool IsConnected(IServiceProviderIsService known) =>
        IsKnown(known, Type.GetType("AuthStrategies.AspNetCore.Http.CrossSiteCheck, AuthStrategies.AspNetCore"))
        || IsKnown(known, Type.GetType("AuthStrategies.AspNetCore.CookieTickets.CookieTicketCodec, AuthStrategies.AspNetCore"));

    private static bool IsKnown(IServiceProviderIsService known, Type? service) => service is not null && known.IsService(service);
}
