using System.Net.WebSockets;
using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Rotation;

/// <summary>Pages of every kind that matters to a rotation. All of them but <c>/welcome</c> need a user.</summary>
internal static class RotationPages
{
    /// <summary>The point that a request to <c>/pause/name</c> reaches when its client has disconnected.</summary>
    public const string AbortedSuffix = "-aborted";

    /// <summary>The point that it reaches when the server is done with it.</summary>
    public const string DoneSuffix = "-done";

    private const string Page = "<!doctype html><title>Page</title><link rel=icon href=data:,><p>alice</p>";
    private const string Welcome = "<!doctype html><title>Welcome</title><form method=post action=/login/alice><button>Log in</button></form>";
    private const string Image = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>";

    private const string App = """
        <!doctype html><title>App</title><link rel=icon href=data:,>
        <body><img src=/image/1><img src=/image/2><img src=/image/3>
        <script>
        const images = new Promise(loaded => addEventListener('load', loaded));
        Promise.all([1, 2, 3, 4, 5, 6].map(() => fetch('/me').then(answer => answer.status)))
          .then(async statuses => { await images; document.body.dataset.statuses = statuses.join(' '); });
        </script></body>
        """;

    private const string Tag = "\"1\"";

    public static void Map(WebApplication app, PausePoints pauses)
    {
        app.UseExceptionHandler(error => error.Run(context => context.Response.WriteAsync("sorry")));
        app.UseWebSockets();
        app.MapGet("/welcome", () => TypedResults.Content(Welcome, "text/html"));
        app.MapGet("/app", () => TypedResults.Content(App, "text/html")).RequireAuthorization();
        app.MapGet("/image/{number:int}", () => TypedResults.Content(Image, "image/svg+xml")).RequireAuthorization();
        app.MapGet("/page", () => TypedResults.Content(Page, "text/html")).RequireAuthorization();
        app.MapGet("/pause/{name}", async (string name, HttpContext context) =>
        {
            using CancellationTokenRegistration aborted = context.RequestAborted.Register(pauses[name + AbortedSuffix].SetReached);
            context.Response.OnCompleted(() => pauses[name + DoneSuffix].ReachAsync());
            await pauses[name].PassAsync();
            return context.User.Identity!.Name;
        }).RequireAuthorization();
        app.MapGet("/stream/{name}", (string name, HttpContext context) => StreamAsync(context, pauses[name])).RequireAuthorization();
        app.MapGet("/chain/{hops:int}", (int hops) => TypedResults.Redirect(hops == 0 ? "/me" : $"/chain/{hops - 1}")).RequireAuthorization();
        app.MapPost("/form", () => TypedResults.Redirect("/me")).RequireAuthorization();
        app.MapMethods("/tagged", ["GET", "HEAD"], (HttpContext context) => TaggedAsync(context)).RequireAuthorization();
        app.MapGet("/public", (HttpContext context) => WithCache(context, "public, max-age=60")).RequireAuthorization();
        app.MapGet("/throw", string () => throw new InvalidOperationException("The page is broken.")).RequireAuthorization();
        app.MapGet("/broken-store", (HttpContext context) =>
        {
            ((SpyStore)context.RequestServices.GetRequiredService<ISessionStore>()).IsBroken = true;
            return "alice";
        }).RequireAuthorization();
        app.MapGet("/fresh", () => "fresh").RequireAuthorization(policy => policy.RequireFreshAuthentication(TimeSpan.FromDays(1)));
        app.MapPost("/claims", SignInAgainAsync).RequireAuthorization();
        // HTTP/2 opens a WebSocket with CONNECT (RFC 8441).
        app.MapMethods("/socket", ["GET", "CONNECT"], (HttpContext context) => SocketAsync(context)).RequireAuthorization();
    }

    private static async Task StreamAsync(HttpContext context, PausePoints.PausePoint pause)
    {
        await context.Response.WriteAsync("begun, ");
        await context.Response.Body.FlushAsync();
        await pause.PassAsync();
        await context.Response.WriteAsync("done");
    }

    private static Task TaggedAsync(HttpContext context)
    {
        context.Response.Headers.ETag = Tag;
        context.Response.Headers.CacheControl = "private, no-cache";
        if (context.Request.Headers.IfNoneMatch != Tag)
            return context.Response.WriteAsync("alice");

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    private static string WithCache(HttpContext context, string value)
    {
        context.Response.Headers.CacheControl = value;
        return "alice";
    }

    /// <summary>What <c>RefreshSignInAsync</c> of Identity does: the same user with new claims and the properties of the session.</summary>
    private static async Task SignInAgainAsync(HttpContext context)
    {
        AuthenticateResult result = await context.AuthenticateAsync();
        ClaimsIdentity identity = (ClaimsIdentity)result.Principal!.Identity!;
        ClaimsIdentity changed = new([.. identity.Claims.Where(claim => claim.Type != "role"), new Claim("role", "admin")], identity.AuthenticationType, "name", "role");
        await context.SignInAsync(new ClaimsPrincipal(changed), result.Properties);
    }

    private static async Task SocketAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.SendAsync("alice"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
