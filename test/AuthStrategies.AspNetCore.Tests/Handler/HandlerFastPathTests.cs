using System.Globalization;
using System.Security.Claims;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Handler;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Tests.Handler;

/// <summary>The handler leaves the framework's async method out only where its result is the same.</summary>
[TestFixture]
public sealed class HandlerFastPathTests
{
    private const string Elsewhere = "Elsewhere";
    private const int Times = 200;

    // One to warm up, and those that are measured.
    private const int Rounds = 1 + Allocations.Rounds;

    private static readonly Action<AuthStrategySchemeOptions> Nothing = _ => { };
    private static readonly AuthResult Accepted = AuthResult.Success(Logins.Alice);
    private static readonly AuthResult Refused = AuthResult.Fail(AuthFailureReason.Expired, "It is over.");

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
        yield return Row("SelectorOfItself", options => options.ForwardDefaultSelector = _ => AuthStrategyDefaults.Scheme, AuthStrategyDefaults.Scheme);
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

    private static IEnumerable<TestCaseData> Answers()
    {
        yield return Row("Accepted", () => new(Accepted), "alice");
        yield return Row("AcceptedLater", async () => await LaterAsync(Accepted), "alice");
        yield return Row("Refused", () => new(Refused), nameof(AuthenticationFailureException));
        yield return Row("RefusedLater", async () => await LaterAsync(Refused), nameof(AuthenticationFailureException));
        yield return Row("Unavailable", () => throw new AuthUnavailableException("x"), nameof(AuthUnavailableException));
        yield return Row("UnavailableLater", async () => await LaterAsync<AuthResult>(new AuthUnavailableException("x")), nameof(AuthUnavailableException));
        yield return Row("Throwing", () => throw new InvalidTimeZoneException("x"), "thrown InvalidTimeZoneException");
        yield return Row("ThrowingLater", async () => await LaterAsync<AuthResult>(new InvalidTimeZoneException("x")), "thrown InvalidTimeZoneException");

        static TestCaseData Row(string name, Func<ValueTask<AuthResult>> answer, string expected) => new TestCaseData(answer, expected).SetName($"AuthenticateAsync_StrategyThatIs{name}_AnswersAsTheFramework");
    }

    // At Debug the framework's own method runs.
    [TestCaseSource(nameof(Answers))]
    public async Task AuthenticateAsync_Strategy_AnswersAsTheFramework(Func<ValueTask<AuthResult>> answer, string expected)
    {
        string ours = await OutcomeAsync(answer, LogLevel.Information);
        string framework = await OutcomeAsync(answer, LogLevel.Debug);

        Assert.That((ours, framework), Is.EqualTo((expected, expected)));
    }

    [TestCase(LogLevel.Information)]
    [TestCase(LogLevel.Debug)]
    public async Task AuthenticateAsync_InACheckOfTheRequest_FailsInItsTask(LogLevel level)
    {
        Task<AuthenticateResult>? inner = null;
        CheckScript script = new();
        await using TestApplication app = await StartAsync(Nothing, level, builder => builder.UsePrincipalCheck<ScriptedCheck>().Services.AddSingleton(script));
        script.Answer = async (principal, about) =>
        {
            inner = (await HandlerAsync(app, about.HttpContext!)).AuthenticateAsync();
            return principal;
        };

        AuthenticateResult outer = await Context(app, await CookieAsync(app)).AuthenticateAsync();

        Assert.That(outer.Succeeded, Is.True);
        Assert.That(inner!.Exception?.InnerException, Is.TypeOf<InvalidOperationException>().With.Message.StartsWith("The IPrincipalCheck asked"));
    }

    [TestCase(typeof(object), false)]
    [TestCase(typeof(CheckScript), true)]
    public async Task AuthenticateAsync_TypeOfEvents_IsCreatedAndNeverCalled(Type events, bool isRegistered)
    {
        await using TestApplication app = await StartAsync(options => options.EventsType = events, LogLevel.Information, builder => builder.Services.AddSingleton<CheckScript>());
        HttpContext context = Context(app, await CookieAsync(app));

        Assert.That(async () => (await context.AuthenticateAsync()).Succeeded, isRegistered ? Is.True : Throws.InvalidOperationException.With.Message.Contains("System.Object"));
    }

    private static async Task<string> OutcomeAsync(Func<ValueTask<AuthResult>> answer, LogLevel level)
    {
        await using TestApplication app = await TestApplication.StartAsync(
            services =>
            {
                services.AddSingleton(answer);
                services.AddAuthStrategy().AddStrategy<ScriptedStrategy>("Scripted").UseAspNetCore();
                services.AddLogging(logging => logging.SetMinimumLevel(level));
            },
            _ => { });
        DefaultHttpContext context = Context(app, "__Host-auth=credential");
        Task<AuthenticateResult> authentication = (await HandlerAsync(app, context)).AuthenticateAsync();

        try
        {
            AuthenticateResult result = await authentication;
            return result.Principal?.FindFirst("sub")!.Value ?? result.Failure!.GetType().Name;
        }
        catch (InvalidTimeZoneException exception)
        {
            return "thrown " + exception.GetType().Name;
        }
    }

    private static async ValueTask<T> LaterAsync<T>(object answer)
    {
        await Task.Yield();
        return answer is Exception exception ? throw exception : (T)answer;
    }

    private static ValueTask<AuthResult> LaterAsync(AuthResult answer) => LaterAsync<AuthResult>(answer);

    private static Task<TestApplication> StartAsync(Action<AuthStrategySchemeOptions> configure, LogLevel level, Action<IAuthStrategyBuilder>? more = null) => TestApplication.StartAsync(
        services =>
        {
            IAuthStrategyBuilder builder = services.AddAuthStrategy().AddSession().UseAspNetCore();
            more?.Invoke(builder);
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

    private static async Task<IAuthenticationHandler> HandlerAsync(TestApplication app, HttpContext context)
    {
        AuthenticationScheme scheme = (await app.Services.GetRequiredService<IAuthenticationSchemeProvider>().GetSchemeAsync(AuthStrategyDefaults.Scheme))!;
        IAuthenticationHandler handler = app.Services.GetRequiredService<AuthStrategyHandler>();
        await handler.InitializeAsync(scheme, context);
        return handler;
    }

    private static async Task<long> MeasureAsync(TestApplication app, string cookie, Func<IAuthenticationHandler, HttpContext, bool> act)
    {
        List<(IAuthenticationHandler Handler, HttpContext Context)> all = [];
        for (int i = 0; i < Rounds * Times; i++)
        {
            HttpContext context = Context(app, cookie);
            _ = context.RequestAborted;
            all.Add((await HandlerAsync(app, context), context));
        }

        bool isRight = true;
        int next = 0;
        Act();
        long allocated = Allocations.Least(Act);
        Assert.That(isRight, Is.True);
        return allocated / Times;

        void Act()
        {
            for (int i = 0; i < Times; i++, next++)
                isRight &= act(all[next].Handler, all[next].Context);
        }
    }

    private sealed class ScriptedStrategy(Func<ValueTask<AuthResult>> answer) : IAuthStrategy
    {
        public string Name => "Scripted";

        public ValueTask<AuthResult> AuthenticateAsync(string credential, CancellationToken cancellationToken = default) => answer();

        public ValueTask<IssuedCredential> IssueAsync(ClaimsPrincipal principal, IssueOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<RefreshResult> RefreshAsync(string credential, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<RevokeOutcome> RevokeAsync(string credential, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
