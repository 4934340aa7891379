using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Connections;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Hostile;

/// <summary>Checks of principals that misbehave, and clients that use them.</summary>
[TestFixture]
public sealed class PrincipalCheckAttackTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Test]
    [Property("Requirement", "F-04")]
    public async Task Check_ThatAuthenticatesItsOwnRequest_Is503AndHangsNot([Values(0, 5)] int minutes, [Values] bool isStoreSlow, [Values("authenticate", "token", "challenge", "other scheme")] string call)
    {
        CheckScript script = new()
        {
            Answer = async (principal, about) =>
            {
                switch (call)
                {
                    case "authenticate":
                        await about.HttpContext!.AuthenticateAsync();
                        break;
                    case "token":
                        await about.HttpContext!.GetTokenAsync("access_token");
                        break;
                    case "challenge":
                        await about.HttpContext!.ChallengeAsync();
                        break;
                    default:
                        await about.HttpContext!.AuthenticateAsync("Session");
                        break;
                }

                return principal;
            },
        };
        await using TestHost host = await StartAsync(script, TimeSpan.FromMinutes(minutes));
        string cookie = await host.LogInAsync();
        if (isStoreSlow)
            host.Store.Before = async (_, _) => await Task.Yield();

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}").WaitAsync(Patience);
        script.Answer = (principal, _) => new(principal);
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}").WaitAsync(Patience);

        Assert.That((answer.Status, after.Status), Is.EqualTo((503, 200)));
        Assert.That(host.App.Log.Text, Does.Contain("IPrincipalCheck"));
    }

    [Test]
    public async Task Check_ThatSignsOutAndRefuses_IsOneRefusal([Values(0, 5)] int minutes, [Values] bool isStoreSlow)
    {
        CheckScript script = new()
        {
            Answer = async (_, about) =>
            {
                await about.HttpContext!.SignOutAsync();
                return null;
            },
        };
        await using TestHost host = await StartAsync(script, TimeSpan.FromMinutes(minutes));
        string cookie = await host.LogInAsync();
        if (isStoreSlow)
            host.Store.Before = async (_, _) => await Task.Yield();

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}").WaitAsync(Patience);

        Assert.That((answer.Status, answer.CookieValue("__Host-auth")), Is.EqualTo((401, "")));
        Assert.That(await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice"), Is.Empty);
    }

    [Test]
    public async Task Check_ThatReturnsOnePrincipalForEachRequest_SharesItWithNone([Values(0, 5)] int minutes)
    {
        ClaimsPrincipal shared = Logins.User("alice", "cached");
        CheckScript script = new() { Answer = (_, _) => new(shared) };
        await using TestHost host = await StartAsync(
            script,
            TimeSpan.FromMinutes(minutes),
            b => b.AddJwt(Logins.JwtWithRefresh),
            app => app.MapGet("/mutate", (HttpContext context) =>
            {
                ((ClaimsIdentity)context.User.Identity!).AddClaim(new("role", "admin"));
                return "";
            }));
        string[] headers = [await TokenAsync(host), await TokenAsync(host)];

        await host.SendAsync("GET /mutate", headers[0]);
        RawAnswer other = await host.SendAsync("GET /admin", headers[1]);

        Assert.That((other.Status, shared.IsInRole("admin"), ((ClaimsIdentity)shared.Identity!).BootstrapContext), Is.EqualTo((403, false, (object?)null)));
    }

    [Test]
    public async Task Check_OfAnOldConnection_GivesNoRoleBack()
    {
        CheckScript script = new();
        await using HubApp app = await HubApp.StartAsync(services =>
        {
            services.AddSingleton(script);
            services.AddAuthStrategy().UsePrincipalCheck<ScriptedCheck>();
        });
        IssuedCredential credential = await app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Session").IssueAsync(Logins.User("alice", "admin"));
        HubClient client = await app.ConnectAsync(credential);
        await client.WhoAsync();
        await app.Directory.ReplacePrincipalAsync(credential.SessionId!.Value, Logins.User("alice"));
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        script.Answer = (principal, about) =>
        {
            if (about.HttpContext is null)
            {
                asked.TrySetResult();
                ((ClaimsIdentity)principal.Identity!).AddClaim(new("seen", "now"));
            }

            return new(principal);
        };

        await app.PassAsync(TimeSpan.FromMinutes(10));
        await asked.Task.WaitAsync(Patience);
        await client.ClosedAsync();
        RawAnswer admin = await app.App.SendRawAsync("GET /admin", [$"Cookie: __Host-auth={credential.Value}"]);

        Assert.That(admin.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Check_OfAConnection_StoresNoClaimThatATransformationAdded()
    {
        CheckScript script = new();
        await using HubApp app = await HubApp.StartAsync(services =>
        {
            services.AddSingleton(script);
            services.AddSingleton<IClaimsTransformation>(new HubAdmin());
            services.AddAuthStrategy().UsePrincipalCheck<ScriptedCheck>();
        });
        IssuedCredential credential = await app.IssueAsync("Session");
        HubClient client = await app.ConnectAsync(credential);
        await client.WhoAsync();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        script.Answer = (principal, about) =>
        {
            if (about.HttpContext is not null)
                return new(principal);
            asked.TrySetResult();
            ((ClaimsIdentity)principal.Identity!).AddClaim(new("seen", "now"));
            return new(principal);
        };

        await app.PassAsync(TimeSpan.FromMinutes(10));
        await asked.Task.WaitAsync(Patience);
        await client.ClosedAsync();
        AuthResult stored = await app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Session").AuthenticateAsync(credential.Value);

        Assert.That(stored.Principal!.IsInRole("transformed"), Is.False);
    }

    [Test]
    public async Task Check_ThatIsSlowAndFails_IsNotAskedOnceForEachWaitingRequest()
    {
        TaskCompletionSource<ClaimsPrincipal?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        CheckScript script = new() { Answer = (_, _) => new(answer.Task) };
        Arrivals arrivals = new();
        await using TestHost host = await StartAsync(script, Interval, b => b.AddSession().Services.AddSingleton<IStartupFilter>(arrivals));
        string header = $"Cookie: __Host-auth={await host.LogInAsync()}";
        int before = arrivals.Count;
        Task<RawAnswer>[] requests = [.. Enumerable.Range(0, 8).Select(_ => host.SendAsync("GET /me", header))];
        await Until.TrueAsync(() => script.Calls == 1 && arrivals.Count == before + requests.Length);
        // The way from the arrival to the check is short.
        await Task.Delay(500);
        answer.SetException(new TimeoutException("of the application"));

        RawAnswer[] answers = await Task.WhenAll(requests).WaitAsync(Patience);

        Assert.That(answers.Select(one => one.Status), Is.All.EqualTo(503));
        Assert.That(script.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task Check_WhoseRequestIsAborted_GivesTheTurnToTheNext()
    {
        TaskCompletionSource<ClaimsPrincipal?> never = new();
        CheckScript script = new();
        script.Answer = (principal, about) => script.Calls == 1 ? new(never.Task.WaitAsync(about.HttpContext!.RequestAborted)) : new(principal);
        await using TestHost host = await StartAsync(script, Interval);
        string cookie = await host.LogInAsync();
        using HttpClient client = host.App.CreateClient();
        using CancellationTokenSource abort = new();
        using HttpRequestMessage request = new(HttpMethod.Get, "/me") { Headers = { { "Cookie", $"__Host-auth={cookie}" } } };
#pragma warning disable CA2025 // It is awaited below, before the client goes.
        Task<HttpResponseMessage> first = client.SendAsync(request, abort.Token);
#pragma warning restore CA2025
        await Until.TrueAsync(() => script.Calls == 1);
        Task<RawAnswer> second = host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}");
        await Task.Delay(200);

        await abort.CancelAsync();
        RawAnswer answer = await second.WaitAsync(Patience);
        await first.ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(first.IsCanceled, Is.True);
    }

    [Test]
    public async Task Check_OfTwoUsersAndTwoSessions_IsRememberedForEachAlone([Values("Session", "Jwt")] string strategy)
    {
        CheckScript script = new()
        {
            Answer = (principal, _) => new(new ClaimsPrincipal(new ClaimsIdentity([new("sub", principal.FindFirst("sub")!.Value), new("name", "new " + principal.Identity!.Name)], "password", "name", "role"))),
        };
        await using TestHost host = await StartAsync(script, Interval, b => b.AddSession().AddJwt(Logins.JwtWithRefresh));
        IAuthStrategy issuer = host.App.Services.GetRequiredKeyedService<IAuthStrategy>(strategy);
        string[] users = ["alice", "bob", "alice"];
        string[] names = new string[3];
        for (int i = 0; i < users.Length; i++)
        {
            IssuedCredential issued = await issuer.IssueAsync(Logins.User(users[i]));
            names[i] = (await host.SendAsync("GET /me", strategy == "Session" ? $"Cookie: __Host-auth={issued.Value}" : $"Authorization: Bearer {issued.Value}")).Body;
        }

        Assert.That(names, Is.EqualTo(new[] { "new alice", "new bob", "new alice" }));
        Assert.That(script.Calls, Is.EqualTo(3));
    }

    [Test]
    public async Task Check_OfAPageServedByItsRefreshToken_RefusesAndEndsTheSession([Values(0, 5)] int minutes)
    {
        CheckScript script = new();
        await using TestHost host = await StartRollingAsync(script, TimeSpan.FromMinutes(minutes));
        RawAnswer login = await host.SendAsync("POST /login/alice");
        string refresh = login.CookieValue("__Host-auth-refresh")!;
        host.App.Time.Advance(TimeSpan.FromMinutes(20));
        script.Answer = (_, _) => new((ClaimsPrincipal?)null);

        RawAnswer page = await host.SendAsync("GET /me", $"Cookie: __Host-auth-refresh={refresh}", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: same-origin");
        script.Answer = (principal, _) => new(principal);
        RawAnswer again = await host.SendAsync("GET /me", $"Cookie: __Host-auth-refresh={refresh}", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: same-origin");

        Assert.That((page.Status, page.CookieValue("__Host-auth"), page.CookieValue("__Host-auth-refresh"), again.Status), Is.EqualTo((401, "", "", 401)));
        Assert.That(await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice"), Is.Empty);
    }

    [Test]
    public async Task Check_OfAPageServedByItsRefreshToken_IsNotSkippedByTheMemoryOfAnother()
    {
        CheckScript script = new() { Answer = (principal, _) => new(new ClaimsPrincipal(new ClaimsIdentity([new("sub", principal.FindFirst("sub")!.Value), new("name", "new " + principal.Identity!.Name)], "password", "name", "role"))) };
        await using TestHost host = await StartRollingAsync(script, Interval);
        List<string> names = [];
        foreach (string user in (string[])["alice", "bob"])
        {
            string refresh = (await host.SendAsync($"POST /login/{user}")).CookieValue("__Host-auth-refresh")!;
            RawAnswer page = await host.SendAsync("GET /me", $"Cookie: __Host-auth-refresh={refresh}", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Site: same-origin");
            names.Add(page.Body);
            RawAnswer next = await host.SendAsync("GET /me", $"Cookie: __Host-auth={page.CookieValue("__Host-auth")}");
            names.Add(next.Body);
        }

        Assert.That(names, Is.EqualTo(new[] { "new alice", "new alice", "new bob", "new bob" }));
    }

    [Test]
    [Property("Requirement", "F-04")]
    public async Task Check_OfATokenOfAnotherIssuer_GetsNoSessionOfOurs()
    {
        SessionId? seen = null;
        CheckScript script = new();
        byte[] secret = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        await using TestHost host = await StartAsync(script, TimeSpan.Zero, b => b.AddSession().AddJwt("Foreign", o =>
        {
            (o.Issuer, o.Audience) = ("https://other.example", "tests");
            o.VerificationKeys.Add(JwtKey.FromBase64(Convert.ToBase64String(secret), "HS256"));
        }));
        string cookie = await host.LogInAsync();
        SessionInfo victim = (await host.App.Services.GetRequiredService<ISessionDirectory>().ListAsync("alice")).Single();
        string token = ForeignTokens.Create("https://other.example", "tests", secret, host.App.Time.GetUtcNow(), "alice", victim.Id.ToString());
        script.Answer = (principal, about) =>
        {
            seen = about.SessionId;
            return new(principal);
        };

        RawAnswer answer = await host.SendAsync("GET /open", $"Authorization: Bearer {token}");

        Assert.That((answer.Status, seen), Is.EqualTo((200, (SessionId?)null)), host.App.Log.Text);
        Assert.That(cookie, Is.Not.Null);
    }

    private static async Task<string> TokenAsync(TestHost host) => $"Authorization: Bearer {(await host.LogInForTokenAsync()).AccessToken}";

    private static Task<TestHost> StartRollingAsync(CheckScript script, TimeSpan every) => TestHost.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(script);
            builder.AddJwt(Logins.JwtWithRefresh).UsePrincipalCheck<ScriptedCheck>(every);
        },
        o =>
        {
            o.Strategy("Jwt").Transport = CredentialTransport.Cookie;
            o.Strategy("Jwt").RefreshOnRequest = true;
        });

    private static Task<TestHost> StartAsync(CheckScript script, TimeSpan every, Action<IAuthStrategyBuilder>? strategies = null, Action<WebApplication>? map = null) => TestHost.StartAsync(
        builder =>
        {
            builder.Services.AddSingleton(script);
            (strategies ?? (b => b.AddSession()))(builder);
            builder.UsePrincipalCheck<ScriptedCheck>(every);
        },
        map: map);

    /// <summary>How many requests have come.</summary>
    private sealed class Arrivals : IStartupFilter
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((HttpContext _, Func<Task> following) =>
            {
                Interlocked.Increment(ref _count);
                return following();
            });
            next(app);
        };
    }

    private sealed class HubAdmin : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
        {
            ClaimsPrincipal clone = principal.Clone();
            ((ClaimsIdentity)clone.Identity!).AddClaim(new("role", "transformed"));
            return Task.FromResult(clone);
        }
    }
}
