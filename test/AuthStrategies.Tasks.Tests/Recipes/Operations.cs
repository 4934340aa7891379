using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace AuthStrategies.Tasks.Tests.Recipes;

/// <summary>The code of docs/operations.md.</summary>
internal static class Operations
{
    public static void AddHealthAndMetrics(WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks().AddAuthStrategies();
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddAuthStrategiesInstrumentation());
    }

    public static void MapReplaceKeys(WebApplication app)
    {
        app.MapPost("/admin/replace-keys", async (IJwtKeyRotation rotation, ISessionDirectory sessions) =>
        {
            JwtKeyInfo next = await rotation.ReplaceAllKeysAsync();
            RevokeOutcome ended = await sessions.RevokeEverythingAsync();
            return Results.Ok(new { next.KeyId, Ended = ended.ToString() });
        }).RequireAuthorization("admin");
    }
}
