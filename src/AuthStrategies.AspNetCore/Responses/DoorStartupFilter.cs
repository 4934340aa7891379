using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace AuthStrategies.AspNetCore.Responses;

/// <summary>Puts our middleware around the application's.</summary>
internal sealed class DoorStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<DoorMiddleware>();
        next(app);
    };
}
