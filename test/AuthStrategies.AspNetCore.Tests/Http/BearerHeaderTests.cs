using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Authorization headers, and credentials where they do not belong.</summary>
[TestFixture]
public sealed class BearerHeaderTests
{
    [TestCase("Authorization: Bearer {0}")]
    [TestCase("Authorization: bearer {0}")]
    [TestCase("authorization: BEARER {0}")]
    [TestCase("Authorization:Bearer {0}")]
    [TestCase("Authorization:   Bearer {0}   ")]
    [Property("Requirement", "B-01")]
    public async Task Header_OfOneToken_IsRead(string header)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.SendAsync("GET /me", string.Format(null, header, token.AccessToken));

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }

    [TestCase("Authorization: Bearer")]
    [TestCase("Authorization: Bearer  {0}")]
    [TestCase("Authorization: Bearer\t{0}")]
    [TestCase("Authorization: Bearer {0} {0}")]
    [TestCase("Authorization: Bearer {0}, Bearer {0}")]
    [TestCase("Authorization: Bearer {0},{0}")]
    [TestCase("Authorization: Bearer \"{0}\"")]
    [TestCase("Authorization: Bearer={0}")]
    [TestCase("Authorization: Bearer {0}\u00e9")]
    [TestCase("Authorization: Bearer ====")]
    [TestCase("Authorization: Bearer {0}\r\nAuthorization: Bearer {0}")]
    [TestCase("Authorization: Bearer {0}\r\nAuthorization: Basic YTpi")]
    [Property("Requirement", "B-01")]
    [Property("Requirement", "B-02")]
    public async Task Header_NotOfOneToken_IsAnInvalidRequest(string header)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.SendAsync("GET /me", string.Format(null, header, token.AccessToken));

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.One("WWW-Authenticate"), Does.StartWith("Bearer error=\"invalid_request\""));
    }

    [TestCase("Authorization: Basic YTpi")]
    [TestCase("Authorization: Bearerer {0}")]
    [TestCase("Authorization: Bearer-Token {0}")]
    [TestCase("Authorization: Digest username=\"alice\"")]
    [TestCase("Authorization: {0}")]
    [TestCase("Proxy-Authorization: Bearer {0}")]
    [Property("Requirement", "B-01")]
    public async Task Header_OfAnotherScheme_IsNoneOfOurs(string header)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.SendAsync("GET /me", string.Format(null, header, token.AccessToken));

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Bearer")));
    }

    [TestCase("GET /me?access_token={0}", "", "")]
    [TestCase("GET /me?token={0}", "", "")]
    [TestCase("POST /me", "Content-Type: application/x-www-form-urlencoded", "access_token={0}")]
    [TestCase("POST /me", "Content-Type: application/json", "{{\"accessToken\":\"{0}\"}}")]
    [TestCase("GET /me", "Cookie: __Host-auth={0}", "")]
    [TestCase("GET /me", "X-Access-Token: {0}", "")]
    [Property("Requirement", "B-01")]
    public async Task Credential_ElsewhereInTheRequest_IsIgnored(string requestLine, string header, string body)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer answer = await host.App.SendRawAsync(
            string.Format(null, requestLine, token.AccessToken),
            header.Length == 0 ? [] : [string.Format(null, header, token.AccessToken)],
            string.Format(null, body, token.AccessToken));

        Assert.That((answer.Status, answer.One("WWW-Authenticate")), Is.EqualTo((401, "Bearer")));
    }

    [Test]
    [Property("Requirement", "B-02")]
    [Property("Requirement", "B-05")]
    public async Task CookieAndHeader_BothGood_AreNoUser([Values] bool same)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.Jwt),
            o => o.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer);
        string cookie = await host.LogInAsync();
        string bearer = same ? cookie : (await host.LogInForTokenAsync(query: "?scheme=Jwt")).AccessToken;

        RawAnswer me = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", $"Authorization: Bearer {bearer}");
        RawAnswer open = await host.SendAsync("GET /open", $"Cookie: __Host-auth={cookie}", $"Authorization: Bearer {bearer}");

        Assert.That((me.Status, open.Status, open.Body), Is.EqualTo((400, 200, "nobody")));
    }

    [Test]
    [Property("Requirement", "B-02")]
    public async Task CookieAndHeader_OneBad_AreNoUser([Values] bool badCookie)
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddJwt(Logins.Jwt));
        string cookie = badCookie ? new string('x', 64) : await host.LogInAsync();
        string bearer = badCookie ? (await host.LogInForTokenAsync(query: "?scheme=Jwt")).AccessToken : "garbage";

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", $"Authorization: Bearer {bearer}");

        Assert.That(answer.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task QueryString_OnThePathThatOptedIn_IsRead()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddJwt(Logins.Jwt), o => o.Strategy("Jwt").AcceptQueryString("/me"));
        AuthTokenResponse token = await host.LogInForTokenAsync();

        RawAnswer there = await host.SendAsync($"GET /me?access_token={token.AccessToken}");
        RawAnswer elsewhere = await host.SendAsync($"GET /admin?access_token={token.AccessToken}");
        RawAnswer lookalike = await host.SendAsync($"GET /open?access_token={token.AccessToken}");
        RawAnswer twice = await host.SendAsync($"GET /me?access_token={token.AccessToken}&access_token={token.AccessToken}");
        RawAnswer both = await host.SendAsync($"GET /me?access_token={token.AccessToken}", $"Authorization: Bearer {token.AccessToken}");

        Assert.That((there.Status, elsewhere.Status, lookalike.Body, twice.Status, both.Status), Is.EqualTo((200, 401, "nobody", 400, 400)));
    }

    [TestCase(CredentialTransport.Bearer, AuthStrategyKind.Session)]
    [TestCase(CredentialTransport.Cookie, AuthStrategyKind.Session)]
    [TestCase(CredentialTransport.Bearer, AuthStrategyKind.Jwt)]
    [TestCase(CredentialTransport.Cookie, AuthStrategyKind.Jwt)]
    public async Task Transport_AnyPairing_Works(CredentialTransport transport, AuthStrategyKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(
            b => _ = kind == AuthStrategyKind.Jwt ? b.AddJwt("It", Logins.Jwt) : b.AddSession("It"),
            o => o.Strategy("It").Transport = transport);
        string header = transport == CredentialTransport.Cookie
            ? $"Cookie: __Host-auth={await host.LogInAsync()}"
            : $"Authorization: Bearer {(await host.LogInForTokenAsync()).AccessToken}";

        RawAnswer answer = await host.SendAsync("GET /me", header);

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }
}
