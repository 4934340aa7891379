using System.Globalization;
using System.Text.Json;
using AuthStrategies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace SideBySide.Demo;

/// <summary>The levers of the demonstration. No real application has any of them.</summary>
internal static class DemoEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private const double MaxWait = 400 * 24 * 60 * 60;

    public static IEndpointConventionBuilder MapDemo(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder demo = endpoints.MapGroup("/demo").RequireSameOrigin();
        demo.MapGet("/state", DemoState.Of);
        demo.MapPost("/clock", Wait);
        demo.MapPost("/require-live-session", Switch);
        demo.MapPost("/replay", ReplayAsync);
        demo.MapGet("/events", ListenAsync);
        demo.MapPost("/device", (DeviceScene scene) => scene.PlayAsync());
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

    /// <summary>Server-sent events, until the page closes or the server stops. A browser that connects again names the last one that it has.</summary>
    private static async Task ListenAsync(HttpContext context, EventFeed feed, IHostApplicationLifetime host)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        _ = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out long after);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await context.Response.Body.FlushAsync(ends.Token);
            await foreach (EventLine line in feed.ReadAsync(after, ends.Token))
            {
                // JSON has no line breaks, so each event is one line.
                await context.Response.WriteAsync($"id: {line.Number}\nevent: auth\ndata: {JsonSerializer.Serialize(line, Json)}\n\n", ends.Token);
                await context.Response.Body.FlushAsync(ends.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The page is closed, or the server stops.
        }
    }

    private static Task<ReplayAnswer> ReplayAsync(Replay replay, HttpContext context, SecondClient client) =>
        client.SendAsync(new Uri($"http://localhost:{context.Connection.LocalPort}"), replay, context.RequestAborted);

    /// <summary>How far to move the clock.</summary>
    internal sealed record WaitRequest(double Seconds);

    /// <summary>Where to put the switch.</summary>
    internal sealed record SwitchRequest(bool On);
}
