using AuthStrategies;
using AuthStrategies.AspNetCore;
using Microsoft.Extensions.Options;

namespace SideBySide.Demo;

/// <summary>What the page shows besides the answers to its requests.</summary>
/// <param name="Now">The demo's clock.</param>
/// <param name="RequireLiveSession">Whether the JWT strategy looks the session up.</param>
/// <param name="ClockSkew">For how many seconds a JWT is accepted after its end.</param>
/// <param name="ReuseWindow">For how many seconds a new credential may wait for its first use before the next answer brings another one.</param>
/// <param name="Cookie">The session's cookie as it came, or nothing. No script could read it.</param>
internal sealed record DemoState(DateTimeOffset Now, bool RequireLiveSession, double ClockSkew, double ReuseWindow, string? Cookie)
{
    public static DemoState Of(HttpContext context, DemoClock clock, IOptionsMonitor<JwtStrategyOptions> options)
    {
        JwtStrategyOptions jwt = options.Get(RequireLiveSessionSwitch.StrategyName);
        return new(
            clock.GetUtcNow(),
            jwt.RequireLiveSession,
            jwt.ClockSkew.TotalSeconds,
            jwt.RefreshTokens.ReuseWindow.TotalSeconds,
            context.Request.Cookies[DemoApp.CookieName]);
    }
}
