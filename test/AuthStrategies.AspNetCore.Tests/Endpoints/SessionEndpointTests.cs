using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.RateLimiting;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>GET /auth/session, GET and DELETE /auth/sessions, and what can be composed with them.</summary>
[TestFixture]
public sealed class SessionEndpointTests
{
    [Test]
    public async Task Session_OfASession_SaysWhoAndUntilWhen()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={cookie}");

        JsonElement body = JsonDocument.Parse(answer.Body).RootElement;
        Assert.That((body.GetProperty("subject").GetString(), body.GetProperty("name").GetString(), body.GetProperty("strategy").GetString()), Is.EqualTo(("alice", "alice", "Session")));
        Assert.That(body.GetProperty("expiresAt").GetDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2026, 11, 23, 13, 0, 0, TimeSpan.Zero)));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }
}
