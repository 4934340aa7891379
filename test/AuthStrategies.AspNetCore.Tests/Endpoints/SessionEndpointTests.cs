using System.Text.Json;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

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

    [Test]
    public async Task Session_WithAdditions_HasThemBesideTheUsualMembers()
    {
        await using TestHost host = await StartAsync(async (context, session) =>
        {
            await Task.Yield();
            session.Additional["email"] = "alice@example.com";
            session.Additional["picture"] = null;
            context.Response.Headers.CacheControl = "public, max-age=60";
            return session;
        });
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /mine", $"Cookie: __Host-auth={cookie}");

        JsonElement body = JsonDocument.Parse(answer.Body).RootElement;
        Assert.That((body.GetProperty("subject").GetString(), body.GetProperty("email").GetString(), body.GetProperty("picture").ValueKind), Is.EqualTo(("alice", "alice@example.com", JsonValueKind.Null)));
        Assert.That((answer.One("Cache-Control"), answer.Body.Contains(cookie, StringComparison.Ordinal)), Is.EqualTo(("no-store", false)));
    }

    [Test]
    public async Task Session_WithAnotherType_IsThatType()
    {
        await using TestHost host = await StartAsync((_, session) => ValueTask.FromResult(new Version(1, session.Roles.Count)));
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /mine", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.Body, answer.One("Cache-Control")), Is.EqualTo((200, "\"1.0\"", "no-store")));
    }

    [Test]
    public async Task Session_OfARequestWithoutACredential_DoesNotAskTheApplication()
    {
        int asked = 0;
        await using TestHost host = await StartAsync((_, session) => ValueTask.FromResult((session, asked++).session));

        RawAnswer answer = await host.SendAsync("GET /mine");

        Assert.That((answer.Status, asked), Is.EqualTo((401, 0)));
    }

    [TestCase("null", 500)]
    [TestCase("throw", 500)]
    [TestCase("unavailable", 503)]
    [TestCase("subject", 500)]
    [TestCase("SUBJECT", 500)]
    public async Task Session_WithAnAnswerThatFails_IsAnErrorAndTheSessionGoesOn(string kind, int status)
    {
        await using TestHost host = await StartAsync((_, session) => ValueTask.FromResult(Fail(session, kind)));
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /mine", $"Cookie: __Host-auth={cookie}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any(), after.Status), Is.EqualTo((status, false, 200)));
        if (status == 500)
            Assert.That(host.App.Log.Text, Does.Contain(kind == "throw" ? "of the application" : "The answer of MapAuthSession"));
    }

    private static AuthSessionResponse Fail(AuthSessionResponse session, string kind)
    {
        session.Additional[kind] = "bob";
        return kind switch
        {
            "null" => null!,
            "throw" => throw new NotSupportedException("of the application"),
            "unavailable" => throw new SessionStoreException("The user table did not answer."),
            _ => session,
        };
    }

    private static Task<TestHost> StartAsync<T>(Func<HttpContext, AuthSessionResponse, ValueTask<T>> answer)
        where T : notnull => TestHost.StartAsync(map: app => app.MapAuthSession(answer, "/mine"));
}
