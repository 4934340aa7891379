using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Fit.Tests.Claims;

/// <summary>Code written for the in-box handlers finds the same claims in ours, with each of the twenty names of ten claims.</summary>
[TestFixture]
public sealed class ClaimNamingDefaultTests
{
    private static readonly string[] Logins = ["long", "short", "mixed", "own types"];

    [Test]
    public async Task AddCookie_EveryAnswer_IsOursToo([ValueSource(typeof(ClaimsApp), nameof(ClaimsApp.Ours))] string kind, [ValueSource(nameof(Logins))] string login, [Values("/report", "/mvc/report")] string path, [Values] bool transforms)
    {
        await using ClaimsApp inBox = await ClaimsApp.StartAsync("AddCookie", transforms);
        await using ClaimsApp ours = await ClaimsApp.StartAsync(kind, transforms);
        await inBox.LoginAsync(login);
        await ours.LoginAsync(login);

        ClaimReport expected = await inBox.ReportAsync(path);
        ClaimReport actual = await ours.ReportAsync(path);

        AssertAnswersAll(expected, actual);
        Assert.That(actual.Shown, Is.EqualTo(expected.Shown));
        Assert.That(actual.Roles, Is.SupersetOf(expected.Roles));
        if (login == "mixed")
            return;

        Assert.That((actual.Name, actual.NameType, actual.RoleType), Is.EqualTo((expected.Name, expected.NameType, expected.RoleType)));
        Assert.That(actual.Roles, Is.EqualTo(expected.Roles));
        Assert.That(actual.Roles.Contains("transformed"), Is.EqualTo(transforms));
        await TestContext.Out.WriteLineAsync(Table(expected, actual));
    }

    [Test]
    public async Task AddJwtBearer_EveryAnswer_IsOursToo([Values(ClaimsApp.OtherIssuer, "JWT")] string kind, [Values("/report", "/mvc/report")] string path, [Values] bool transforms)
    {
        string token = await ClaimsApp.TokenOfOtherIssuerAsync();
        await using ClaimsApp inBox = await ClaimsApp.StartAsync("AddJwtBearer", transforms);
        await using ClaimsApp ours = await ClaimsApp.StartAsync(kind, transforms);
        inBox.Present(token);
        ours.Present(token);

        ClaimReport expected = await inBox.ReportAsync(path);
        ClaimReport actual = await ours.ReportAsync(path);

        AssertAnswersAll(expected, actual);
        Assert.That(actual.Roles, Is.SupersetOf(expected.Roles));
        Assert.That(actual.Name, Is.EqualTo("Alice"));
        await TestContext.Out.WriteLineAsync(Table(expected, actual));
    }

    [Test]
    public async Task Ours_EachOfTheTwentyNames_FindsTheClaim([ValueSource(typeof(ClaimsApp), nameof(ClaimsApp.Ours))] string kind, [Values("long", "short", "mixed")] string login)
    {
        await using ClaimsApp ours = await ClaimsApp.StartAsync(kind);
        await ours.LoginAsync(login);

        ClaimReport report = await ours.ReportAsync();

        AssertAllTwenty(report, isMixed: login == "mixed");
        Assert.That(report.Name, Is.EqualTo("Alice"));
        Assert.That(report.Roles, Is.EqualTo(login == "mixed" ? new[] { "admin", "editor" } : ["admin"]));
    }

    [Test]
    public async Task OtherIssuer_EachOfTheTwentyNames_FindsTheClaimAndTheLongOnesAreShown()
    {
        await using ClaimsApp ours = await ClaimsApp.StartAsync(ClaimsApp.OtherIssuer);
        ours.Present(await ClaimsApp.TokenOfOtherIssuerAsync());

        ClaimReport report = await ours.ReportAsync();

        AssertAllTwenty(report, isMixed: false);
        Assert.That(report.Shown, Is.EqualTo(ClaimPairs.All.Select(pair => pair.Long).Order(StringComparer.Ordinal)));
        Assert.That((report.NameType, report.RoleType), Is.EqualTo((ClaimTypes.Name, ClaimTypes.Role)));
    }

    [Test]
    public async Task Policies_OnEndpoints_LetTheUserIn([ValueSource(typeof(ClaimsApp), nameof(ClaimsApp.Ours))] string kind, [Values("long", "short")] string login)
    {
        await using ClaimsApp ours = await ClaimsApp.StartAsync(kind);
        await ours.LoginAsync(login);

        foreach (string path in (string[])["/email", "/mvc/email", "/admins", "/alice"])
            Assert.That((await ours.AskAsync("GET " + path)).Status, Is.EqualTo(200), path);
    }

    [Test]
    public async Task Policies_OnEndpoints_KeepOthersOut([ValueSource(typeof(ClaimsApp), nameof(ClaimsApp.Ours))] string kind)
    {
        await using ClaimsApp ours = await ClaimsApp.StartAsync(kind);
        await ours.LoginAsync("own types");

        foreach (string path in (string[])["/email", "/mvc/email", "/admins", "/alice"])
            Assert.That((await ours.AskAsync("GET " + path)).Status, Is.EqualTo(403), path);
    }

    [TestCase("session in a cookie")]
    [TestCase("JWT")]
    public async Task ClaimNaming_OfTheStrategy_Wins(string kind)
    {
        await using ClaimsApp ours = await ClaimsApp.StartAsync(kind, services: services =>
        {
            services.ConfigureAll<SessionStrategyOptions>(o => o.ClaimNaming = ClaimNaming.Jwt);
            services.ConfigureAll<JwtStrategyOptions>(o => o.ClaimNaming = ClaimNaming.Jwt);
        });
        await ours.LoginAsync("long");

        ClaimReport report = await ours.ReportAsync();

        AssertAllTwenty(report, isMixed: false);
        Assert.That(report.Shown, Is.EqualTo(ClaimPairs.All.Select(pair => pair.Short).Order(StringComparer.Ordinal)));
    }

    [Test]
    public void UseAspNetCore_BeforeAfterAndTwice_IsADefaultOnly([Values("before", "after", "twice", "without")] string order)
    {
        ServiceCollection services = new();
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        if (order is "before" or "twice")
            builder.UseAspNetCore();
        builder.AddSession().AddSession("Own", o => o.ClaimNaming = ClaimNaming.DotNet).AddJwt(AspNetCore.Tests.Hosting.Logins.Jwt);
        if (order is "after" or "twice")
            builder.UseAspNetCore();
        using ServiceProvider provider = services.BuildServiceProvider();

        ClaimNaming Session(string name) => provider.GetRequiredService<IOptionsMonitor<SessionStrategyOptions>>().Get(name).ClaimNaming;
        ClaimNaming jwt = provider.GetRequiredService<IOptionsMonitor<JwtStrategyOptions>>().Get("Jwt").ClaimNaming;

        ClaimNaming expected = order == "without" ? ClaimNaming.Jwt : ClaimNaming.AsIssued;
        Assert.That((Session("Session"), Session("Own"), jwt), Is.EqualTo((expected, ClaimNaming.DotNet, expected)));
    }

    /// <summary>What the in-box handler answers, ours answers: the same first value, and every other value too.</summary>
    private static void AssertAnswersAll(ClaimReport expected, ClaimReport actual)
    {
        foreach ((string type, ClaimAnswers inBox) in expected.Types)
        {
            ClaimAnswers ours = actual.Types[type];
            if (inBox.First is not null)
                Assert.That((ours.First, ours.OfClone, ours.OfIdentityClone), Is.EqualTo((inBox.First, inBox.OfClone, inBox.OfIdentityClone)), type);
            Assert.That(ours.All.Take(inBox.All.Length), Is.EqualTo(inBox.All), type);
            Assert.That(ours.Has || !inBox.Has, Is.True, type);
            Assert.That(ours.IsAllowed || !inBox.IsAllowed, Is.True, type);
            Assert.That(ours.IsAllowedWithValue || !inBox.IsAllowedWithValue, Is.True, type);
            Assert.That(ours.IsAllowedWithOther, Is.False, type);
        }
    }

    private static void AssertAllTwenty(ClaimReport report, bool isMixed)
    {
        foreach ((string shortName, string longName, string value) in ClaimPairs.All)
        {
            foreach (string type in (string[])[shortName, longName])
            {
                ClaimAnswers answers = report.Types[type];
                Assert.That(answers.All, Does.Contain(value), type);
                Assert.That((answers.Has, answers.IsAllowed, answers.IsAllowedWithValue, answers.IsAllowedWithOther), Is.EqualTo((true, true, true, false)), type);
                Assert.That((answers.OfClone, answers.OfIdentityClone), Is.EqualTo((answers.First, answers.First)), type);
                if (!isMixed)
                    Assert.That(answers.First, Is.EqualTo(value), type);
            }
        }
    }

    private static string Table(ClaimReport inBox, ClaimReport ours) => string.Join('\n', ClaimPairs.Names
        .Select(type => $"{type,-75} {Row(inBox.Types[type]),-40} {Row(ours.Types[type])}")
        .Prepend($"{"type",-75} {"in-box: FindFirst, RequireClaim",-40} ours")
        .Append($"Name {inBox.Name} / {ours.Name}; roles {string.Join(',', inBox.Roles)} / {string.Join(',', ours.Roles)}"));

    private static string Row(ClaimAnswers answers) => $"{answers.First ?? "-"}, {(answers.IsAllowed ? "yes" : "no")}";
}
