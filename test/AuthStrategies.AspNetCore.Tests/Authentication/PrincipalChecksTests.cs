using System.Security.Claims;
using System.Text.Json;
using AuthStrategies.AspNetCore.Authentication;
using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>The application checks principals: each time, once per interval, beside the framework's cookie handler.</summary>
[TestFixture]
public sealed class PrincipalChecksTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    // The request that is checked, then one that is accepted: status, name, whether the first answer deletes the cookie.
    [TestCase("accept", 200, "alice", false, 200, "alice")]
    [TestCase("replace", 200, "Alice B", false, 200, "Alice B")]
    [TestCase("refuse", 401, "", true, 401, "")]
    [Property("Requirement", "B-03")]
    public async Task Check_OfEachKind_IsThatOfTheCookieHandler(string kind, int status, string name, bool deletes, int nextStatus, string nextName)
    {
        CheckScript script = new();
        await using TestHost ours = await StartAsync(script, Interval);
        string cookie = await ours.LogInAsync();
        await using TestApplication framework = await StartFrameworkAsync(kind);
        string theirs = (await framework.SendRawAsync("POST /login")).CookieValue("auth")!;

        script.Answer = (principal, _) => new(Answer(kind, principal));
        RawAnswer answer = await ours.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        RawAnswer expected = await framework.SendRawAsync("GET /me?check", [$"Cookie: auth={theirs}"]);
        script.Answer = (principal, _) => new(principal);
        RawAnswer next = await ours.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        RawAnswer expectedNext = await framework.SendRawAsync("GET /me", [$"Cookie: auth={expected.CookieValue("auth") ?? theirs}"]);

        Assert.That((expected.Status, NameIn(expected), Deletes(expected, "auth"), expectedNext.Status, NameIn(expectedNext)), Is.EqualTo((status, name, deletes, nextStatus, nextName)), "the framework");
        Assert.That((answer.Status, NameIn(answer), Deletes(answer, "__Host-auth"), next.Status, NameIn(next)), Is.EqualTo((status, name, deletes, nextStatus, nextName)), "ours");
    }

    [TestCase("throw")]
    [TestCase("unavailable")]
    [TestCase("other subject")]
    [TestCase("anonymous")]
    [Property("Requirement", "F-04")]
    public async Task Check_ThatFails_Is503AndTheSessionGoesOn(string kind)
    {
        foreach (TimeSpan every in new[] { TimeSpan.Zero, Interval })
        {
            CheckScript script = new() { Answer = (principal, _) => new(Answer(kind, principal)) };
            await using TestHost host = await StartAsync(script, every);
            string cookie = await host.LogInAsync();

            RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
            RawAnswer open = await host.SendAsync("GET /open", $"Cookie: __Host-auth={cookie}");
            RawAnswer refresh = await host.SendAsync("POST /auth/refresh", $"Cookie: __Host-auth={cookie}");
            script.Answer = (principal, _) => new(principal);
            RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

            Assert.That((answer.Status, open.Body, refresh.Status, after.Status), Is.EqualTo((503, "nobody", 503, 200)), every.ToString());
            Assert.That(answer.All("Set-Cookie").Concat(refresh.All("Set-Cookie")), Is.Empty);
        }
    }

    [Test]
    [Property("Requirement", "F-04")]
    public async Task Check_WhenTheStoreIsBrokenAtTheReplacement_Is503()
    {
        CheckScript script = new();
        await using TestHost host = await StartAsync(script, Interval);
        string cookie = await host.LogInAsync();
        script.Answer = (principal, _) =>
        {
            host.Store.IsBroken = true;
            return new(Answer("replace", principal));
        };

        RawAnswer broken = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        host.Store.IsBroken = false;
        script.Answer = (principal, _) => new(principal);
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((broken.Status, after.Status, after.Body, script.Calls), Is.EqualTo((503, 200, "alice", 2)));
    }

    [TestCase(0, 4)]
    [TestCase(5, 2)]
    public async Task Check_WithAnInterval_IsAskedOncePerInterval(int minutes, int calls)
    {
        CheckScript script = new();
        await using TestHost host = await StartAsync(script, TimeSpan.FromMinutes(minutes));
        string cookie = await host.LogInAsync();

        foreach (int pause in new[] { 0, 1, 3, 1 })
        {
            host.App.Time.Advance(TimeSpan.FromMinutes(pause));
            await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        }

        Assert.That(script.Calls, Is.EqualTo(calls));
    }

    [Test]
    public async Task Check_OfOneRequest_IsAskedOnce()
    {
        CheckScript script = new();
        await using TestHost host = await StartAsync(script, TimeSpan.Zero);
        string cookie = await host.LogInAsync();

        await host.SendAsync("GET /auth/session", $"Cookie: __Host-auth={cookie}");
        await host.SendAsync("GET /me", "Cookie: other=1");

        Assert.That(script.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task Check_ThatReplaces_WritesOnceAndEveryNodeSeesIt()
    {
        CheckScript script = new() { Answer = (principal, _) => new(Answer("replace", principal)) };
        await using TestHost host = await StartAsync(script, TimeSpan.Zero);
        string cookie = await host.LogInAsync();
        await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        host.Store.Forget();

        RawAnswer second = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        AuthResult elsewhere = await host.App.Services.GetRequiredKeyedService<IAuthStrategy>("Session").AuthenticateAsync(cookie);

        Assert.That((second.Body, host.Store.Count("replace"), elsewhere.Principal?.Identity?.Name), Is.EqualTo(("Alice B", 0, "Alice B")));
    }

    [Test]
    public async Task Check_ThatChangesWhatItIsGiven_Replaces()
    {
        CheckScript script = new()
        {
            Answer = (principal, _) =>
            {
                ((ClaimsIdentity)principal.Identity!).AddClaim(new("role", "admin"));
                return new(principal);
            },
        };
        await using TestHost host = await StartAsync(script, Interval);
        string cookie = await host.LogInAsync();

        RawAnswer[] answers = [await host.SendAsync("GET /admin", $"Cookie: __Host-auth={cookie}"), await host.SendAsync("GET /admin", $"Cookie: __Host-auth={cookie}")];

        Assert.That((answers[0].Status, answers[1].Status, script.Calls), Is.EqualTo((200, 200, 1)));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Check_ThatRefuses_EndsTheSession(string strategy)
    {
        CheckScript script = new() { Answer = (_, _) => new((ClaimsPrincipal?)null) };
        await using TestHost host = await StartAsync(script, Interval);
        IssuedCredential credential = await host.App.Services.GetRequiredKeyedService<IAuthStrategy>(strategy).IssueAsync(Logins.Alice);

        RawAnswer answer = await host.SendAsync("GET /me", Header(strategy, credential));
        SessionInfo? session = await host.App.Services.GetRequiredService<ISessionDirectory>().FindAsync(credential.SessionId!.Value);

        Assert.That((answer.Status, session), Is.EqualTo((401, (SessionInfo?)null)));
        Assert.That(host.App.Log.Text, Does.Contain("refused a user of strategy " + strategy));
    }

    [Test]
    public async Task Check_ThatRefusesWhileTheStoreIsBroken_RefusesAgain()
    {
        CheckScript script = new();
        await using TestHost host = await StartAsync(script, Interval);
        string cookie = await host.LogInAsync();
        script.Answer = (_, _) =>
        {
            host.Store.IsBroken = true;
            return new((ClaimsPrincipal?)null);
        };

        RawAnswer first = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        host.Store.IsBroken = false;
        RawAnswer second = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        Assert.That((first.Status, Deletes(first, "__Host-auth"), second.Status, script.Calls), Is.EqualTo((401, true, 401, 2)));
        Assert.That(host.App.Log.Text, Does.Contain("could not be ended"));
    }

    [Test]
    public async Task Check_OfAStatelessToken_CountsInThisProcessUntilTheNext()
    {
        CheckScript script = new() { Answer = (principal, _) => new(Answer("replace", principal)) };
        await using TestHost host = await StartAsync(script, Interval, b => b.AddJwt(Logins.Jwt));
        string header = $"Authorization: Bearer {(await host.LogInForTokenAsync()).AccessToken}";

        string[] names = [(await host.SendAsync("GET /me", header)).Body, (await host.SendAsync("GET /me", header)).Body];
        int calls = script.Calls;
        host.App.Time.Advance(Interval);
        script.Answer = (principal, _) => new(principal);
        string later = (await host.SendAsync("GET /me", header)).Body;
        host.App.Time.Advance(Interval);
        script.Answer = (_, _) => new((ClaimsPrincipal?)null);
        int[] refused = [(await host.SendAsync("GET /me", header)).Status, (await host.SendAsync("GET /me", header)).Status];

        Assert.That((names[0], names[1], calls, later), Is.EqualTo(("Alice B", "Alice B", 1, "alice")));
        Assert.That(refused, Is.All.EqualTo(401));
    }

    [TestCase("Session", "refuse", 401)]
    [TestCase("Jwt", "refuse", 401)]
    [TestCase("Session", "accept", 200)]
    [TestCase("Jwt", "accept", 200)]
    [TestCase("Jwt", "throw", 503)]
    public async Task Refresh_IsCheckedToo(string strategy, string kind, int status)
    {
        CheckScript script = new() { Answer = (principal, _) => new(Answer(kind, principal)) };
        await using TestHost host = await StartAsync(script, TimeSpan.Zero);
        IssuedCredential credential = await host.App.Services.GetRequiredKeyedService<IAuthStrategy>(strategy).IssueAsync(Logins.Alice);
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        string body = $"{{\"refreshToken\":\"{credential.RefreshToken ?? credential.Value}\"}}";

        RawAnswer answer = await host.App.SendRawAsync("POST /auth/refresh", ["Content-Type: application/json"], body);
        SessionInfo? session = await host.App.Services.GetRequiredService<ISessionDirectory>().FindAsync(credential.SessionId!.Value);

        Assert.That((answer.Status, session is null), Is.EqualTo((status, status == 401)));
    }

    [Test]
    public async Task Check_OfManyRequestsOfOneSession_IsAskedOnceAndOthersGetTheLastResult()
    {
        TaskCompletionSource<ClaimsPrincipal?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CheckScript script = new();
        await using TestHost host = await StartAsync(script, Interval);
        string header = $"Cookie: __Host-auth={await host.LogInAsync()}";
        await host.SendAsync("GET /me", header);
        host.App.Time.Advance(Interval);
        script.Answer = (_, _) =>
        {
            asked.SetResult();
            return new(answer.Task);
        };

        Task<RawAnswer> checking = host.SendAsync("GET /me", header);
        await asked.Task;
        RawAnswer[] others = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.SendAsync("GET /me", header)));
        answer.SetResult(Answer("replace", Logins.Alice));
        RawAnswer checkedAnswer = await checking;
        RawAnswer after = await host.SendAsync("GET /me", header);

        Assert.That(others.Select(other => (other.Status, other.Body)), Is.All.EqualTo((200, "alice")));
        Assert.That((checkedAnswer.Body, after.Body, script.Calls), Is.EqualTo(("Alice B", "Alice B", 2)));
    }

    [TestCase("replace", 200, "Alice B")]
    [TestCase("refuse", 401, "")]
    public async Task Check_OfTheFirstRequests_LetsTheOthersWait(string kind, int status, string name)
    {
        TaskCompletionSource<ClaimsPrincipal?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CheckScript script = new() { Answer = (_, _) => new(answer.Task) };
        await using TestHost host = await StartAsync(script, Interval);
        string header = $"Cookie: __Host-auth={await host.LogInAsync()}";

        Task<RawAnswer>[] requests = [.. Enumerable.Range(0, 4).Select(_ => host.SendAsync("GET /me", header))];
        await Until.TrueAsync(() => script.Calls == 1);
        answer.SetResult(Answer(kind, Logins.Alice));
        RawAnswer[] answers = await Task.WhenAll(requests);

        Assert.That(answers.Select(one => (one.Status, NameIn(one))), Is.All.EqualTo((status, name)));
        if (kind == "replace")
            Assert.That(script.Calls, Is.EqualTo(1));
    }

    [TestCase(true, "Alice B")]
    [TestCase(false, "alice")]
    public async Task CheckAsync_OfARequestThatReadTheSessionBeforeAReplacement_GivesTheReplacement(bool readBefore, string name)
    {
        CheckScript script = new() { Answer = (_, _) => new(Answer("replace", Logins.Alice)) };
        await using TestHost host = await StartAsync(script, Interval);
        IServiceProvider services = host.App.Services;
        string cookie = await host.LogInAsync();
        PrincipalChecks checks = services.GetRequiredService<PrincipalChecks>();
        HttpStrategy strategy = services.GetRequiredService<StrategyList>().All.First(known => known.Kind == AuthStrategyKind.Session);
        AuthResult result = await strategy.Strategy.AuthenticateAsync(cookie);
        long stored = checks.Stored;
        await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");

        DefaultHttpContext context = new() { RequestServices = services };
        AuthRequest request = AuthRequest.Of(context, services.GetRequiredService<CredentialReader>());
        AuthResult given = await checks.CheckAsync(context, request, new(cookie, CredentialSource.Cookie, "__Host-auth"), strategy, result, readBefore ? stored : checks.Stored);

        Assert.That((given.Principal!.Identity!.Name, script.Calls), Is.EqualTo((name, 1)));
    }

    [Test]
    public async Task Check_IsToldWhereThePrincipalComesFrom()
    {
        List<PrincipalCheckContext> seen = [];
        CheckScript script = new()
        {
            Answer = (principal, context) =>
            {
                seen.Add(context);
                return new(principal);
            },
        };
        await using TestHost host = await StartAsync(script, TimeSpan.Zero);
        IssuedCredential credential = await host.App.Services.GetRequiredKeyedService<IAuthStrategy>("Session").IssueAsync(Logins.Alice);

        await host.SendAsync("GET /me", Header("Session", credential));

        Assert.That((seen[0].Strategy, seen[0].SessionId, seen[0].AuthenticatedAt, seen[0].HttpContext is null), Is.EqualTo(("Session", credential.SessionId, (DateTimeOffset?)host.App.Time.GetUtcNow(), false)));
    }

    [TestCase(-1)]
    [TestCase(500)]
    [TestCase(86_400_001)]
    public void UsePrincipalCheck_WithAnIntervalOutsideTheRange_IsRefused(double milliseconds)
    {
        IAuthStrategyBuilder builder = new ServiceCollection().AddAuthStrategy();

        Assert.That(
            () => builder.UsePrincipalCheck<ScriptedCheck>(TimeSpan.FromMilliseconds(milliseconds)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.StartsWith("every is ").And.Message.Contains("it must be zero (each request), or from 1 second to 1 day. Write for example"));
    }

    private static Task<TestHost> StartAsync(CheckScript script, TimeSpan every, Action<IAuthStrategyBuilder>? strategies = null) => TestHost.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(script);
            (strategies ?? (b => b.AddSession().AddJwt(Logins.JwtWithRefresh)))(builder);
            builder.UsePrincipalCheck<ScriptedCheck>(every);
        },
        o =>
        {
            if (strategies is null)
                o.Strategy("Session").Sources = CredentialSources.Cookie | CredentialSources.Bearer;
        });

    private static Task<TestApplication> StartFrameworkAsync(string kind) => TestApplication.StartAsync(
        services =>
        {
            services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(o =>
            {
                o.Cookie.Name = "auth";
                o.Events.OnRedirectToLogin = context => Task.FromResult(context.Response.StatusCode = 401);
                o.Events.OnValidatePrincipal = context => context.Request.Query.ContainsKey("check") ? ValidateAsync(context, kind) : Task.CompletedTask;
            });
            services.AddAuthorization();
        },
        app =>
        {
            app.MapPost("/login", () => TypedResults.SignIn(Logins.Alice));
            app.MapGet("/me", (HttpContext context) => context.User.Identity?.Name).RequireAuthorization();
        });

    private static async Task ValidateAsync(CookieValidatePrincipalContext context, string kind)
    {
        if (Answer(kind, context.Principal!) is not { } answer)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync();
        }
        else if (answer != context.Principal)
        {
            context.ReplacePrincipal(answer);
            context.ShouldRenew = true;
        }
    }

    private static ClaimsPrincipal? Answer(string kind, ClaimsPrincipal principal) => kind switch
    {
        "accept" => principal,
        "replace" => Named("alice", "Alice B"),
        "refuse" => null,
        "other subject" => Logins.User("bob"),
        "anonymous" => new(new ClaimsIdentity(principal.Claims)),
        "unavailable" => throw new SessionStoreException("The user table did not answer."),
        _ => throw new NotSupportedException("of the application"),
    };

    private static ClaimsPrincipal Named(string subject, string name) => new(new ClaimsIdentity([new("sub", subject), new("name", name)], "password", "name", "role"));

    private static string Header(string strategy, IssuedCredential credential) =>
        strategy == "Session" ? $"Cookie: __Host-auth={credential.Value}" : $"Authorization: Bearer {credential.Value}";

    private static string NameIn(RawAnswer answer) => answer.Status == 200 ? answer.Body : "";

    private static bool Deletes(RawAnswer answer, string cookie) => answer.CookieValue(cookie) is { Length: 0 };
}
