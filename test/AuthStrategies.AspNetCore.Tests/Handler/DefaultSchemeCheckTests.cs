using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace AuthStrategies.AspNetCore.Tests.Handler;

/// <summary>Another default scheme switches the library off where no scheme is named: a warning at start says so, once.</summary>
[TestFixture]
public sealed class DefaultSchemeCheckTests
{
    private const string Cookies = CookieAuthenticationDefaults.AuthenticationScheme;
    private const int Warning = 120;

    private static IEnumerable<TestCaseData<Action<IServiceCollection>, Action<WebApplication>, string?>> Rows()
    {
        yield return Row("NoOtherScheme", _ => { }, null);
        yield return Row("AnotherSchemeBeside", services => services.AddAuthentication().AddCookie("Other"), null);
        yield return Row("OurScheme", services => services.AddAuthentication(AuthStrategyDefaults.Scheme).AddCookie(), null);
        yield return Row("TheSchemeOfAStrategy", services => services.AddAuthentication("Session").AddCookie(), null);
        yield return Row("DefaultScheme", services => services.AddAuthentication(Cookies).AddCookie(), "\"Cookies\" (authenticate, challenge, forbid, sign in, sign out)");
        yield return Row("Configured", services => services.AddAuthentication(o => o.DefaultScheme = Cookies).AddCookie(), "\"Cookies\" (authenticate, challenge, forbid, sign in, sign out)");
        yield return Row("PostConfigured", services => services.AddAuthentication().AddCookie().Services.PostConfigure<AuthenticationOptions>(o => o.DefaultScheme = Cookies), "\"Cookies\" (authenticate,");
        yield return Row("DefaultAuthenticateScheme", services => services.AddAuthentication(o => o.DefaultAuthenticateScheme = Cookies).AddCookie(), "\"Cookies\" (authenticate)");
        yield return Row("DefaultChallengeScheme", services => services.AddAuthentication(o => o.DefaultChallengeScheme = Cookies).AddCookie(), "\"Cookies\" (challenge, forbid)");
        yield return Row("DefaultForbidScheme", services => services.AddAuthentication(o => o.DefaultForbidScheme = Cookies).AddCookie(), "\"Cookies\" (forbid)");
        yield return Row("DefaultSignInScheme", services => services.AddAuthentication(o => o.DefaultSignInScheme = Cookies).AddCookie(), "\"Cookies\" (sign in, sign out)");
        yield return Row("DefaultSignOutScheme", services => services.AddAuthentication(o => o.DefaultSignOutScheme = Cookies).AddCookie(), "\"Cookies\" (sign out)");
        yield return Row("TwoSchemes", services => services.AddAuthentication(o => (o.DefaultAuthenticateScheme, o.DefaultForbidScheme) = (Cookies, "B")).AddCookie().AddCookie("B"), "\"Cookies\" (authenticate); \"B\" (forbid)");
        yield return Row("Identity", services => services.AddIdentity<IdentityUser, IdentityRole>(), "\"Identity.Application\" (authenticate, challenge, forbid)");
        yield return Row("IdentityWithUseIdentity", UseIdentity, null);
        yield return Row("RemoteLogin", RemoteLogin, null);
        yield return Row("RemoteLoginOverACookie", services => { RemoteLogin(services); services.Configure<AuthenticationOptions>(o => o.DefaultScheme = "External"); }, "\"External\" (authenticate)");

        const string Missing = "\"Cookies\", which is not registered";
        yield return Row("Missing_DefaultScheme", services => services.AddAuthentication(Cookies), $"{Missing} (authenticate, challenge, forbid, sign in, sign out)");
        yield return Row("Missing_PostConfigured", services => services.PostConfigure<AuthenticationOptions>(o => o.DefaultScheme = Cookies), $"{Missing} (authenticate, challenge, forbid, sign in, sign out)");
        yield return Row("Missing_DefaultAuthenticateScheme", services => services.AddAuthentication(o => o.DefaultAuthenticateScheme = Cookies), $"{Missing} (authenticate)");
        yield return Row("Missing_DefaultChallengeScheme", services => services.AddAuthentication(o => o.DefaultChallengeScheme = Cookies), $"{Missing} (challenge, forbid)");
        yield return Row("Missing_DefaultForbidScheme", services => services.AddAuthentication(o => o.DefaultForbidScheme = Cookies), $"{Missing} (forbid)");
        yield return Row("Missing_DefaultSignInScheme", services => services.AddAuthentication(o => o.DefaultSignInScheme = Cookies), $"{Missing} (sign in, sign out)");
        yield return Row("Missing_DefaultSignOutScheme", services => services.AddAuthentication(o => o.DefaultSignOutScheme = Cookies), $"{Missing} (sign out)");
        yield return Row("Missing_OtherCaseOfOurs", services => services.AddAuthentication("authstrategy"), "\"authstrategy\", which is not registered (authenticate, ");
        yield return Row("Missing_BesideARegisteredOne", services => services.AddAuthentication(o => (o.DefaultScheme, o.DefaultChallengeScheme) = ("B", Cookies)).AddCookie("B"), "\"B\" (authenticate, sign in, sign out); " + $"{Missing} (challenge, forbid)");
        yield return Row("Missing_NamedByAnEndpointToo", services => services.AddAuthentication(Cookies), Missing, app => app.MapGet("/x", [Authorize(AuthenticationSchemes = Cookies)] () => ""));
        yield return Row("Missing_AnEndpointNamesOurs", services => services.AddAuthentication(Cookies), null, app => app.MapGet("/x", [Authorize(AuthenticationSchemes = "Session")] () => ""));

        yield return Row("PolicySchemeToOurs", services => Policy(services, o => o.ForwardDefault = AuthStrategyDefaults.Scheme), null);
        yield return Row("PolicySchemeToAStrategy", services => Policy(services, o => o.ForwardDefault = "Session"), null);
        yield return Row("PolicySchemeByRequest", services => Policy(services, o => o.ForwardDefaultSelector = context => context.Request.Path.StartsWithSegments("/api") ? "Session" : Cookies), null);
        yield return Row("PolicySchemeToAnother", services => Policy(services, o => o.ForwardDefault = Cookies), "\"Smart\" (authenticate, challenge, forbid, sign in, sign out)");
        yield return Row("PolicySchemeForOneVerb", services => Policy(services, o => (o.ForwardDefault, o.ForwardChallenge) = ("Session", Cookies)), "\"Smart\" (challenge)");
        yield return Row("PolicySchemeToItself", services => Policy(services, o => o.ForwardDefault = "Smart"), "\"Smart\" (authenticate,");
        yield return Row("PolicySchemeToNoScheme", services => Policy(services, o => o.ForwardDefault = "Missing"), "\"Smart\" (authenticate,");
        yield return Row("TwoHops", services => { Policy(services, o => o.ForwardDefault = "Next"); services.AddAuthentication().AddPolicyScheme("Next", null, o => o.ForwardDefault = "Session"); }, null);
        yield return Row("ACircle", services => { Policy(services, o => o.ForwardDefault = "Next"); services.AddAuthentication().AddPolicyScheme("Next", null, o => o.ForwardDefault = "Smart"); }, "\"Smart\" (authenticate,");
        yield return Row("CookieToOurs", services => services.AddAuthentication(Cookies).AddCookie(o => o.ForwardDefault = "Session"), null);

        Action<IServiceCollection> other = services => services.AddAuthentication(Cookies).AddCookie();
        yield return Row("AnEndpointNamesOurs", other, null, app => app.MapGet("/x", [Authorize(AuthenticationSchemes = "Session")] () => ""));
        yield return Row("AnEndpointNamesOursByAPolicy", other, null, app => app.MapGet("/x", () => "").RequireAuthorization(policy => policy.AddAuthenticationSchemes(AuthStrategyDefaults.Scheme).RequireAuthenticatedUser()));
        yield return Row("ANamedPolicyNamesOurs", services => { other(services); Named(services); }, null, app => app.MapGet("/x", () => "").RequireAuthorization("api"));
        yield return Row("APolicyThatNoEndpointUses", services => { other(services); Named(services); }, "\"Cookies\"", app => app.MapGet("/x", () => "").RequireAuthorization());
        yield return Row("AMissingPolicy", other, "\"Cookies\"", app => app.MapGet("/x", () => "").RequireAuthorization("missing"));
        yield return Row("AnEndpointNamesAnother", other, "\"Cookies\"", app => app.MapGet("/x", [Authorize(AuthenticationSchemes = Cookies)] () => ""));
        yield return Row("OurEndpoints", other, "\"Cookies\"", app => app.MapAuthSession());
    }

    [TestCaseSource(nameof(Rows))]
    public async Task Start_WithDefaultSchemes(Action<IServiceCollection> services, Action<WebApplication> map, string? warned)
    {
        foreach (bool isFirst in new[] { true, false })
        {
            await using TestApplication app = await TestApplication.StartAsync(
                collection =>
                {
                    if (isFirst)
                        services(collection);
                    collection.AddAuthStrategy().AddSession().UseAspNetCore();
                    if (!isFirst)
                        services(collection);
                },
                map);

            string[] warnings = [.. app.Log.Entries.Where(line => line.Id == Warning).Select(line => line.Text)];
            Assert.That(warnings, Has.Length.EqualTo(warned is null ? 0 : 1), app.Log.Text);
            Assert.That(warnings, Has.All.Contains($"The default scheme of this application is {warned}").And.All.Contains($"not \"{AuthStrategyDefaults.Scheme}\"").And.All.Contains("Remedy: "));
        }
    }

    [Test]
    public async Task Start_WithIdentityAlone_NamesUseIdentity()
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddIdentity<IdentityUser, IdentityRole>();
                services.AddAuthStrategy().AddSession().UseAspNetCore();
            },
            _ => { });

        Assert.That(app.Log.Entries.Single(line => line.Id == Warning).Text, Does.Contain("UseIdentity<TUser>()"));
    }

    private static TestCaseData<Action<IServiceCollection>, Action<WebApplication>, string?> Row(
        string name, Action<IServiceCollection> services, string? warned, Action<WebApplication>? map = null) => new(services, map ?? (_ => { }), warned) { TestName = $"Start_{name}_{(warned is null ? "IsSilent" : "Warns")}" };

    private static void Policy(IServiceCollection services, Action<PolicySchemeOptions> forward) =>
        services.AddAuthentication("Smart").AddCookie().AddPolicyScheme("Smart", null, forward);

    private static void Named(IServiceCollection services) =>
        services.AddAuthorizationBuilder().AddPolicy("api", policy => policy.AddAuthenticationSchemes("Session").RequireAuthenticatedUser());

    private static void UseIdentity(IServiceCollection services)
    {
        services.AddIdentity<IdentityUser, IdentityRole>();
        services.AddSingleton(Mock.Of<IUserStore<IdentityUser>>());
        services.AddAuthStrategy().UseIdentity<IdentityUser>();
    }

    private static void RemoteLogin(IServiceCollection services) => services
        .AddAuthentication(o => (o.DefaultChallengeScheme, o.DefaultSignInScheme) = ("OpenIdConnect", "External"))
        .AddCookie("External")
        .AddOpenIdConnect(o => (o.Authority, o.ClientId) = ("https://login.example", "web"));
}
