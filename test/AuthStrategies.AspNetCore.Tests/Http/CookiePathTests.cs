using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>The path of the refresh cookie, which a browser compares with that of a request character by character.</summary>
[TestFixture]
public sealed class CookiePathTests
{
    [TestCase("/one", "/one", "/one/auth/refresh")]
    [TestCase("/one", "/ONE", "/ONE/auth/refresh")]
    [TestCase("/one/two", "/one/two", "/one/two/auth/refresh")]
    [TestCase("/a b", "/a%20b", "/a%20b/auth/refresh")]
    [TestCase("/caf\u00e9", "/caf%C3%A9", "/caf%C3%A9/auth/refresh")]
    [TestCase("/a|b", "/a%7Cb", "/a%7Cb/auth/refresh")]
    [TestCase("/a;b", "/a;b", "/")]
    [TestCase("/a,b", "/a,b", "/")]
    [TestCase("/x/a;b", "/x/a;b", "/x")]
    [TestCase("/x/a;b", "/x/a%3Bb", "/x/a%3Bb/auth/refresh")]
    [Property("Requirement", "X-01")]
    public async Task RefreshCookie_BelowAPathBase_ComesBackToTheRefreshEndpoint(string pathBase, string written, string path)
    {
        await using MountedApp app = await MountedApp.StartAsync("UsePathBase", pathBase, isJwt: true);
        BrowserCookieJar jar = new(app.App.Time);
        MountedApp asWritten = app with { Path = written };

        RawAnswer login = await asWritten.SendAsync(jar, "POST", "/login/alice");
        RawAnswer refresh = await asWritten.SendAsync(jar, "POST", "/auth/refresh");
        await asWritten.SendAsync(jar, "POST", "/auth/logout");

        Assert.That(login.All("Set-Cookie").Last(), Does.Contain($"; path={path};"));
        Assert.That((refresh.Status, jar.Cookies.Count), Is.EqualTo((204, 0)));
    }

    // The jar cannot test these, because Uri writes them in another way. Browsers do not.
    [TestCase("/caf\u00e9", "/caf%c3%a9")]
    [TestCase("/one", "/%6fne")]
    [TestCase("/a|b", "/a|b")]
    public async Task RefreshCookie_BelowAPathBaseInAnUnusualForm_HasTheCharactersOfTheRequest(string pathBase, string written)
    {
        await using MountedApp app = await MountedApp.StartAsync("UsePathBase", pathBase, isJwt: true);

        RawAnswer login = await app.App.SendRawAsync($"POST {written}/login/alice");

        Assert.That(login.All("Set-Cookie").Last(), Does.Contain($"; path={written}/auth/refresh;"));
    }

    [Test]
    public async Task RefreshCookie_WithTheOption_HasItsCase()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services => services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(o =>
            {
                o.PathBase = "/one/";
                o.Strategy("Jwt").Transport = CredentialTransport.Cookie;
            }),
            web =>
            {
                web.UsePathBase("/one").UseRouting().UseAuthentication().UseAuthorization();
                Logins.Map(web);
            });

        RawAnswer login = await app.SendRawAsync("POST /ONE/login/alice");

        Assert.That(login.SetCookie("__Secure-auth-refresh.one"), Does.Contain("; path=/one/auth/refresh;"));
    }

    [Test]
    public async Task RefreshCookie_OfAPathThatIsTooLongForABrowser_HasTheLongestThatFits()
    {
        string pathBase = "/" + string.Join('/', Enumerable.Repeat(new string('x', 99), 15));
        await using MountedApp app = await MountedApp.StartAsync("UsePathBase", pathBase, isJwt: true);
        BrowserCookieJar jar = new(app.App.Time);

        RawAnswer login = await app.SendAsync(jar, "POST", "/login/alice");
        RawAnswer refresh = await app.SendAsync(jar, "POST", "/auth/refresh");

        Assert.That(login.All("Set-Cookie").Last(), Does.Contain($"; path={pathBase[..1000]};"));
        Assert.That(refresh.Status, Is.EqualTo(204));
    }
}
