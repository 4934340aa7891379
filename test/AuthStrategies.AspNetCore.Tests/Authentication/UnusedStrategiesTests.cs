using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.AspNetCore.Tests.OneWord;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Authentication;

/// <summary>
/// The word in the configuration changes, and browsers still have cookies from before: a sign-in or a sign-out with the new word ends
/// that login, so that it does not count again when the word is changed back. The cookies follow the rules of browsers.
/// </summary>
[TestFixture]
public sealed class UnusedStrategiesTests
{
    private static readonly (string, string) OnRequest = ("Jwt:Http:RefreshOnRequest", "true");

    /// <summary>What decides which cookies the browser has, and which of them a request carries.</summary>
    private static readonly Dictionary<string, (string, string)[]> Setups = new(StringComparer.Ordinal)
    {
        ["default names"] = [OnRequest],
        ["access tokens of live sessions only"] = [OnRequest, ("Jwt:RequireLiveSession", "true")],
        ["refresh cookie for its endpoint only"] = [],
        ["own names"] = [OnRequest, ("Jwt:Http:Cookie:Name", "__Host-jwt"), ("Jwt:Http:Cookie:RefreshName", "__Host-jwt-r"), ("Session:Http:Cookie:Name", "__Host-site")],
        ["own names, refresh cookie for its endpoint only"] = [("Jwt:Http:Cookie:Name", "__Host-jwt"), ("Jwt:Http:Cookie:RefreshName", "__Secure-jwt-r"), ("Session:Http:Cookie:Name", "__Host-site")],
        ["one name with other paths"] = [OnRequest, ("Http:Cookie:Name", "__Secure-a"), ("Jwt:Http:Cookie:Path", "/app")],
        ["own paths"] = [OnRequest, ("Jwt:Http:Cookie:Name", "__Secure-j"), ("Jwt:Http:Cookie:Path", "/app"), ("Session:Http:Cookie:Name", "__Secure-s"), ("Session:Http:Cookie:Path", "/app/")],
        ["own domain"] = [OnRequest, ("Jwt:Http:Cookie:Name", "__Secure-j"), ("Jwt:Http:Cookie:Domain", "example.com")],
        ["partitioned"] = [OnRequest, ("Jwt:Http:Cookie:Partitioned", "true"), ("Http:Cookie:SameSite", "None")],
        ["path base"] = [OnRequest, ("Http:PathBase", "/app")],
    };

    private static IEnumerable<TestCaseData<string, string, string, string>> Changes() =>
        from setup in Setups.Keys
        from change in new[] { ("Jwt", "Session"), ("Session", "Jwt") }
        from action in new[] { "/app/logout", "/app/out", "/app/login", "/app/logout-everywhere" }
        select new TestCaseData<string, string, string, string>(setup, change.Item1, change.Item2, action);

    [TestCaseSource(nameof(Changes))]
    public async Task Change_OfTheWordAndBack_TheLoginFromBeforeIsOver(string setup, string before, string after, string action)
    {
        await using RestartedApp app = new(Setups[setup]);
        await app.StartAsync(before);
        await app.SendAsync("POST /app/login");
        Assert.That((await app.SendAsync("GET /app/me")).Status, Is.EqualTo(200));
        string[] stolen = [app.CookiesFor("/app/me"), app.CookiesFor("/app/refresh")];
        SessionId old = app.Store.Records.Single().Id;

        await app.StartAsync(after);
        if (action == "/app/logout-everywhere")
            await app.SendAsync("POST /app/login");
        RawAnswer answer = await app.SendAsync($"POST {action}");
        SessionId[] left = [.. app.Store.Records.Select(record => record.Id)];
        string[] kept = [.. app.Jar.Cookies.Select(cookie => cookie.Value)];
        await app.StartAsync(before);

        Assert.That(answer.Status, Is.LessThan(400), answer.Text);
        Assert.That(left, Has.None.EqualTo(old));
        Assert.That(left, Has.Exactly(action == "/app/login" ? 1 : 0).Items);
        Assert.That(kept, Has.None.Matches<string>(value => value is { } text && stolen.Any(header => header.Contains(text, StringComparison.Ordinal))), answer.Text);
        Assert.That((await app.SendAsync("GET /app/me")).Status, Is.EqualTo(401));
        Assert.That((await app.SendAsync("POST /app/refresh", stolen[1])).Status, Is.EqualTo(401));
        if (before == "Session" || setup.StartsWith("access tokens", StringComparison.Ordinal))
            Assert.That((await app.SendAsync("GET /app/me", stolen[0])).Status, Is.EqualTo(401));
    }

    /// <summary>Without a sign-in or a sign-out the login counts again: nothing else ends it.</summary>
    [TestCase("Jwt", "Session")]
    [TestCase("Session", "Jwt")]
    public async Task Change_OfTheWordAndBackWithoutASignOut_TheLoginCountsAgain(string before, string after)
    {
        await using RestartedApp app = new(Setups["default names"]);
        await app.StartAsync(before);
        await app.SendAsync("POST /app/login");

        await app.StartAsync(after);
        int other = (await app.SendAsync("GET /app/me")).Status;
        await app.StartAsync(before);

        Assert.That(other, Is.EqualTo(401));
        Assert.That((await app.SendAsync("GET /app/me")).Status, Is.EqualTo(200));
    }

    /// <summary>The logout that failed is a logout: the browser's cookies are gone, and the answer says that the session is not.</summary>
    [TestCase("Jwt", "Session", "/app/logout")]
    [TestCase("Session", "Jwt", "/app/logout")]
    [TestCase("Jwt", "Session", "/app/out")]
    [TestCase("Session", "Jwt", "/app/out")]
    [Property("Requirement", "F-05")]
    public async Task SignOut_StoreDoesNotAnswer_Is503AndDeletesTheCookies(string before, string after, string action)
    {
        await using RestartedApp app = new(Setups["own names"]);
        await app.StartAsync(before);
        await app.SendAsync("POST /app/login");
        await app.StartAsync(after);
        app.Store.IsBroken = true;

        RawAnswer answer = await app.SendAsync($"POST {action}");

        Assert.That(answer.Status, Is.EqualTo(503));
        Assert.That(app.Jar.Cookies, Is.Empty);
        Assert.That(app.Store.Records, Has.One.Items);
        Assert.That(app.Log.Count(103), Is.EqualTo(1));
    }

    /// <summary>A sign-in whose old login cannot be ended is none: the client gets no credential, and tries again.</summary>
    [TestCase("Jwt", "Session")]
    [TestCase("Session", "Jwt")]
    public async Task SignIn_StoreDoesNotEndTheOldLogin_Is503AndKeepsTheCookies(string before, string after)
    {
        await using RestartedApp app = new(Setups["own names"]);
        await app.StartAsync(before);
        await app.SendAsync("POST /app/login");
        string[] had = [.. app.Jar.Cookies.Select(cookie => cookie.Value)];
        SessionId old = app.Store.Records.Single().Id;
        await app.StartAsync(after);
        app.Store.Forget();
        app.Store.Before = (operation, _) => operation == "find" ? throw new SessionStoreException("The store is broken.") : Task.CompletedTask;

        RawAnswer answer = await app.SendAsync("POST /app/login");
        app.Store.Before = null;
        RawAnswer again = await app.SendAsync("POST /app/login");

        Assert.That(answer.Status, Is.EqualTo(503));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
        Assert.That(had, Is.Not.Empty);
        Assert.That(again.Status, Is.EqualTo(200));
        Assert.That(app.Store.Records.Select(record => record.Id), Has.None.EqualTo(old));
    }

    /// <summary>A page of another site can make the browser send the cookies. It must log no user out.</summary>
    [TestCase("Jwt", "Session")]
    [TestCase("Session", "Jwt")]
    public async Task SignOut_FromAnotherSite_EndsAndDeletesNothing(string before, string after)
    {
        await using RestartedApp app = new([.. Setups["own names"], ("Http:Cookie:SameSite", "None")]);
        await app.StartAsync(before);
        await app.SendAsync("POST /app/login");
        await app.StartAsync(after);

        RawAnswer answer = await app.SendAsync("POST /app/logout", site: "cross-site");

        Assert.That(answer.Status, Is.EqualTo(403));
        Assert.That(answer.All("Set-Cookie"), Is.Empty);
        Assert.That(app.Store.Records, Has.One.Items);
    }

    /// <summary>Tokens outside cookies: in the header of a logout, or in its body.</summary>
    [TestCase("Jwt", "Session", "accessToken", "header")]
    [TestCase("Jwt", "Session", "refreshToken", "body")]
    [TestCase("Session", "Jwt", "accessToken", "header")]
    [TestCase("Session", "Jwt", "accessToken", "body")]
    public async Task SignOut_WithABearerTokenFromBefore_EndsItsSession(string before, string after, string member, string place)
    {
        await using RestartedApp app = new(("Http:Transport", "Bearer"), ("Jwt:Http:RefreshOnRequest", "false"));
        await app.StartAsync(before);
        string token = System.Text.Json.JsonDocument.Parse((await app.SendAsync("POST /app/login")).Body).RootElement.GetProperty(member).GetString()!;
        await app.StartAsync(after);

        RawAnswer answer = place == "header"
            ? await app.SendAsync("POST /app/logout", bearer: token)
            : await app.SendAsync("POST /app/logout", body: $"{{\"refreshToken\":\"{token}\"}}");

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(app.Store.Records, Is.Empty);
    }

    /// <summary>The options of the strategy need not be valid: an opaque token names its session without them.</summary>
    [TestCase("Jwt:Audience", "")]
    [TestCase("Jwt:SigningKeys:0:Algorithm", "HS257")]
    public async Task SignOut_TheUnusedSectionHasAMistake_EndsTheSessionOfTheRefreshToken(string name, string value)
    {
        await using RestartedApp good = new(Setups["default names"]);
        await good.StartAsync("Jwt");
        await good.SendAsync("POST /app/login");
        await using RestartedApp bad = new([.. Setups["default names"], (name, value)]);
        await bad.StartAsync("Session");
        foreach (SessionRecord record in good.Store.Records)
            bad.Store.Put(record);

        RawAnswer answer = await bad.SendAsync("POST /app/logout", good.CookiesFor("/app/logout"));

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(bad.Store.Records, Is.Empty);
    }

    /// <summary>While the application runs, the word has no effect, and cookies from before end as before.</summary>
    [Test]
    public async Task SignOut_AfterAReloadOfTheWord_EndsTheSameAsBefore()
    {
        await using RestartedApp app = new(Setups["default names"]);
        await app.StartAsync("Jwt");
        await app.SendAsync("POST /app/login");
        await app.StartAsync("Session");
        app.Configuration["Auth:Strategy"] = "Jwt";
        app.Configuration.Reload();

        await app.SendAsync("POST /app/login");
        bool isServed = (await app.SendAsync("GET /app/me")).Status == 200;
        await app.SendAsync("POST /app/logout");

        Assert.That(isServed);
        Assert.That(app.Store.Records, Is.Empty);
        Assert.That(app.Jar.Cookies, Is.Empty);
    }

    /// <summary>A request that only authenticates asks the store as often as without the old cookies, and answers the same.</summary>
    [TestCase("Jwt", "Session")]
    [TestCase("Session", "Jwt")]
    public async Task Authenticate_WithCookiesFromBefore_CostsNoCallMore(string before, string after)
    {
        await using RestartedApp app = new(Setups["own names"]);
        await app.StartAsync(before);
        await app.SendAsync("POST /app/login");
        string old = app.CookiesFor("/app/me");
        await app.StartAsync(after);
        await app.SendAsync("POST /app/login");
        string own = app.CookiesFor("/app/me");
        app.Store.Forget();
        RawAnswer alone = await app.SendAsync("GET /app/me", own);
        string[] expected = [.. app.Store.Calls];
        app.Store.Forget();

        RawAnswer both = await app.SendAsync("GET /app/me", $"{own}; {old}");

        Assert.That((both.Status, both.Body), Is.EqualTo((alone.Status, alone.Body)));
        Assert.That(alone.Status, Is.EqualTo(200));
        Assert.That(app.Store.Calls, Is.EqualTo(expected));
    }

    /// <summary>Another strategy of the application, which no word chooses, keeps its login and its cookies.</summary>
    [TestCase("/app/login?scheme=Session")]
    [TestCase("/app/out?scheme=Session")]
    public async Task SignOut_OfTheScheme_LeavesAStrategyOutsideTheSectionAlone(string action)
    {
        await using RestartedApp app = new(Setups["own names"]);
        void AddAdmin(IAuthStrategyBuilder builder) => builder.AddSession("Admin").UseAspNetCore(o => o.Strategy("Admin").Cookie.Name = "__Host-jwt");
        await app.StartAsync("Session", AddAdmin);
        await app.SendAsync("POST /app/login?scheme=Admin");
        string admin = app.Jar.Find("__Host-jwt")!;
        app.Store.Forget();

        RawAnswer answer = await app.SendAsync("POST /app/out?scheme=Session");

        Assert.That(answer.All("Set-Cookie"), Has.None.StartsWith("__Host-jwt=;"));
        Assert.That(app.Jar.Find("__Host-jwt"), Is.EqualTo(admin));
        Assert.That(app.Store.Records, Has.One.Items);
    }

    /// <summary>What is not in use prevents no login and no logout: its keys cannot be read, or not even be looked for.</summary>
    [TestCase("/app/login", true)]
    [TestCase("/app/login", false)]
    [TestCase("/app/logout", true)]
    [TestCase("/app/logout", false)]
    [TestCase("/app/out", true)]
    public async Task Action_KeysOfTheUnusedStrategyCannotBeRead_IsDone(string action, bool hasStore)
    {
        await using RestartedApp app = new(OnRequest);
        await app.StartAsync("Jwt");
        await app.SendAsync("POST /app/login");
        string cookies = app.CookiesFor("/app/me");
        await app.StartAsync("Session", builder =>
        {
            builder.Services.PostConfigure<JwtStrategyOptions>("Jwt", o =>
            {
                o.SigningKeys.Clear();
                o.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(25));
            });
            builder.UseJwtKeyStore(_ => hasStore ? new UnreadableKeys() : throw new IOException("The secret is not mounted."));
        });

        RawAnswer answer = await app.SendAsync($"POST {action}", cookies);

        Assert.That(answer.Status, Is.LessThan(400), answer.Text);
    }

    /// <summary>The cookie of both words has one name and other paths: signing in again leaves the one that the client goes on with.</summary>
    [Test]
    public async Task SignIn_AgainWithASharedNameAndAnotherPath_KeepsTheCookie()
    {
        await using RestartedApp app = new(Setups["one name with other paths"]);
        await app.StartAsync("Session");
        await app.SendAsync("POST /app/login");

        RawAnswer answer = await app.SendAsync("POST /app/again");

        Assert.That(answer.Status, Is.EqualTo(200), answer.Text);
        Assert.That((await app.SendAsync("GET /app/me")).Status, Is.EqualTo(200));
    }

    /// <summary>With both words in the list nothing is unused.</summary>
    [TestCase("Session Jwt")]
    [TestCase("Jwt Session")]
    public async Task List_OfBothWords_EndsTheLoginsOfBoth(string words)
    {
        await using RestartedApp app = new(Setups["own names"]);
        await app.StartAsync(words.Split(' ')[1]);
        await app.SendAsync("POST /app/login");
        await app.StartAsync(words);
        bool isServed = (await app.SendAsync("GET /app/me")).Status == 200;

        await app.SendAsync("POST /app/logout");

        Assert.That(isServed);
        Assert.That(app.Store.Records, Is.Empty);
        Assert.That(app.Jar.Cookies, Is.Empty);
    }

    private sealed class UnreadableKeys : IJwtKeyStore
    {
        public ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken) => throw new JwtKeyStoreException("The directory is gone.");

        public ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken) => throw new JwtKeyStoreException("The directory is gone.");
    }
}
