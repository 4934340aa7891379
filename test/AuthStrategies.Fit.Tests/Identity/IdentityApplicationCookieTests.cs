using AuthStrategies.AspNetCore;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Fit.Tests.Identity;

/// <summary>The paths of Identity's application cookie are ours, and what is not taken over is said at start.</summary>
[TestFixture]
public sealed class IdentityApplicationCookieTests
{
    private const string Page = "/account/me";

    public enum Registration
    {
        Identity,
        DefaultIdentity,
        ApiEndpoints,
        Core,
        CoreWithCookies,
    }

    [TestCase(Registration.Identity, "/Account/Login?ReturnUrl=%2Faccount%2Fme")]
    [TestCase(Registration.DefaultIdentity, "/Identity/Account/Login?ReturnUrl=%2Faccount%2Fme")]
    [TestCase(Registration.CoreWithCookies, "/Account/Login?ReturnUrl=%2Faccount%2Fme")]
    [TestCase(Registration.Core, null)]
    [TestCase(Registration.ApiEndpoints, null)]
    public async Task Navigation_WithoutALogin_GoesToTheLoginPageOfIdentity(Registration registration, string? location)
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services => Register(services, registration));
        using HttpClient browser = app.App.Browser();

        Answer answer = await NavigateAsync(browser, Page);

        Assert.That((answer.Status, answer.All("Location").SingleOrDefault()), Is.EqualTo((location is null ? 401 : 302, location)));
        Assert.That((await browser.AskAsync($"GET {Page}")).Status, Is.EqualTo(401), "a script is not redirected");
        Assert.That(app.App.Log.Text, Does.Not.Contain("ConfigureApplicationCookie"), "nothing was set that has no effect");
    }

    [Test]
    public async Task ConfigureApplicationCookie_Paths_AreTakenOver()
    {
        await using IdentityApp app = await IdentityApp.StartAsync(Configured, web => web.MapGet("/leave", (SignInManager<Person> signIn) => signIn.SignOutAsync()));
        using HttpClient browser = app.App.Browser();
        Answer login = await NavigateAsync(browser, Page);
        await browser.AskAsync($"POST /account/login?name=bob&password={IdentityApp.Password}");
        Answer denied = await NavigateAsync(browser, "/account/admin");

        Answer left = await NavigateAsync(browser, "/leave?next=%2Fbye");

        Assert.That(login.All("Location"), Is.EqualTo((string[])["/enter?next=%2Faccount%2Fme"]));
        Assert.That(denied.All("Location"), Is.EqualTo((string[])["/denied?next=%2Faccount%2Fadmin"]));
        Assert.That(left.All("Location"), Is.EqualTo((string[])["/bye"]));
    }

    [Test]
    public async Task UseAspNetCore_ExplicitPaths_Win([Values] bool isNone)
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            Configured(services);
            services.AddAuthStrategy().UseAspNetCore(http => (http.LoginPath, http.ReturnUrlParameter) = (isNone ? PathString.Empty : "/ours", "back"));
        });
        using HttpClient browser = app.App.Browser();

        Answer login = await NavigateAsync(browser, Page);
        await browser.AskAsync($"POST /account/login?name=bob&password={IdentityApp.Password}");
        Answer denied = await NavigateAsync(browser, "/account/admin");

        Assert.That((login.Status, login.All("Location").SingleOrDefault()), Is.EqualTo(isNone ? (401, (string?)null) : (302, "/ours?back=%2Faccount%2Fme")));
        Assert.That(denied.All("Location"), Is.EqualTo((string[])["/denied?back=%2Faccount%2Fadmin"]), "what is not set is taken over");
    }

    private static IEnumerable<TestCaseData<Action<CookieAuthenticationOptions>, string>> NotTakenOver()
    {
        yield return new(options => options.ExpireTimeSpan = TimeSpan.FromDays(3), "ExpireTimeSpan (AddSession");
        yield return new(options => options.SlidingExpiration = false, "SlidingExpiration (");
        yield return new(options => options.Cookie.Name = "mine", "Cookie.Name (");
        yield return new(options => options.Cookie.Domain = "example.com", "Cookie.Domain (");
        yield return new(options => options.Cookie.Path = "/app", "Cookie.Path (");
        yield return new(options => options.Cookie.SameSite = SameSiteMode.Strict, "Cookie.SameSite (");
        yield return new(options => options.Cookie.MaxAge = TimeSpan.FromDays(3), "Cookie.MaxAge (");
        yield return new(options => options.Cookie.HttpOnly = false, "Cookie.HttpOnly (");
        yield return new(options => options.EventsType = typeof(CookieAuthenticationEvents), "EventsType (");
        yield return new(options => options.Events.OnRedirectToLogin = _ => Task.CompletedTask, "Events.OnRedirectToLogin (");
        yield return new(options => options.Events.OnRedirectToAccessDenied = _ => Task.CompletedTask, "Events.OnRedirectToAccessDenied (");
        yield return new(options => options.Events.OnRedirectToLogout = _ => Task.CompletedTask, "Events.OnRedirectToLogout or");
        yield return new(options => options.Events.OnValidatePrincipal = _ => Task.CompletedTask, "Events.OnValidatePrincipal (");
        yield return new(options => options.Events.OnSigningIn = _ => Task.CompletedTask, "Events.OnSigningIn, ");
        yield return new(options => options.CookieManager = new OwnCookieManager(), "CookieManager (");
    }

    [TestCaseSource(nameof(NotTakenOver))]
    public async Task ConfigureApplicationCookie_OtherSettings_AreNamedOnceAtStart(Action<CookieAuthenticationOptions> configure, string expected)
    {
        await using IdentityApp app = await IdentityApp.StartAsync(services =>
        {
            IdentityApp.Usual(services);
            services.ConfigureApplicationCookie(configure);
        });

        Assert.That(app.App.Log.Text.Split("ConfigureApplicationCookie sets"), Has.Length.EqualTo(2));
        Assert.That(app.App.Log.Text, Does.Contain(expected));
    }

    private static void Configured(IServiceCollection services)
    {
        IdentityApp.Usual(services);
        services.ConfigureApplicationCookie(options =>
            (options.LoginPath, options.LogoutPath, options.AccessDeniedPath, options.ReturnUrlParameter) = ("/enter", "/leave", "/denied", "next"));
    }

    private static void Register(IServiceCollection services, Registration registration)
    {
        switch (registration)
        {
            case Registration.DefaultIdentity:
                services.AddRazorPages();
                services.AddDefaultIdentity<Person>().AddRoles<IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
                break;
            case Registration.ApiEndpoints:
                services.AddIdentityApiEndpoints<Person>().AddRoles<IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
                break;
            case Registration.Core:
                services.AddIdentityCore<Person>().AddRoles<IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
                break;
            case Registration.CoreWithCookies:
                services.AddAuthentication().AddIdentityCookies();
                services.AddIdentityCore<Person>().AddRoles<IdentityRole>().AddEntityFrameworkStores<PeopleContext>().AddSignInManager();
                break;
            default:
                services.AddIdentity<Person, IdentityRole>().AddEntityFrameworkStores<PeopleContext>();
                break;
        }

        services.AddAuthStrategy().AddSession().UseIdentity<Person>();
    }

    private static Task<Answer> NavigateAsync(HttpClient browser, string path) => browser.AskAsync($"GET {path}", headers: RequestExtensions.Navigation);

    private sealed class OwnCookieManager : ICookieManager
    {
        public string? GetRequestCookie(HttpContext context, string key) => null;

        public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options)
        {
        }

        public void DeleteCookie(HttpContext context, string key, CookieOptions options)
        {
        }
    }
}
