using System.Globalization;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Handler;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Tests.Handler;

/// <summary>The handler leaves the framework's async method out only where nobody can tell.</summary>
[TestFixture]
public sealed class HandlerFastPathTests
{
    private const string Elsewhere = "Elsewhere";
    private const int Times = 200;

    private static readonly Action<AuthStrategySchemeOptions> Nothing = _ => { };

    [Test]
    public async Task AuthenticateAsync_CredentialSeenBefore_AllocatesItsResultAndOneTask()
    {
        await using TestApplication app = await StartAsync(Nothing, LogLevel.Information);
        string cookie = await CookieAsync(app);
        RequestAuthenticator authenticator = app.Services.GetRequiredService<RequestAuthenticator>();

        long parts = await MeasureAsync(app, cookie, (_, context) =>
        {
            ValueTask<AuthRequest> request = authenticator.AuthenticateAsync(context, AuthStrategyDefaults.Scheme);
            return TicketFactory.Create(request.Result, AuthStrategyDefaults.Scheme).Principal.Identity is not null;
        });
        long whole = await MeasureAsync(app, cookie, (handler, _) => handler.AuthenticateAsync().Result.Succeeded);

        await TestContext.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{parts} B, {whole} B"));
        Assert.That(whole - parts, Is.AtMost(120));
    }

    [TestCase(LogLevel.Debug, true, "AuthenticationScheme: AuthStrategy was successfully authenticated.")]
    [TestCase(LogLevel.Information, true, null)]
    [TestCase(LogLevel.Information, false, "AuthStrategy was not authenticated. Failure message: ")]
    public async Task AuthenticateAsync_WritesTheLinesOfTheFramework(LogLevel level, bool isValid, string? line)
    {
        await using TestApplication app = await StartAsync(Nothing, level);
        string cookie = await CookieAsync(app);
        HttpContext context = Context(app, isValid ? cookie : cookie[..^4] + "AAAA");

        AuthenticateResult result = await context.AuthenticateAsync();

        IEnumerable<string> lines = app.Log.Entries.Where(entry => entry.Category == typeof(AuthStrategyHandler).FullName).Select(entry => entry.Text);
        Assert.That(result.Succeeded, Is.EqualTo(isValid));
        Assert.That(lines, line is null ? Is.Empty : Has.One.StartsWith(line));
    }

    private static IEnumerable<TestCaseData> Forwards()
    {
        yield return Row("ForwardAuthenticate", options => options.ForwardAuthenticate = Elsewhere, Elsewhere);
        yield return Row("ForwardDefault", options => options.ForwardDefault = Elsewhere, Elsewhere);
        yield return Row("ForwardDefaultSelector", options => options.ForwardDefaultSelector = _ => Elsewhere, Elsewhere);
        yield return Row("SelectorOfNoScheme", options => options.ForwardDefaultSelector = _ => null, AuthStrategyDefaults.Scheme);
        yield return Row("None", Nothing, AuthStrategyDefaults.Scheme);

        static TestCaseData Row(string name, Action<AuthStrategySchemeOptions> configure, string expected) => new TestCaseData(configure, expected).SetName($"AuthenticateAsync_{name}_IsAnsweredBy{expected}");
    }

    [TestCaseSource(nameof(Forwards))]
    public async Task AuthenticateAsync_FollowsTheOptions(Action<AuthStrategySchemeOptions> configure, string expected)
    {
        await using TestApplication app = await StartAsync(configure, LogLevel.Information);
        HttpContext context = Context(app, await CookieAsync(app));

        AuthenticateResult result = await context.AuthenticateAsync();

        Assert.That(result.Succeeded ? result.Ticket!.AuthenticationScheme : Elsewhere, Is.EqualTo(expected));
    }

    [Test]
    public async Task AuthenticateAsync_Again_GivesTheSameUser()
    {
        await using TestApplication app = await StartAsync(Nothing, LogLevel.Information);
        HttpContext context = Context(app, await CookieAsync(app));

        AuthenticateResult first = await context.AuthenticateAsync();
        AuthenticateResult second = await context.AuthenticateAsync();

        Assert.That(second.Principal, Is.SameAs(first.Principal));
    }

    // How old an answer is is asked by connections alone. Whether a request opens one is known if its endpoint is.
    [TestCase("no endpoint", true)]
    [TestCase("page", false)]
    [TestCase("hub", true)]
    public async Task ConfirmedAt_IsOfRequestsThatMayOutliveThemselves(string kind, bool expected)
    {
        await using TestApplication app = await StartAsync(Nothing, LogLevel.Information);
        HttpContext context = Context(app, await CookieAsync(app));
        if (kind != "no endpoint")
            context.SetEndpoint(new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse("/"), 0, kind == "hub" ? new(new HubMetadata(typeof(Hub))) : EndpointMetadataCollection.Empty, kind));

        AuthRequest request = await app.Services.GetRequiredService<RequestAuthenticator>().AuthenticateAsync(context);

        Assert.That(request.Session!.ConfirmedAt, expected ? Is.EqualTo(app.Time.GetUtcNow()) : Is.Null);
    }

    private static Task<TestApplication> StartAsync(Action<AuthStrategySchemeOptions> configure, LogLevel level) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthStrategy().AddSession().UseAspNetCore();
            services.AddAuthentication().AddCookie(Elsewhere);
            services.Configure(AuthStrategyDefaults.Scheme, configure);
            services.AddLogging(logging => logging.SetMinimumLevel(level));
        },
        _ => { });

    private static async Task<string> CookieAsync(TestApplication app) => "__Host-auth=" + (await app.Services.GetRequiredService<IAuthStrategy>().IssueAsync(Logins.Alice)).Value;

    private static DefaultHttpContext Context(TestApplication app, string cookie)
    {
        DefaultHttpContext context = new() { RequestServices = app.Services };
        context.Request.Method = "GET";
        context.Request.Headers.Cookie = cookie;
        return context;
    }

    private static async Task<long> MeasureAsync(TestApplication app, string cookie, Func<IAuthenticationHandler, HttpContext, bool> act)
    {
        AuthenticationScheme scheme = (await app.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync(AuthStrategyDefaults.Scheme))!;
        List<(IAuthenticationHandler Handler, HttpContext Context)> all = [];
        for (int i = 0; i < 2 * Times; i++)
        {
            HttpContext context = Context(app, cookie);
            _ = context.RequestAborted;
            IAuthenticationHandler handler = app.Services.GetRequiredService<AuthStrategyHandler>();
            await handler.InitializeAsync(scheme, context);
            all.Add((handler, context));
        }

        bool isRight = all.Take(Times).All(one => act(one.Handler, one.Context));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = Times; i < 2 * Times; i++)
            isRight &= act(all[i].Handler, all[i].Context);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(isRight, Is.True);
        return allocated / Times;
    }
}
