using AuthStrategies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace SideBySide.Demo;

/// <summary>The levers of the demonstration. No real application has any of them.</summary>
internal static class DemoEndpoints
{
    private const double MaxWait = 400 * 24 * 60 * 60;

    public static IEndpointConventionBuilder MapDemo(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder demo = endpoints.MapGroup("/demo").RequireSameOrigin();
        demo.MapGet("/state", DemoState.Of);
        demo.MapPost("/clock", Wait);
        demo.MapPost("/require-live-session", Switch);
        demo.MapPost("/replay", ReplayAsync);
        return demo;
    }

    private static Results<Ok<DemoState>, BadRequest<string>> Wait(WaitRequest request, HttpContext context, DemoClock clock, IOptionsMonitor<JwtStrategyOptions> options)
    {
        if (request.Seconds is not (>= 0 and <= MaxWait))
            return TypedResults.BadRequest("The clock moves forward, by at most 400 days.");

        clock.Advance(TimeSpan.FromSeconds(request.Seconds));
        return TypedResults.Ok(DemoState.Of(context, clock, options));
    }

    private static Ok<DemoState> Switch(SwitchRequest request, RequireLiveSessionSwitch check, HttpContext context, DemoClock clock, IOptionsMonitor<JwtStrategyOptions> options)
    {
        check.Set(request.On);
        return TypedResults.Ok(DemoState.Of(context, clock, options));
    }

    private static Task<ReplayAnswer> ReplayAsync(Replay replay, HttpContext context, SecondClient client) =>
        client.SendAsync(new Uri($"http://localhost:{context.Connection.LocalPort}"), replay, context.RequestAborted);

    /// <summary>How far to move the clock.</summary>
    internal sealed record WaitRequest(double Seconds);

    /// <summary>Where to put the switch.</summary>
    internal sealed record SwitchRequest(bool On);
}
