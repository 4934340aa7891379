using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>Applications with device-bound sessions.</summary>
internal static class DeviceHosts
{
    public static Task<TestHost> StartAsync(
        Action<DeviceBindingOptions>? configure = null, Action<AuthHttpOptions>? http = null, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null, Action<SessionStrategyOptions>? session = null) =>
        TestHost.StartAsync(
            b => b.AddSession(session).UseDeviceBinding(configure),
            http,
            services,
            app =>
            {
                app.MapAuthDeviceBinding();
                app.MapGet("/bound", () => "bound").RequireDeviceBinding();
                map?.Invoke(app);
            });
}
