using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>POST /auth/logout and /auth/logout-everywhere.</summary>
[TestFixture]
public sealed class LogoutEndpointTests
{
    [Test]
    [Property("Requirement", "S-06")]
    public async Task Logout_OfASession_EndsIt()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={cookie}");
        RawAnswer again = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={cookie}");
        RawAnswer me = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Body, again.Body, me.Status), Is.EqualTo(("{\"outcome\":\"Revoked\"}", "{\"outcome\":\"NotFound\"}", 401)));
    }

    [Test]
    public async Task Logout_OfAStatelessToken_DoesNotPretend()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Authorization: Bearer {token.AccessToken}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "{\"outcome\":\"NotSupported\"}")));
    }

    [Test]
    public async Task Logout_WithARefreshTokenInTheBody_EndsItsSession()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/logout", ["Content-Type: application/json"], $"{{\"refreshToken\":\"{token.RefreshToken}\"}}");

        Assert.That(answer.Body, Is.EqualTo("{\"outcome\":\"RevokedAtExpiry\"}"));
        Assert.That((await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Any(), Is.False);
    }

    [Test]
    public async Task Logout_WithTwoCookiesOfOurs_EndsBoth()
    {
        await using TestHost host = await TestHost.StartAsync();
        string mine = await host.LogInAsync();
        string planted = await host.LogInAsync("mallory");

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={planted}; __Host-auth={mine}");
        RawAnswer me = await host.SendAsync("GET /me", $"Cookie: __Host-auth={mine}");
        RawAnswer other = await host.SendAsync("GET /me", $"Cookie: __Host-auth={planted}");

        Assert.That((answer.Status, me.Status, other.Status), Is.EqualTo((200, 401, 401)));
    }

    [Test]
    [Property("Requirement", "S-06")]
    public async Task Logout_OfASessionAndAStatelessToken_SaysThatTheSessionHasEndedAndTheTokenHasNot()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession("Web").AddJwt("Api", Logins.Jwt));
        string cookie = (await host.SendAsync("POST /login/alice?scheme=Web")).CookieValue("__Host-auth")!;
        AuthTokenResponse token = await host.LogInForTokenAsync(query: "?scheme=Api");

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={cookie}", $"Authorization: Bearer {token.AccessToken}");
        RawAnswer me = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Body, me.Status), Is.EqualTo(("{\"outcome\":\"RevokedAtExpiry\"}", 401)));
    }

    // The outcome of the cookie, of the bearer token, and of both together: whether a session has ended, and whether a token is accepted on.
    [TestCase("Revoked", "Revoked", "Revoked")]
    [TestCase("Revoked", "RevokedAtExpiry", "RevokedAtExpiry")]
    [TestCase("Revoked", "NotSupported", "RevokedAtExpiry")]
    [TestCase("Revoked", "NotFound", "Revoked")]
    [TestCase("RevokedAtExpiry", "RevokedAtExpiry", "RevokedAtExpiry")]
    [TestCase("RevokedAtExpiry", "NotSupported", "RevokedAtExpiry")]
    [TestCase("RevokedAtExpiry", "NotFound", "RevokedAtExpiry")]
    [TestCase("NotSupported", "NotSupported", "NotSupported")]
    [TestCase("NotSupported", "NotFound", "NotSupported")]
    [TestCase("NotFound", "NotFound", "NotFound")]
    public async Task Logout_OfACookieAndABearerToken_SaysWhatWasAchievedForBoth(string one, string other, string expected)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddStrategy<OutcomeStrategy>("Web").AddStrategy<OutcomeStrategy>("Api"),
            o => (o.Strategy("Web").Transport, o.Strategy("Api").Transport) = (CredentialTransport.Cookie, CredentialTransport.Bearer));

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={one}", $"Authorization: Bearer {other}");
        RawAnswer reversed = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={other}", $"Authorization: Bearer {one}");

        Assert.That((answer.Body, reversed.Body), Is.EqualTo(($"{{\"outcome\":\"{expected}\"}}", $"{{\"outcome\":\"{expected}\"}}")));
    }

    [Test]
    public async Task Logout_WithAMalformedHeader_IsAnInvalidRequest()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));

        RawAnswer answer = await host.SendAsync("POST /auth/logout", "Authorization: Bearer a b");

        Assert.That(answer.Status, Is.EqualTo(400));
    }

    [Test]
    [Property("Requirement", "S-06")]
    public async Task Logout_OfARememberedJwtInCookies_EndsItsSessionAfterTheAccessTokenHasExpired()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        RawAnswer login = await host.SendAsync("POST /login/alice?persistent=true");
        host.App.Time.Advance(TimeSpan.FromDays(13));

        RawAnswer answer = await host.SendAsync("POST /auth/logout", $"Cookie: __Host-auth={login.CookieValue("__Host-auth")}");

        // The browser sends the one cookie to the logout as long as it has the other one.
        Assert.That(login.All("Set-Cookie"), Has.Exactly(2).Contains("max-age=1209600;"));
        Assert.That(answer.Body, Is.EqualTo("{\"outcome\":\"RevokedAtExpiry\"}"));
    }

    [TestCase("POST /auth/logout-everywhere")]
    [TestCase("POST /auth/logout-others")]
    [TestCase("DELETE /auth/sessions/AAAAAAAAAAAAAAAAAAAAAA")]
    [Property("Requirement", "F-05")]
    public async Task Ending_WhenTheStoreBreaksBeforeAnythingIsCleared_DoesNotSayThatItWas(string requestLine)
    {
        bool breaks = false;
        await using TestHost host = await TestHost.StartAsync(map: app => app.Use((context, next) =>
        {
            ((SpyStore)app.Services.GetRequiredService<ISessionStore>()).IsBroken = breaks;
            return next(context);
        }));
        string cookie = await host.LogInAsync();
        breaks = true;

        RawAnswer answer = await host.SendAsync(requestLine, $"Cookie: __Host-auth={cookie}");

        Assert.That((answer.Status, answer.All("Set-Cookie").Any()), Is.EqualTo((503, false)));
        Assert.That(answer.Body, Does.Not.Contain("forgotten"));
    }

    /// <summary>A strategy whose credentials name the outcome of their own revocation.</summary>
    private sealed class OutcomeStrategy([ServiceKey] string name) : IAuthStrategy
    {
        public string Name => name;

        public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) => default;

        public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => default;

        public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => new(Enum.Parse<RevokeOutcome>(credential));
    }
}
