using System.Net;
using System.Security.Claims;
using AuthStrategies.AspNetCore.Testing.Tests.Hosting;
using AuthStrategies.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Testing.Tests.Clients;

/// <summary>A user is logged in as the application would do it: its strategy, its transport, its clock, its store.</summary>
public sealed class AuthTestClientTests
{
    [TestCase(null, "Session:alice:admin,staff")]
    [TestCase("Session", "Session:alice:admin,staff")]
    [TestCase("Jwt", "Jwt:alice:admin,staff")]
    public async Task AuthenticateAs_Strategy_IsTheOneNamedOrTheDefault(string? strategy, string expected)
    {
        await using App app = await App.StartAsync(Strategies.Both);
        using AuthTestClient client = app.Server.CreateAuthClient();

        client.AuthenticateAs(TestPrincipals.Of("alice", "admin", "staff"), strategy: strategy);

        Assert.That(await client.GetStringAsync("/me"), Is.EqualTo(expected));
    }

    [TestCase("Session", CredentialTransport.Cookie, CredentialSources.Cookie, true)]
    [TestCase("Session", CredentialTransport.Bearer, CredentialSources.Bearer, false)]
    [TestCase("Session", CredentialTransport.Bearer, CredentialSources.Cookie, true)]
    [TestCase("Session", CredentialTransport.Cookie, CredentialSources.Cookie | CredentialSources.Bearer, true)]
    [TestCase("Jwt", CredentialTransport.Bearer, CredentialSources.Cookie | CredentialSources.Bearer, false)]
    [TestCase("Jwt", CredentialTransport.Cookie, CredentialSources.Cookie, true)]
    public async Task AuthenticateAs_Transport_IsTheApplications(string strategy, CredentialTransport transport, CredentialSources sources, bool byCookie)
    {
        await using App app = await App.StartAsync(Strategies.Both, http =>
        {
            (http.Strategy(strategy).Transport, http.Strategy(strategy).Sources) = (transport, sources);
            http.Strategy(strategy).Cookie.Name = "__Host-mine";
        });
        using AuthTestClient client = app.Server.CreateAuthClient();

        client.AuthenticateAs(TestPrincipals.Of("alice"), strategy: strategy);

        Assert.That(await client.GetStringAsync("/me"), Is.EqualTo($"{strategy}:alice:"));
        Assert.That(await client.GetStringAsync("/cookies"), byCookie ? Does.StartWith("__Host-mine=") : Is.Empty);
    }

    [TestCase(true, CredentialTransport.Cookie, "in a cookie")]
    [TestCase(false, CredentialTransport.Cookie, "in a cookie")]
    [TestCase(false, CredentialTransport.Bearer, "UseDPoP()")]
    public async Task UseKey_NothingToBind_IsAnErrorThatSaysWhatToDo(bool usesDPoP, CredentialTransport transport, string expected)
    {
        await using App app = await App.StartAsync(
            auth =>
            {
                Strategies.Both(auth);
                if (usesDPoP)
                    auth.UseDPoP();
            },
            http => http.Transport = transport);
        using DPoPKey key = new();
        using AuthTestClient client = app.Server.CreateAuthClient().UseKey(key);

        Assert.That(() => client.AuthenticateAs(TestPrincipals.Of("alice")), Throws.InvalidOperationException.With.Message.Contains(expected).And.Message.Contains("UseKey(null)"));
    }

    [TestCase("Session", false)]
    [TestCase("Jwt", false)]
    [TestCase("Jwt", true)]
    public async Task UseKey_LaterLogins_AreBoundAndRequestsProveTheKey(string strategy, bool requireNonce)
    {
        await using App app = await App.StartAsync(
            auth =>
            {
                Strategies.Both(auth);
                auth.UseDPoP(options => options.RequireNonce = requireNonce);
            },
            http => http.Transport = CredentialTransport.Bearer);
        using DPoPKey key = new();
        using DPoPKey thiefsKey = new();
        using AuthTestClient client = app.Server.CreateAuthClient();
        using AuthTestClient thief = app.Server.CreateAuthClient();

        IssuedCredential issued = await client.UseKey(key).LogInAsync(TestPrincipals.Of("alice"), strategy: strategy);
        await thief.UseKey(thiefsKey).LogInAsync(TestPrincipals.Of("mallory"), strategy: strategy);
        using HttpRequestMessage stolen = new(HttpMethod.Get, "/me") { Headers = { Authorization = new("DPoP", issued.Value) } };
        using HttpResponseMessage refused = await thief.SendAsync(stolen);

        Assert.That(issued.KeyThumbprint, Is.EqualTo(key.Thumbprint));
        Assert.That(await client.GetStringAsync("/me"), Is.EqualTo($"{strategy}:alice:"));
        Assert.That(await client.GetStringAsync("/me"), Is.EqualTo($"{strategy}:alice:"), "with another proof");
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("UsePathBase", "/shop")]
    [TestCase("UsePathBase", "/my shop/deep")]
    [TestCase("TooLate", "/shop")]
    [TestCase("Option", "/shop")]
    [TestCase("TestServer", "/shop")]
    public async Task AuthenticateAs_ApplicationBelowAPathBase_IsLoggedIn(string way, string pathBase)
    {
        await using App app = await App.StartAsync(
            http: http => http.PathBase = way == "Option" ? pathBase : null,
            before: web =>
            {
                if (way == "UsePathBase")
                    web.UsePathBase(pathBase).UseRouting().UseAuthentication().UseAuthorization();
                else if (way is "TooLate" or "Option")
                    web.UseAuthentication().UsePathBase(pathBase).UseRouting().UseAuthorization();
            });
        string address = "/" + pathBase.Trim('/').Replace(" ", "%20", StringComparison.Ordinal);
        if (way == "TestServer")
            app.Server.BaseAddress = new Uri("http://localhost" + address + "/");
        using AuthTestClient client = app.Server.CreateAuthClient();

        client.AuthenticateAs("alice");
        string me = await client.GetStringAsync(address + "/me");
        HttpStatusCode logout = (await client.PostAsync(address + "/auth/logout", null)).StatusCode;
        HttpStatusCode loggedOut = (await client.GetAsync(address + "/me")).StatusCode;
        await client.PostAsync(address + "/login/bob", null);

        Assert.That((me, logout, loggedOut), Is.EqualTo(("Session:alice:", HttpStatusCode.OK, HttpStatusCode.Unauthorized)));
        Assert.That(await client.GetStringAsync(address + "/me"), Is.EqualTo("Session:bob:"));
    }

    [Test]
    public async Task AuthenticateAs_AnotherHeaderAlone_SendsItThere()
    {
        await using App app = await App.StartAsync(Strategies.Both, http =>
        {
            http.Strategy("Jwt").Sources = CredentialSources.None;
            http.Strategy("Jwt").AcceptHeader("X-Token");
        });
        using AuthTestClient client = app.Server.CreateAuthClient();

        client.AuthenticateAs(TestPrincipals.Of("alice"), strategy: "Jwt");
        string user = await client.GetStringAsync("/me");
        client.ForgetCredential();

        Assert.That(user, Is.EqualTo("Jwt:alice:"));
        Assert.That((await client.GetAsync("/me")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task AuthenticateAs_QueryStringAlone_SaysWhatToDo()
    {
        await using App app = await App.StartAsync(http: http =>
        {
            http.Strategy("Session").Sources = CredentialSources.None;
            http.Strategy("Session").AcceptQueryString("/hub");
        });
        using AuthTestClient client = app.Server.CreateAuthClient();

        Assert.That(() => client.AuthenticateAs("alice"), Throws.InvalidOperationException.With.Message.Contains("query string"));
    }

    [Test]
    public async Task AuthenticateAs_UnknownStrategy_NamesThoseThereAre()
    {
        await using App app = await App.StartAsync(Strategies.Both);
        using AuthTestClient client = app.Server.CreateAuthClient();

        Assert.That(() => client.AuthenticateAs(TestPrincipals.Of("alice"), strategy: "Sesion"), Throws.ArgumentException.With.Message.Contains("Session, Jwt"));
    }

    [Test]
    public async Task AuthenticateAs_PrincipalWithoutSubject_ThrowsAtOnce()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();

        Assert.That(() => client.AuthenticateAs(TestPrincipals.Anonymous), Throws.ArgumentException);
        Assert.That(() => client.AuthenticateAs((ClaimsPrincipal)null!), Throws.ArgumentNullException);
    }

    [Test]
    public async Task AuthenticateAs_SlowStore_NextRequestWaits()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();
        TaskCompletionSource store = new();
        app.Store.Inject(StoreFault.WaitFor(store.Task).On(StoreOperations.Create));

        client.AuthenticateAs("alice");
        Task<string> answer = client.GetStringAsync("/me");
        bool waited = !answer.IsCompleted;
        store.SetResult();

        Assert.That(waited, Is.True);
        Assert.That(await answer, Is.EqualTo("Session:alice:"));
    }

    [Test]
    public async Task AuthenticateAs_BrokenStore_ThrowsUntilAnotherUserIsLoggedIn()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();
        app.Store.Break();

        Assert.That(() => client.AuthenticateAs("alice"), Throws.TypeOf<SessionStoreException>());
        Assert.That(async () => await client.GetAsync("/me"), Throws.TypeOf<SessionStoreException>());
        app.Store.Repair();
        Assert.That(await client.AuthenticateAs("bob").GetStringAsync("/me"), Is.EqualTo("Session:bob:"));
    }

    [Test]
    public async Task AuthenticateAs_AnotherUser_OnlyTheLastOneIsPresented()
    {
        await using App app = await App.StartAsync(Strategies.Both);
        using AuthTestClient client = app.Server.CreateAuthClient();

        client.AuthenticateAs("alice").AuthenticateAs(TestPrincipals.Of("bob"), strategy: "Jwt");
        string asBob = await client.GetStringAsync("/me");
        string asCarol = await client.AuthenticateAs("carol").GetStringAsync("/me");

        Assert.That((asBob, asCarol), Is.EqualTo(("Jwt:bob:", "Session:carol:")));
    }

    [TestCase(false, 8, HttpStatusCode.Unauthorized)]
    [TestCase(true, 24 * 6, HttpStatusCode.OK)]
    public async Task AuthenticateAs_ClockMoves_SessionEndsByTheApplicationsTimes(bool persistent, int hours, HttpStatusCode expected)
    {
        await using App app = await App.StartAsync(b => b.AddSession(session =>
        {
            (session.IdleTimeout, session.AbsoluteTimeout) = (TimeSpan.FromHours(1), TimeSpan.FromHours(8));
            (session.PersistentIdleTimeout, session.PersistentAbsoluteTimeout) = (TimeSpan.FromDays(7), TimeSpan.FromDays(30));
        }));
        using AuthTestClient client = app.Server.CreateAuthClient();
        client.AuthenticateAs(TestPrincipals.Of("alice"), new IssueOptions { Persistent = persistent });

        app.Time.Advance(TimeSpan.FromHours(hours));

        Assert.That((await client.GetAsync("/me")).StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task AuthenticateAs_RotatedPersistentCookie_IsKeptByTheApplicationsClock()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();
        client.AuthenticateAs(TestPrincipals.Of("alice"), new IssueOptions { Persistent = true });
        app.Time.Advance(TimeSpan.FromDays(5));

        using HttpRequestMessage request = new(HttpMethod.Get, "/me") { Headers = { { "Sec-Fetch-Site", "same-origin" } } };
        HttpResponseMessage rotating = await client.SendAsync(request);
        string after = await client.GetStringAsync("/cookies");

        Assert.That(rotating.Headers.Contains("Set-Cookie"), Is.True);
        Assert.That(after.Split("__Host-auth="), Has.Length.EqualTo(2));
        Assert.That(await client.GetStringAsync("/me"), Is.EqualTo("Session:alice:"));
    }

    [Test]
    public async Task LogInAsync_Session_HandsOutTheCredential()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();

        IssuedCredential credential = await client.LogInAsync(TestPrincipals.Of("alice"), new IssueOptions { Label = "phone" });

        SessionInfo? session = await app.Services.GetRequiredService<ISessionDirectory>().FindAsync(credential.SessionId!.Value);
        Assert.That(session!.Label, Is.EqualTo("phone"));
    }

    [Test]
    public async Task LogInAsync_JwtInCookies_CanBeRefreshed()
    {
        await using App app = await App.StartAsync(Strategies.JwtWithRefresh, http => http.Strategy("Jwt").Transport = CredentialTransport.Cookie);
        using AuthTestClient client = app.Server.CreateAuthClient();
        await client.LogInAsync(TestPrincipals.Of("alice"));
        app.Time.Advance(TimeSpan.FromHours(1));
        HttpStatusCode expired = (await client.GetAsync("/me")).StatusCode;

        HttpResponseMessage refreshed = await client.PostAsync("/auth/refresh", content: null);

        Assert.That((expired, refreshed.StatusCode), Is.EqualTo((HttpStatusCode.Unauthorized, HttpStatusCode.NoContent)));
        Assert.That(await client.GetStringAsync("/me"), Is.EqualTo("Jwt:alice:"));
        Assert.That(await client.GetStringAsync("/cookies"), Does.Not.Contain("refresh"), "the refresh token goes to its endpoint alone");
    }

    [Test]
    public async Task LogInAsync_Cancelled_Throws()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();

        Assert.That(async () => await client.LogInAsync(TestPrincipals.Of("alice"), cancellationToken: new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task ForgetSession_LoggedIn_IsNoUserAndTheSessionGoesOn()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();
        IssuedCredential credential = await client.LogInAsync(TestPrincipals.Of("alice"));

        client.ForgetCredential();

        Assert.That((await client.GetAsync("/me")).StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        (await app.Services.GetRequiredService<IAuthStrategy>().AuthenticateAsync(credential.Value)).ShouldSucceed();
    }

    [Test]
    public async Task ApplicationsOwnEndpoints_SessionAndLogout_AreFollowed()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();
        client.AuthenticateAs("alice");

        await client.PostAsync("/login/bob", content: null);
        string asBob = await client.GetStringAsync("/me");
        await client.PostAsync("/auth/logout", content: null);

        Assert.That(asBob, Is.EqualTo("Session:bob:"));
        Assert.That(await client.GetStringAsync("/cookies"), Is.Empty);
    }

    [Test]
    public async Task OtherCookies_Path_IsHeeded()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient client = app.Server.CreateAuthClient();
        await client.GetAsync("/tea");

        string atPath = await client.GetStringAsync("/cookies");
        HttpResponseMessage elsewhere = await client.GetAsync("/tea");

        Assert.That(atPath, Is.EqualTo("tea=green"));
        Assert.That(elsewhere.RequestMessage!.Headers.Contains("Cookie"), Is.False);
    }

    [Test]
    public async Task TwoClients_OneApplication_AreTwoBrowsers()
    {
        await using App app = await App.StartAsync();
        using AuthTestClient alice = app.Server.CreateAuthClient().AuthenticateAs("alice");
        using AuthTestClient bob = app.Server.CreateAuthClient().AuthenticateAs("bob");

        string[] answers = [await alice.GetStringAsync("/me"), await bob.GetStringAsync("/me")];

        Assert.That(answers, Is.EqualTo(new[] { "Session:alice:", "Session:bob:" }));
    }

    [Test]
    public async Task OwnAuthorizationHeader_OfARequest_IsUnchanged()
    {
        await using App app = await App.StartAsync(Strategies.JwtWithRefresh);
        using AuthTestClient client = app.Server.CreateAuthClient().AuthenticateAs("alice");
        using HttpRequestMessage request = new(HttpMethod.Get, "/me") { Headers = { { "Authorization", "Bearer x.y.z" } } };

        HttpResponseMessage answer = await client.SendAsync(request);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task UseFakeAuthStrategy_Fakes_AreLoggedInTheSameWay(string strategy)
    {
        await using App app = await App.StartAsync(Strategies.Both, services: services => services.UseFakeAuthStrategy());
        using AuthTestClient client = app.Server.CreateAuthClient();

        IssuedCredential credential = await client.LogInAsync(TestPrincipals.Of("alice"), strategy: strategy);

        Assert.That(credential.Value, Does.StartWith("fake~"));
        Assert.That(await client.GetStringAsync("/me"), Is.EqualTo($"{strategy}:alice:"));
    }

    [Test]
    public void Constructor_Nothing_IsRefused()
    {
        using HttpClientHandler handler = new();

        Assert.That(() => new AuthTestClient(null!, new ServiceCollection().BuildServiceProvider()), Throws.ArgumentNullException);
        Assert.That(() => new AuthTestClient(handler, null!), Throws.ArgumentNullException);
        Assert.That(() => AuthTestServerExtensions.CreateAuthClient(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void AuthenticateAs_ApplicationWithoutStrategies_SaysWhatToRegister()
    {
        using HttpClientHandler handler = new();
        using AuthTestClient client = new(handler, new ServiceCollection().BuildServiceProvider());

        Assert.That(() => client.AuthenticateAs("alice"), Throws.InvalidOperationException.With.Message.Contains("AddAuthStrategy"));
    }
}
