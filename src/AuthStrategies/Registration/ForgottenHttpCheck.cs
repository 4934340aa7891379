using System.Reflection;
using AuthStrategies.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Registration;

/// <summary>
/// Says when a host has started that its strategies are not connected with ASP.NET Core, if it uses authentication or authorization of
/// ASP.NET Core: no code of the HTTP package runs without <c>UseAspNetCore()</c>, and the framework's errors cannot name that call. It is a
/// warning if a request must fail because of that; otherwise the application may ask its strategies itself.
/// </summary>
// This package references nothing of ASP.NET Core. The constant names are found only where the application itself brings their assemblies.
internal sealed class ForgottenHttpCheck(IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Only now the web host has the endpoints of the application.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (services.GetService<IServiceProviderIsService>() is not { } known || IsConnected(known))
            return Task.CompletedTask;

        ILogger logger = StrategyFactory.Logger(services);
        if (HasEndpointsWithoutScheme())
            Log.NotConnected(logger, LogLevel.Warning);
        else if (UsesAuthentication(known))
            Log.NotConnected(logger, LogLevel.Information);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool HasEndpointsWithoutScheme() =>
        Type.GetType("AuthStrategies.AspNetCore.Http.EndpointsWithoutScheme, AuthStrategies.AspNetCore")
            ?.GetMethod("Exist", BindingFlags.Public | BindingFlags.Static)
            ?.Invoke(null, [services]) is true;

    private static bool UsesAuthentication(IServiceProviderIsService known) =>
        IsKnown(known, Type.GetType("Microsoft.AspNetCore.Authentication.IAuthenticationService, Microsoft.AspNetCore.Authentication.Abstractions"))
        || IsKnown(known, Type.GetType("Microsoft.AspNetCore.Authorization.Policy.IPolicyEvaluator, Microsoft.AspNetCore.Authorization.Policy"));

    private static bool IsConnected(IServiceProviderIsService known) =>
        IsKnown(known, Type.GetType("AuthStrategies.AspNetCore.Http.CrossSiteCheck, AuthStrategies.AspNetCore"))
        || IsKnown(known, Type.GetType("AuthStrategies.AspNetCore.CookieTickets.CookieTicketCodec, AuthStrategies.AspNetCore"));

    private static bool IsKnown(IServiceProviderIsService known, Type? service) => service is not null && known.IsService(service);
}
