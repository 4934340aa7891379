using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.AspNetCore.Tests.Options;

/// <summary>
/// Every cookie that we set, and every change of its options from one release to the next: the jar may then contain both cookies.
/// At most one request fails, then a login works and lasts.
/// </summary>
[TestFixture]
[Property("Requirement", "M-13")]
public sealed class CookieVariantsTests
{
    public enum Kind
    {
        Session,
        StatelessJwt,
        JwtWithRefresh,
    }

    private static readonly Dictionary<string, (Release Before, Release After)> Changes = new()
    {
        ["Domain_Added"] = (new(), new() { Domain = "example.com" }),
        ["Domain_Removed"] = (new() { Domain = "example.com" }, new()),
        ["Domain_RemovedAndNamed"] = (new() { Domain = "example.com" }, new() { FormerDomain = "example.com" }),
        ["Domain_Narrowed"] = (new() { Domain = "example.com" }, new() { Domain = "app.example.com" }),
        ["Domain_Widened"] = (new() { Domain = "app.example.com" }, new() { Domain = "example.com", FormerDomain = "app.example.com" }),
        ["Path_Narrowed"] = (new(), new() { Path = "/app" }),
        ["Path_Widened"] = (new() { Path = "/app" }, new()),
        ["Path_WidenedAndNamed"] = (new() { Path = "/app" }, new() { FormerPath = "/app" }),
        ["Path_WithASlashRemoved"] = (new() { Path = "/app/" }, new() { Path = "/app", FormerPath = "/app/" }),
        ["Path_WithASlashRemovedUnnamed"] = (new() { Path = "/app/" }, new() { Path = "/app" }),
        ["Path_WithASlashWidened"] = (new() { Path = "/app/" }, new()),
        ["Path_WithASlashAdded"] = (new() { Path = "/app" }, new() { Path = "/app/" }),
        ["PathBase_Added"] = (new() { PathBase = "" }, new()),
        ["PathBase_Removed"] = (new(), new() { PathBase = "" }),
        ["RefreshPath_Moved"] = (new() { RefreshPath = "/auth" }, new() { FormerPath = "/app/auth" }),
        ["Partitioned_On"] = (new(), new() { Partitioned = true }),
        ["Partitioned_Off"] = (new() { Partitioned = true }, new()),
        ["Partitioned_OnForOtherSites"] = (new() { SameSite = SameSiteMode.None }, new() { Partitioned = true, SameSite = SameSiteMode.None }),
        ["SameSite_ToStrict"] = (new(), new() { SameSite = SameSiteMode.Strict }),
        ["SameSite_ToNone"] = (new(), new() { SameSite = SameSiteMode.None }),
        ["Name_Changed"] = (new() { Name = "auth" }, new()),
        ["Name_ChangedAndNamed"] = (new() { Name = "auth" }, new() { FormerName = "auth" }),
        ["Name_ToHost"] = (new(), new() { Name = "__Host-auth", FormerName = "__Secure-auth" }),
        ["Name_FromHost"] = (new() { Name = "__Host-auth" }, new() { FormerName = "__Host-auth" }),
        ["Name_FromHostWithDomain"] = (new() { Name = "__Host-auth" }, new() { Domain = "example.com" }),
        ["Name_ToSecure"] = (new() { Name = "auth", Domain = "example.com" }, new() { FormerName = "auth", FormerDomain = "example.com" }),
        ["Everything"] = (
            new() { Name = "auth", Domain = "example.com", Path = "/app", SameSite = SameSiteMode.None },
            new() { Name = "__Host-auth", FormerName = "auth", FormerDomain = "example.com", FormerPath = "/app" }),
        ["Everything_Unnamed"] = (new() { Domain = "example.com", Path = "/app", Partitioned = true, SameSite = SameSiteMode.None }, new()),
        ["Nothing"] = (new(), new()),
    };

    private static readonly string[] Stories = ["visit", "login", "logout", "rollback", "both"];

    public static IEnumerable<TestCaseData> Rows() =>
        from kind in Enum.GetValues<Kind>()
        from change in Changes.Keys
        select new TestCaseData(kind, change) { TestName = $"{change}_Of{kind}_FailsOnceAtMost" };

    [TestCaseSource(nameof(Rows))]
    public async Task Change(Kind kind, string change)
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        InMemorySessionStore store = new(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions()), time);
        (Release before, Release after) = Changes[change];
        await using TestHost first = await StartAsync(kind, before, store, time);
        await using TestHost second = await StartAsync(kind, after, store, time);

        foreach (string story in Stories)
        {
            foreach (bool knowsPartitions in new[] { true, false })
            {
                Visitor visitor = new(new BrowserCookieJar(time)) { KnowsPartitions = knowsPartitions };
                int failures = await RunAsync(story, kind, visitor, time, (first, before), (second, after));

                Assert.That(failures, Is.LessThanOrEqualTo(1), $"{story}, with partitions: {knowsPartitions}");
            }
        }
    }

    private static async Task<int> RunAsync(string story, Kind kind, Visitor visitor, FakeTimeProvider time, (TestHost Host, Release Release) first, (TestHost Host, Release Release) second)
    {
        await LogInAsync(visitor, first);
        if (story == "both")
        {
            // Two releases run at the same time for a while.
            foreach ((TestHost, Release) release in new[] { second, first, second, first })
                Assert.That(await LiveAsync(kind, visitor, time, release), Is.LessThanOrEqualTo(1), "two releases at once");
        }

        if (story == "login")
            await LogInAsync(visitor, second);
        else if (story == "logout")
            await LogOutAsync(visitor, second);

        int failures = story == "logout" ? 0 : await LiveAsync(kind, visitor, time, second);
        if (story == "rollback")
            failures = Math.Max(failures, await LiveAsync(kind, visitor, time, first));
        await LogOutAsync(visitor, story == "rollback" ? first : second);
        await LogInAsync(visitor, second);
        int last = await LiveAsync(kind, visitor, time, second);
        // Each change of the release may cost one request.
        return story is "rollback" or "both" ? Math.Max(failures, last) : failures + last;
    }

    /// <summary>Two requests, a rotation, two requests. How many failed, each of which is followed by a login.</summary>
    private static async Task<int> LiveAsync(Kind kind, Visitor visitor, FakeTimeProvider time, (TestHost Host, Release Release) release)
    {
        int failures = await VisitAsync(visitor, release) + await VisitAsync(visitor, release);
        if (kind == Kind.StatelessJwt)
            return failures;

        time.Advance(kind == Kind.Session ? TimeSpan.FromMinutes(20) : TimeSpan.FromMinutes(14));
        if (kind == Kind.JwtWithRefresh)
            failures += await RefreshAsync(visitor, release);
        return failures + await VisitAsync(visitor, release) + await VisitAsync(visitor, release);
    }

    private static async Task<int> VisitAsync(Visitor visitor, (TestHost Host, Release Release) release) =>
        await SucceedsAsync(visitor, release, $"GET {release.Release.PathBase}/me", 200) ? 0 : 1;

    private static async Task<int> RefreshAsync(Visitor visitor, (TestHost Host, Release Release) release) =>
        await SucceedsAsync(visitor, release, $"POST {release.Release.PathBase}{release.Release.RefreshPath}", 204) ? 0 : 1;

    private static async Task<bool> SucceedsAsync(Visitor visitor, (TestHost Host, Release Release) release, string requestLine, int status)
    {
        RawAnswer answer = await visitor.SendAsync(release.Host.App, requestLine);
        Assert.That(answer.All("Set-Cookie").Count(), Is.LessThanOrEqualTo(16));
        if (answer.Status == status)
            return true;

        await LogInAsync(visitor, release);
        return false;
    }

    private static async Task LogInAsync(Visitor visitor, (TestHost Host, Release Release) release)
    {
        RawAnswer answer = await visitor.SendAsync(release.Host.App, $"POST {release.Release.PathBase}/login/alice?persistent=true");
        Assert.That((answer.Status, answer.All("Set-Cookie").Count() <= 16), Is.EqualTo((200, true)));
    }

    private static async Task LogOutAsync(Visitor visitor, (TestHost Host, Release Release) release)
    {
        RawAnswer answer = await visitor.SendAsync(release.Host.App, $"POST {release.Release.PathBase}/auth/logout");
        RawAnswer me = await visitor.SendAsync(release.Host.App, $"GET {release.Release.PathBase}/me");
        Assert.That((answer.Status, me.Status == 200), Is.EqualTo((200, false)));
    }

    private static Task<TestHost> StartAsync(Kind kind, Release release, ISessionStore store, TimeProvider time) => TestHost.StartAsync(
        builder =>
        {
            if (kind == Kind.Session)
                builder.AddSession();
            else
                builder.AddJwt(kind == Kind.StatelessJwt ? Logins.Jwt : Logins.JwtWithRefresh);
        },
        options =>
        {
            AuthStrategyHttpOptions http = options.Strategy(kind == Kind.Session ? "Session" : "Jwt");
            http.Transport = CredentialTransport.Cookie;
            release.Apply(http.Cookie);
        },
        services =>
        {
            services.AddSingleton(time);
            services.Replace(ServiceDescriptor.Singleton(store));
        },
        app =>
        {
            if (release.PathBase.Length > 0)
                app.UsePathBase(release.PathBase);
            app.UseRouting();
            app.UseAuthentication();
            app.UseAuthorization();
            if (release.RefreshPath != "/auth/refresh" && app.Services.GetServices<AuthStrategyDescriptor>().Any(strategy => strategy.Capabilities.CanRefresh))
                app.MapAuthRefresh(release.RefreshPath);
        });

    /// <summary>The options of one release.</summary>
    private sealed record Release
    {
        public string Name { get; init; } = "__Secure-auth";

        public string? Domain { get; init; }

        public string Path { get; init; } = "/";

        public string PathBase { get; init; } = "/app";

        public string RefreshPath { get; init; } = "/auth/refresh";

        public bool Partitioned { get; init; }

        public SameSiteMode SameSite { get; init; } = SameSiteMode.Lax;

        public string? FormerName { get; init; }

        public string? FormerDomain { get; init; }

        public string? FormerPath { get; init; }

        public void Apply(AuthCookieOptions cookie)
        {
            (cookie.Name, cookie.Domain, cookie.Path, cookie.Partitioned, cookie.SameSite) = (Name, Domain, Path, Partitioned, SameSite);
            if (FormerName is not null)
                cookie.FormerNames.Add(FormerName);
            if (FormerDomain is not null)
                cookie.FormerDomains.Add(FormerDomain);
            if (FormerPath is not null)
                cookie.FormerPaths.Add(FormerPath);
        }
    }
}
