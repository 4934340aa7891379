using System.Text.Json;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>The reason of an end over HTTP: for the client whose session it was, and for no other one.</summary>
[TestFixture]
[Property("Requirement", "E-02")]
public sealed class SessionEndTextsTests
{
    private const string Unknown = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private static readonly string[] Requests =
        ["GET /me", "GET /auth/session", "GET /auth/sessions", "POST /auth/refresh", "POST /auth/logout-others", "DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA"];

    private static IEnumerable<SessionEndReason> Told => Enum.GetValues<SessionEndReason>().Except([SessionEndReason.Unknown, SessionEndReason.LoggedOut]);

    [Test]
    public async Task Answer_EachReason_IsToldToTheHolder([ValueSource(nameof(Told))] SessionEndReason reason, [ValueSource(nameof(Requests))] string request)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        await DirectoryOf(host).RevokeAllAsync("alice", options: new() { Reason = reason, Code = "code-7" });

        RawAnswer answer = await host.SendAsync(request, $"Cookie: __Host-auth={cookie}");

        JsonElement body = JsonDocument.Parse(answer.Body).RootElement;
        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(body.GetProperty("endReason").GetString(), Is.EqualTo(reason.ToString()));
        Assert.That(body.GetProperty("endedBy").GetString(), Is.Not.Empty);
        Assert.That(body.GetProperty("endCode").GetString(), Is.EqualTo("code-7"));
        Assert.That(body.GetProperty("endedAt").GetDateTimeOffset(), Is.EqualTo(host.App.Time.GetUtcNow()));
        Assert.That(body.GetProperty("detail").GetString(), Is.EqualTo(SessionEndTexts.SentenceOf(new() { Reason = reason })));
        Assert.That(answer.Text, Does.Not.Contain("stolen").IgnoreCase.And.Not.Contain("theft:").IgnoreCase);
    }

    [Test]
    public async Task Answer_AnyOtherCaller_IsByteForByteThatOfAnUnknownSession(
        [ValueSource(nameof(Told))] SessionEndReason reason, [ValueSource(nameof(Requests))] string request, [Values("Production", "Development")] string environment)
    {
        await using TestHost host = await TestHost.StartAsync(environment: environment);
        string cookie = await host.LogInAsync();
        await DirectoryOf(host).RevokeAllAsync("alice", options: new() { Reason = reason });
        string wrongSecret = cookie[..30] + new string([.. cookie[30..].Select(c => c == 'x' ? 'y' : 'x')]);

        RawAnswer unknown = await host.SendAsync(request, $"Cookie: __Host-auth={Unknown}");
        RawAnswer other = await host.SendAsync(request, $"Cookie: __Host-auth={wrongSecret}");
        RawAnswer holder = await host.SendAsync(request, $"Cookie: __Host-auth={cookie}");

        Assert.That((other.Status, other.Text), Is.EqualTo((unknown.Status, unknown.Text)));
        Assert.That(holder.Text, Is.Not.EqualTo(unknown.Text));
    }

    [TestCase("POST /auth/logout-everywhere")]
    [TestCase("POST /auth/logout-others")]
    [TestCase("DELETE /auth/sessions/")]
    public async Task Logout_FromAnotherSession_TellsTheOtherClientAndNotTheOwn(string request)
    {
        await using TestHost host = await TestHost.StartAsync();
        string other = await host.LogInAsync();
        string id = (await DirectoryOf(host).ListAsync("alice"))[0].Id.ToString();
        string own = await host.LogInAsync();

        await host.SendAsync(request.EndsWith('/') ? request + id : request, $"Cookie: __Host-auth={own}");
        if (!request.EndsWith("everywhere", StringComparison.Ordinal))
            await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={own}");

        Assert.That((await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={other}")).Body, Does.Contain("\"endReason\":\"LoggedOutElsewhere\"").And.Contain("\"endedBy\":\"OtherSession\""));
        Assert.That((await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={own}")).Body, Does.Not.Contain("endReason"));
    }

    [Test]
    public async Task Delete_OwnSession_KeepsNoReason()
    {
        await using TestHost host = await TestHost.StartAsync();
        string own = await host.LogInAsync();
        string id = (await DirectoryOf(host).ListAsync("alice"))[0].Id.ToString();

        Assert.That((await host.SendAsync($"DELETE /auth/sessions/{id}", $"Cookie: __Host-auth={own}")).Status, Is.EqualTo(204));

        Assert.That((await host.SendAsync("GET /me", $"Cookie: __Host-auth={own}")).Body, Does.Not.Contain("endReason"));
    }

    [Test]
    public async Task Answer_RefreshAndAccessTokenOfOneSession_SayTheReason([Values] bool isFirst)
    {
        // With two strategies: the first to refuse is not always the one that knows.
        await using TestHost host = await TestHost.StartAsync(b =>
        {
            if (!isFirst)
                b.AddSession(o => o.MaxSessionsPerSubject = 5);
            b.AddJwt(o =>
            {
                Logins.JwtWithRefresh(o);
                o.RequireLiveSession = true;
            });
            if (isFirst)
                b.AddSession(o => o.MaxSessionsPerSubject = 5);
        }, http => http.Strategy("Session").Transport = CredentialTransport.Bearer);
        AuthTokenResponse tokens = await host.LogInForTokenAsync(query: "?scheme=Jwt");
        await DirectoryOf(host).RevokeAllAsync("alice", options: new() { Reason = SessionEndReason.PasswordChanged });

        RawAnswer access = await host.SendAsync("GET /auth/session", $"Authorization: Bearer {tokens.AccessToken}");
        RawAnswer refresh = await host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], $$"""{"refreshToken":"{{tokens.RefreshToken}}"}""");

        Assert.That(access.Body, Does.Contain("\"endReason\":\"PasswordChanged\""));
        Assert.That(refresh.Body, Does.Contain("\"endReason\":\"PasswordChanged\"").And.Contain("\"error\":\"invalid_grant\""));
    }

    [Test]
    public async Task Answer_Page_ShowsTheSentence()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        await DirectoryOf(host).RevokeAllAsync("alice", options: new() { Reason = SessionEndReason.Safety });

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Accept: text/html");

        Assert.That(answer.Body, Does.Contain("The session was ended for safety. Log in again."));
    }

    private static ISessionDirectory DirectoryOf(TestHost host) => host.App.Services.GetRequiredService<ISessionDirectory>();
}
