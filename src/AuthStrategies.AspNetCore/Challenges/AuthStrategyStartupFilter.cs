using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace AuthStrategies.AspNetCore.Challenges;

/// <summary>Adds our middleware before all of the application's.</summary>
internal sealed class AuthStrategyStartupFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<AuthStrategyMiddleware>();
        next(app);
    };
}
