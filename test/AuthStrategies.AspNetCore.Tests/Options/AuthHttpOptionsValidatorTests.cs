using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AuthStrategies.AspNetCore.Tests.Options;

/// <summary>Mistakes in the options, found at start.</summary>
[TestFixture]
public sealed class AuthHttpOptionsValidatorTests
{
    private static readonly (string Origin, string Why)[] WrongOrigins =
    [
        ("null", "\"null\", which browsers send for every page without an origin"),
        ("file://", "\"file://\", which is not the origin of one application"),
        ("file:///index.html", "\"file:///index.html\", which is not the origin of one application"),
        ("data:text/html,x", "\"data:text/html,x\", which is not the origin of one application"),
        ("wss://app.example", "\"wss://app.example\", which is not the origin of one application"),
        ("https://app.example/", "\"https://app.example/\", which has a path or a slash at the end"),
        ("capacitor://localhost/", "\"capacitor://localhost/\", which has a path or a slash at the end"),
        ("chrome-extension://*", "\"chrome-extension://*\""),
        ("Capacitor://localhost", "\"Capacitor://localhost\""),
        ("capacitor://", "\"capacitor://\""),
        ("capacitor://user@localhost", "\"capacitor://user@localhost\""),
        ("capacitor://localhost:0", "\"capacitor://localhost:0\""),
        ("localhost", "\"localhost\""),
        ("", "\"\""),
    ];

    private static IEnumerable<TestCaseData<Action<AuthHttpOptions>, string>> Mistakes()
    {
        yield return new(o => o.Strategy("Session").Cookie.Path = "/app", "__Host-") { TestName = "HostCookie_WithAPath_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.Domain = "example.com", "__Host-") { TestName = "HostCookie_WithADomain_IsRefused" };
        yield return new(o => (o.Strategy("Session").Cookie.Name, o.Strategy("Session").Cookie.Path) = ("__HOST-x", "/app"), "__Host-") { TestName = "HostCookie_InCapitals_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.RefreshName = "__Host-r", "RefreshName") { TestName = "RefreshCookie_WithTheHostPrefix_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.RefreshName = o.Strategy("Session").Cookie.Name = "__Secure-x", "is the same") { TestName = "RefreshCookie_OfTheSameName_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.SameSite = SameSiteMode.Unspecified, "SameSiteMode.Lax") { TestName = "SameSite_LeftToTheBrowser_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.Name = "a b", "Cookie.Name") { TestName = "Name_WithASpace_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.Name = "a%62", "Cookie.Name") { TestName = "Name_WithAPercentSign_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.Name = "", "Cookie.Name") { TestName = "Name_Empty_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.Path = "app", "Cookie.Path") { TestName = "Path_WithoutASlash_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.Path = "/a;b", "Cookie.Path") { TestName = "Path_WithASemicolon_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.Domain = "exa mple", "Cookie.Domain") { TestName = "Domain_Malformed_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.FormerNames.Add("a b"), "Cookie.FormerNames") { TestName = "FormerName_WithASpace_IsRefused" };
        yield return new(SetAndAddFormer, "a present name") { TestName = "FormerName_OfThePresent_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.FormerDomains.Add("exa mple"), "Cookie.FormerDomains") { TestName = "FormerDomain_Malformed_IsRefused" };
        yield return new(o => o.Strategy("Session").Cookie.FormerPaths.Add("app"), "Cookie.FormerPaths") { TestName = "FormerPath_WithoutASlash_IsRefused" };
        yield return new(o => AddFormer(o, domains: 2, paths: 2), "9 combinations") { TestName = "FormerDomainsAndPaths_MoreThanOneAnswerDeletes_AreRefused" };
        yield return new(o => o.Strategy("Sessions").Transport = CredentialTransport.Bearer, "Strategy(\"Sessions\")") { TestName = "Strategy_Unknown_IsRefused" };
        yield return new(o => o.Strategy("Session").Transport = (CredentialTransport)7, "Transport") { TestName = "Transport_Unknown_IsRefused" };
        yield return new(o => o.Strategy("Session").Sources = (CredentialSources)8, "Sources") { TestName = "Sources_Unknown_AreRefused" };
        yield return new(o => o.Strategy("Session").RotateFor = (RotationClients)2, "RotateFor is 2") { TestName = "RotateFor_Unknown_IsRefused" };
        yield return new(o => o.Strategy("Session").RefreshOnRequest = true, "RefreshOnRequest is true for a session strategy") { TestName = "RefreshOnRequest_OfASessionStrategy_IsRefused" };
        yield return new(o => o.TrustedOrigins.Add("https://app.example/"), "TrustedOrigins") { TestName = "Origin_WithAPath_IsRefused" };
        yield return new(o => AcceptTwice(o), "more than once") { TestName = "Header_Twice_IsRefused" };
        yield return new(o => o.TrustedOrigins.Add("*"), "TrustedOrigins") { TestName = "Origin_Wildcard_IsRefused" };
        yield return new(o => o.TrustedOrigins.Add("null"), "TrustedOrigins") { TestName = "Origin_Null_IsRefused" };
        foreach ((string origin, string why) in WrongOrigins)
            yield return new(o => o.TrustedOrigins.Add(origin), $"AuthHttpOptions.TrustedOrigins is a list with {why}; it must be a list of origins") { TestName = $"Origin_{origin.Replace("/", "|", StringComparison.Ordinal)}_IsRefused" };
        yield return new(o => (o.AllowHttpInDevelopment, o.Strategy("Session").Cookie.SameSite) = (true, SameSiteMode.None), "SameSiteMode.None or Partitioned together with AllowHttpInDevelopment") { TestName = "SameSiteNone_OverPlainHttp_IsRefused" };
        yield return new(o => (o.Strategy("Session").Cookie.Partitioned, o.AllowHttpInDevelopment) = (true, true), "SameSiteMode.None or Partitioned together with AllowHttpInDevelopment") { TestName = "Partitioned_OverPlainHttp_IsRefused" };
        yield return new(o => o.ClientAddress = (ClientAddressRecording)3, "ClientAddress") { TestName = "ClientAddress_Undefined_IsRefused" };
        yield return new(o => o.RetryAfter = TimeSpan.Zero, "RetryAfter") { TestName = "RetryAfter_Zero_IsRefused" };
        yield return new(o => o.RetryAfter = TimeSpan.FromDays(1), "RetryAfter") { TestName = "RetryAfter_ADay_IsRefused" };
        yield return new(o => o.ReturnUrlParameter = "", "ReturnUrlParameter") { TestName = "ReturnUrlParameter_Empty_IsRefused" };
        foreach (string path in new[] { "login", "~/login", "https://login.example/", "//evil.example", "/\\evil.example", "/login?a=b", "/login#a", "/a\tb", " /login" })
        {
            string shown = string.Join('_', path.Split('/', '\\', '\t', ' ', '?', '#', ':', '~'));
            yield return new(o => o.LoginPath = path, "AuthHttpOptions.LoginPath is ") { TestName = $"LoginPath_{shown}_IsRefused" };
            yield return new(o => o.AccessDeniedPath = path, "AuthHttpOptions.AccessDeniedPath is ") { TestName = $"AccessDeniedPath_{shown}_IsRefused" };
            yield return new(o => o.LogoutPath = path, "AuthHttpOptions.LogoutPath is ") { TestName = $"LogoutPath_{shown}_IsRefused" };
        }

        foreach (string path in new[] { "shop", "~/shop", "//evil.example", "/\\evil.example", "/a;b", "/a,b", "/a?b", "/a#b", "/a\tb", "/" + new string('a', 256) })
            yield return new(o => o.PathBase = path, "AuthHttpOptions.PathBase is ") { TestName = $"PathBase_{path.Length}_{path[1..].Replace('\t', '_')}_IsRefused" };
    }

    private static void SetAndAddFormer(AuthHttpOptions options)
    {
        options.Strategy("Session").Cookie.Name = "__Host-auth";
        options.Strategy("Session").Cookie.FormerNames.Add("__Host-auth");
    }

    [TestCase("Authorization")]
    [TestCase("cookie")]
    [TestCase("HOST")]
    [TestCase("Set-Cookie")]
    [TestCase("Proxy-Authorization")]
    [TestCase("Content-Type")]
    [TestCase("Accept")]
    [TestCase("Accept-Language")]
    [TestCase("Origin")]
    [TestCase("Sec-Fetch-Site")]
    [TestCase("X-Forwarded-Proto")]
    [TestCase("Upgrade")]
    [TestCase("If-Match")]
    [TestCase("X Token")]
    [TestCase("X-Token:")]
    [TestCase(":path")]
    [TestCase("X-Tök")]
    [TestCase("X-\r\n")]
    [Property("Requirement", "X-01")]
    public async Task Header_WithAnotherMeaning_IsRefused(string name)
    {
        OptionsValidationException? exception = await Assert.CatchAsync<OptionsValidationException>(() => TestHost.StartAsync(http: o => o.Strategy("Session").AcceptHeader(name)));

        Assert.That(exception?.Failures.Single(), Does.Match("(?s)^AuthHttpOptions[.].+AcceptHeader is .+; it must be .+[.] Write for example .+[.]$"));
    }

    [TestCase("X-Token")]
    [TestCase("x_token")]
    [TestCase("Authorization2")]
    [TestCase("apikey")]
    public async Task Header_WithNoOtherMeaning_IsLegal(string name)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => o.Strategy("Session").AcceptHeader(name));

        Assert.That((await host.SendAsync("POST /login/alice")).Status, Is.EqualTo(200));
    }

    private static void AcceptTwice(AuthHttpOptions options)
    {
        options.Strategy("Session").AcceptHeader("X-Token");
        options.Strategy("Session").AcceptHeader("x-token");
    }

    private static void AddFormer(AuthHttpOptions options, int domains, int paths)
    {
        for (int i = 0; i < domains; i++)
            options.Strategy("Session").Cookie.FormerDomains.Add($"d{i}.example");
        for (int i = 0; i < paths; i++)
            options.Strategy("Session").Cookie.FormerPaths.Add($"/p{i}");
    }

    [TestCase(7, 0)]
    [TestCase(3, 1)]
    [TestCase(1, 3)]
    [TestCase(0, 7)]
    [Property("Requirement", "M-13")]
    public async Task Start_WithFormerDomainsAndPathsThatOneAnswerDeletes_Works(int domains, int paths)
    {
        await using TestHost host = await TestHost.StartAsync(http: o => AddFormer(o, domains, paths));

        Assert.That((await host.SendAsync("POST /login/alice")).Status, Is.EqualTo(200));
    }

    [Test]
    [Property("Requirement", "M-13")]
    public async Task Start_WithAFormerNameThatIsTheCookieOfAnotherStrategy_IsRefused()
    {
        OptionsValidationException? exception = await Assert.CatchAsync<OptionsValidationException>(() => TestHost.StartAsync(
            b => b.AddSession().AddSession("Admin"),
            o =>
            {
                o.Strategy("Admin").Cookie.Name = "__Host-admin";
                o.Strategy("Session").Cookie.FormerNames.Add("__Host-admin");
            }));

        Assert.That(exception?.Failures.Single(), Does.Contain("a cookie of another strategy"));
    }

    [Test]
    public async Task Start_WithTheDefaultNameSetForOneStrategyOnly_IsRefused()
    {
        OptionsValidationException? exception = await Assert.CatchAsync<OptionsValidationException>(() => TestHost.StartAsync(
            b => b.AddSession().AddSession("Admin"), o => o.Strategy("Admin").Cookie.Name = AuthStrategyDefaults.CookieName));

        Assert.That(exception?.Failures.Single(), Does.Contain("not set for another"));
    }

    [Test]
    public async Task Start_WithTheDefaultNameAsAFormerOneOfBothStrategies_Works()
    {
        await using TestHost host = await TestHost.StartAsync(b => b.AddSession().AddSession("Admin"), o =>
        {
            foreach (string name in new[] { "Session", "Admin" })
                o.Strategy(name).Cookie.FormerNames.Add(AuthStrategyDefaults.CookieName);
        });

        Assert.That((await host.SendAsync("POST /login/alice")).Status, Is.EqualTo(200));
    }

    [TestCaseSource(nameof(Mistakes))]
    [Property("Requirement", "X-01")]
    [Property("Requirement", "X-02")]
    public async Task Start(Action<AuthHttpOptions> mistake, string named)
    {
        OptionsValidationException? exception = await Assert.CatchAsync<OptionsValidationException>(() => TestHost.StartAsync(http: mistake));

        Assert.That(exception?.Failures, Has.Exactly(1).Contains(named));
        Assert.That(exception?.Failures, Has.All.Matches("^AuthHttpOptions[.].+ is .+; it must be .+[.] Write for example .+[.]$"));
    }

    [Test]
    public async Task Start_WithSeveralMistakes_NamesThemAll()
    {
        OptionsValidationException? exception = await Assert.CatchAsync<OptionsValidationException>(() => TestHost.StartAsync(http: o =>
        {
            o.RetryAfter = TimeSpan.Zero;
            o.TrustedOrigins.Add("x");
            o.Strategy("No");
        }));

        Assert.That(exception?.Failures.Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task Start_WithLegalOptions_Succeeds()
    {
        await using TestHost host = await TestHost.StartAsync(http: o =>
        {
            o.TrustedOrigins.Add("https://App.Example:443");
            o.TrustedOrigins.Add("http://localhost:3000");
            (o.Strategy("Session").Cookie.Name, o.Strategy("Session").Cookie.Path, o.Strategy("Session").Cookie.Domain) = ("__Secure-s", "/app", "example.com");
        });

        RawAnswer answer = await host.SendAsync("POST /login/alice");

        Assert.That(answer.SetCookie("__Secure-s"), Does.Contain("domain=example.com; path=/app;"));
    }

    private static IEnumerable<TestCaseData<Action<IAuthStrategyBuilder>, Action<AuthHttpOptions>, string>> RefreshOnRequestMistakes()
    {
        yield return new(b => b.AddJwt(Logins.JwtWithRefresh), o => o.Strategy("Jwt").RefreshOnRequest = true, "Transport = CredentialTransport.Cookie") { TestName = "Bearer" };
        yield return new(b => b.AddJwt(Logins.JwtWithRefresh), o => CookieJwt(o).Sources = CredentialSources.Bearer, "Transport and Sources") { TestName = "SourcesWithoutTheCookie" };
        yield return new(b => b.AddJwt(Logins.Jwt), o => CookieJwt(o), "RefreshTokens.Enabled = true") { TestName = "NoRefreshTokens" };
        yield return new(b => b.AddJwt(Logins.JwtWithRefresh), o => (CookieJwt(o).Cookie.RefreshName, o.Strategy("Jwt").Cookie.Domain, o.Strategy("Jwt").Cookie.Name) = ("__Host-r", "example.com", "__Secure-a"), "RefreshName") { TestName = "HostPrefixWithADomain" };
        yield return new(b => b.AddJwt(Logins.JwtWithRefresh), o => (CookieJwt(o).Cookie.RefreshName, o.Strategy("Jwt").Cookie.Path, o.Strategy("Jwt").Cookie.Name) = ("__Host-r", "/app", "__Secure-a"), "RefreshName") { TestName = "HostPrefixWithAPath" };
        yield return new(b => b.AddStrategy<RotatingStrategy>("Rotating"), o => o.Strategy("Rotating").RefreshOnRequest = true, "AuthenticatesRefreshTokens = true") { TestName = "CustomStrategyWithoutTheAbility" };
    }

    [TestCaseSource(nameof(RefreshOnRequestMistakes))]
    [Property("Requirement", "X-01")]
    public async Task Start_WithRefreshOnRequest(Action<IAuthStrategyBuilder> strategies, Action<AuthHttpOptions> mistake, string named)
    {
        OptionsValidationException? exception = await Assert.CatchAsync<OptionsValidationException>(() => TestHost.StartAsync(strategies, mistake));

        Assert.That(exception?.Failures.Single(), Does.Contain(named).And.Match("^AuthHttpOptions[.].+ is .+; it must be .+[.] Write for example .+[.]$"));
    }

    [TestCase("/", null, "__Host-auth-refresh")]
    [TestCase("/app", null, "__Secure-auth-refresh")]
    [TestCase("/", "example.com", "__Secure-auth-refresh")]
    public void RefreshName_NotSet_HasTheSafestPrefixThatBrowsersAccept(string path, string? domain, string expected)
    {
        AuthCookieOptions cookie = CookieJwt(new()).Cookie;
        (cookie.Path, cookie.Domain) = (path, domain);

        Assert.That(cookie.RefreshName, Is.EqualTo(expected));
    }

    private static AuthStrategyHttpOptions CookieJwt(AuthHttpOptions options)
    {
        AuthStrategyHttpOptions strategy = options.Strategy("Jwt");
        (strategy.Transport, strategy.RefreshOnRequest) = (CredentialTransport.Cookie, true);
        return strategy;
    }

    [Test]
    public async Task Start_WithACookieOfTwoPaths_IsRefused()
    {
        OptionsValidationException? exception = await Assert.CatchAsync<OptionsValidationException>(() => TestHost.StartAsync(
            b => b.AddSession().AddSession("Admin"),
            o => (o.Strategy("Admin").Cookie.Name, o.Strategy("Admin").Cookie.Path, o.Strategy("Session").Cookie.Name) = ("__Secure-x", "/admin", "__Secure-x")));

        Assert.That(exception?.Failures, Has.Exactly(1).Contains("__Secure-x").And.Exactly(1).Contains("Path"));
    }

    [Test]
    public async Task Start_WithTheCookieOfOneStrategyForTheRefreshTokensOfAnother_IsRefused()
    {
        OptionsValidationException? exception = await Assert.CatchAsync<OptionsValidationException>(() => TestHost.StartAsync(
            b => b.AddSession().AddJwt(Logins.JwtWithRefresh),
            o => (o.Strategy("Session").Cookie.Name, o.Strategy("Jwt").Cookie.RefreshName, o.Strategy("Jwt").Transport) = ("__Secure-x", "__Secure-x", CredentialTransport.Cookie)));

        Assert.That(exception?.Failures, Has.Exactly(1).Contains("RefreshName"));
    }

    [TestCase("/")]
    [TestCase("")]
    [TestCase("hubs/chat")]
    [TestCase("//hubs")]
    [TestCase("~/hubs")]
    [TestCase(null)]
    public void AcceptQueryString_EverywhereOrWithoutASlash_IsRefused(string? path) =>
        Assert.That(
            () => new AuthHttpOptions().Strategy("Jwt").AcceptQueryString(path!),
            Throws.ArgumentException.With.Message.Match("^The path of AcceptQueryString is .+; it must be a path below the root that begins with one slash, because query strings appear in logs[.] Write for example AcceptQueryString"));
}
