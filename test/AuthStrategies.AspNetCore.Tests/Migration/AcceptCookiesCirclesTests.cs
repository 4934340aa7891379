using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>Schemes of the application lead from ours to the accepted one and back. Each call ends, and the login counts.</summary>
[TestFixture]
public sealed class AcceptCookiesCirclesTests
{
    private const string Smart = "Smart";
    private const int Most = 50;

    public enum Leads
    {
        OursToSmart,
        CookiesToSmart,
        BothToSmart,
        CookiesToSmartByDefault,
        OursToSmartByVerb,
    }

    [Test]
    public async Task Circle_OfSchemes_Ends([Values] Leads leads, [Values("Cookies", AuthStrategyDefaults.Scheme)] string smartLeadsTo, [Values] bool moves)
    {
        if (!moves && leads is Leads.OursToSmartByVerb or Leads.CookiesToSmartByDefault)
            Assert.Pass("It is an error at start.");
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options =>
            {
                if (leads is Leads.CookiesToSmart or Leads.BothToSmart)
                    options.ForwardDefaultSelector = _ => Smart;
                if (leads == Leads.CookiesToSmartByDefault)
                    options.ForwardDefault = Smart;
            },
            accept: options => options.MoveLogins = moves,
            more: services =>
            {
                // An exception in place of a stack overflow, which would end the run.
                services.AddAuthentication().AddPolicyScheme(Smart, null, options => options.ForwardDefaultSelector = context => CallsOf(context) < Most ? smartLeadsTo : throw new InvalidOperationException("The calls do not end."));
                services.Configure<AuthStrategySchemeOptions>(AuthStrategyDefaults.Scheme, options =>
                {
                    if (leads is Leads.OursToSmart or Leads.BothToSmart)
                        options.ForwardDefaultSelector = _ => Smart;
                    if (leads == Leads.OursToSmartByVerb)
                        (options.ForwardAuthenticate, options.ForwardChallenge, options.ForwardSignIn, options.ForwardSignOut) = (Smart, Smart, Smart, Smart);
                });
            });
        app.App.Endpoints.MapGet("/smart", async Task<string> (HttpContext context) => (await context.AuthenticateAsync(Smart)).Principal?.Identity?.Name ?? "nobody");
        using FormerVisitor alice = await app.VisitAsync();
        using FormerVisitor guest = new(app.App);

        Assert.That((await alice.GetAsync(), await alice.GetAsync("/smart"), await alice.GetAsync("/old-scheme-user")), Is.EqualTo(("alice True", "alice", "alice")));
        Assert.That(await guest.GetAsync(), Is.AnyOf("401", "302"));
        (await alice.SendAsync(HttpMethod.Post, "/old-scheme/bob")).Dispose();
        Assert.That(await alice.GetAsync(), Is.EqualTo("bob True"));
        (await alice.SendAsync(HttpMethod.Post, "/old-scheme-logout")).Dispose();
        Assert.That(await alice.GetAsync("/open"), Is.EqualTo("nobody"));
        Assert.That(app.App.Log.Count(137), Is.LessThanOrEqualTo(1));
        Assert.That(app.App.Log.Count(140), leads == Leads.OursToSmartByVerb ? Is.Positive : Is.Zero);
    }

    // Of one request.
    private static int CallsOf(HttpContext context)
    {
        int calls = context.Items[Smart] is int known ? known + 1 : 1;
        context.Items[Smart] = calls;
        return calls;
    }

    /// <summary>An event of a scheme that is asked may ask others: that is no circle.</summary>
    [Test]
    public async Task Calls_OneAfterTheOther_AreNoCircle()
    {
        await using FormerApplication app = await FormerApplication.StartAsync(
            cookie: options => options.Events.OnValidatePrincipal = async context =>
            {
                if (context.Request.Path == "/refused")
                {
                    context.RejectPrincipal();
                    await context.HttpContext.SignOutAsync();
                }
            },
            accept: options => options.MoveLogins = false);
        app.App.Endpoints.MapGet("/often", async Task<string> (HttpContext context) =>
        {
            for (int call = 0; call < Most; call++)
            {
                await context.AuthenticateAsync();
                await context.AuthenticateAsync("Cookies");
            }

            return (await context.AuthenticateAsync()).Principal!.Identity!.Name!;
        });
        using FormerVisitor alice = await app.VisitAsync();

        Assert.That(await alice.GetAsync("/often"), Is.EqualTo("alice"));
        await alice.GetAsync("/refused");
        Assert.That((alice.Old, app.App.Log.Count(137), app.App.Log.Count(140)), Is.EqualTo(((string?)null, 0, 0)));
    }
}
