using System.Text;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Redis;
using AuthStrategies.Tests.Servers;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Recipes;

/// <summary>ASP.NET Core's own OpenID Connect handler signs in with a session of ours, over every store.</summary>
[TestFixture]
[Property("Requirement", "E-04")]
public sealed class OpenIdConnectTests
{
    /// <summary>Where sessions are kept.</summary>
    public enum Kept
    {
        InMemory,
        Redis,
        Sqlite,
        NearCacheOverRedis,
        NearCacheOverSqlite,
    }

    [Test]
    public async Task Login_WithSaveTokens_KeepsTheTokensUntilLogout([Values] Kept kept)
    {
        using OidcProvider provider = new();
        await using Place place = await Place.StartAsync(kept);
        await using TestApplication app = await StartAsync(provider, place.Use);
        Visitor browser = new(new BrowserCookieJar(app.Time));

        await LogInAsync(app, browser, provider);
        RawAnswer next = await browser.SendAsync(app, "GET /tokens");
        RawAnswer again = await browser.SendAsync(app, "GET /tokens");
        string dump = await place.DumpAsync(app);
        RawAnswer logout = await browser.SendAsync(app, "GET /logout");
        RawAnswer after = await browser.SendAsync(app, "GET /tokens");

        string expected = $"{OidcProvider.AccessToken} {OidcProvider.RefreshToken} {provider.IdToken} oidc";
        Assert.That((next.Status, next.Body, again.Body), Is.EqualTo((200, expected, expected)));
        Assert.That(dump, Is.Not.Empty);
        foreach (string secret in (string[])[OidcProvider.AccessToken, OidcProvider.RefreshToken, provider.IdToken, "access_token", ".TokenNames"])
            Assert.That(dump, Does.Not.Contain(secret).And.Not.Contain(Convert.ToHexString(Encoding.UTF8.GetBytes(secret))));
        Assert.That((logout.Status, logout.One("Location")), Is.EqualTo((302, logout.One("Location"))));
        Assert.That(logout.One("Location"), Does.StartWith($"{OidcProvider.Authority}/logout?").And.Contain($"id_token_hint={provider.IdToken}"));
        Assert.That(after.Status, Is.EqualTo(302), "the session has ended");
    }

    [Test]
    public async Task Login_OverAJwtStrategy_RefusesTheTokensAloud()
    {
        using OidcProvider provider = new();
        await using TestApplication app = await StartAsync(provider, _ => { }, builder => builder.AddJwt(Logins.Jwt), cookie: true);
        Visitor browser = new(new BrowserCookieJar(app.Time));

        RawAnswer callback = await CallBackAsync(app, browser, provider);

        Assert.That(callback.Status, Is.EqualTo(500));
        Assert.That(app.Log.Text, Does.Contain("keeps no items").And.Not.Contain(OidcProvider.AccessToken));
    }

    [Test]
    public async Task Login_OverAJwtStrategyWithoutTokens_DropsWhatTheFrameworkAdds()
    {
        using OidcProvider provider = new();
        await using TestApplication app = await StartAsync(provider, _ => { }, builder => builder.AddJwt(Logins.Jwt), cookie: true, saveTokens: false);
        Visitor browser = new(new BrowserCookieJar(app.Time));

        await LogInAsync(app, browser, provider);
        RawAnswer next = await browser.SendAsync(app, "GET /tokens");

        Assert.That((next.Status, next.Body.Trim()), Is.EqualTo((200, "")));
    }

    private static async Task LogInAsync(TestApplication app, Visitor browser, OidcProvider provider)
    {
        RawAnswer callback = await CallBackAsync(app, browser, provider);
        Assert.That((callback.Status, callback.One("Location")), Is.EqualTo((302, "/tokens")), app.Log.Text);
    }

    private static async Task<RawAnswer> CallBackAsync(TestApplication app, Visitor browser, OidcProvider provider)
    {
        RawAnswer challenge = await browser.SendAsync(app, "GET /login");
        return await browser.SendAsync(app, $"GET {provider.Authorize(new(challenge.One("Location")!))}");
    }

    private static Task<TestApplication> StartAsync(
        OidcProvider provider, Action<IAuthStrategyBuilder> store, Action<IAuthStrategyBuilder>? strategy = null, bool cookie = false, bool saveTokens = true) => TestApplication.StartAsync(
        services =>
        {
            IAuthStrategyBuilder builder = services.AddAuthStrategy();
            (strategy ?? (b => b.AddSession()))(builder);
            store(builder);
            builder.UseAspNetCore(http =>
            {
                if (cookie)
                    http.Strategy("Jwt").Transport = CredentialTransport.Cookie;
            });
            services.AddAuthorization();
            services.AddAuthentication(options => options.DefaultChallengeScheme = "oidc").AddOpenIdConnect("oidc", options =>
            {
                options.SignInScheme = AuthStrategyDefaults.Scheme;
                options.Authority = OidcProvider.Authority;
                options.ClientId = OidcProvider.ClientId;
                options.ClientSecret = "secret";
                options.ResponseType = "code";
                options.ResponseMode = "query";
                options.MapInboundClaims = false;
                options.SaveTokens = saveTokens;
                options.BackchannelHttpHandler = provider;
            });
        },
        app =>
        {
            app.MapGet("/login", () => TypedResults.Challenge(new() { RedirectUri = "/tokens" }, ["oidc"]));
            app.MapGet("/logout", () => TypedResults.SignOut(new() { RedirectUri = "/" }, [AuthStrategyDefaults.Scheme, "oidc"]));
            app.MapGet("/tokens", async (HttpContext context) =>
            {
                AuthenticateResult result = await context.AuthenticateAsync();
                return $"{await context.GetTokenAsync("access_token")} {await context.GetTokenAsync("refresh_token")} {await context.GetTokenAsync("id_token")} {result.Properties!.GetString(".AuthScheme")}";
            }).RequireAuthorization();
        });

    /// <summary>A store of its own for one test, and all that is in it.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private readonly Kept _kept;
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-items-");
        private RedisProcess? _redis;

        private Place(Kept kept) => _kept = kept;

        private bool IsRedis => _kept is Kept.Redis or Kept.NearCacheOverRedis;

        private string DatabasePath => Path.Combine(_folder.FullName, "sessions.db");

        public static async Task<Place> StartAsync(Kept kept)
        {
            Place place = new(kept);
            if (!place.IsRedis)
                return place;
            if (RedisProcess.Missing is { } missing)
                Assert.Ignore(missing);
            place._redis = await RedisProcess.StartAsync();
            return place;
        }

        public void Use(IAuthStrategyBuilder builder)
        {
            if (_kept == Kept.InMemory)
                builder.UseSessionStore(SpyStores.Create);
            else if (IsRedis)
                builder.UseRedis(_redis!.EndPoint).Services.PostConfigure<RedisStoreOptions>(o => o.OperationTimeout = TimeLimits.Generous);
            else
                UseSqlite(builder);
            if (_kept is Kept.NearCacheOverRedis or Kept.NearCacheOverSqlite)
                builder.UseNearCache();
        }

        public async Task<string> DumpAsync(TestApplication app)
        {
            if (IsRedis)
                return await DumpRedisAsync();
            if (_kept != Kept.InMemory)
                return Encoding.Latin1.GetString(await ReadDatabaseAsync());

            IReadOnlyList<SessionRecord> records = await app.Services.GetRequiredService<ISessionStore>().ListAsync("alice", CancellationToken.None);
            return string.Concat(records.Select(record => Encoding.Latin1.GetString(record.Payload.Span)));
        }

        public async ValueTask DisposeAsync()
        {
            if (_redis is not null)
                await _redis.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
        }

        private void UseSqlite(IAuthStrategyBuilder builder)
        {
            string connection = $"Data Source={DatabasePath}";
            DbContextOptions<AuthStrategySessionsContext> options = new DbContextOptionsBuilder<AuthStrategySessionsContext>().UseSqlite(connection).Options;
            using AuthStrategySessionsContext context = new(options);
            context.Database.EnsureCreated();
            builder.UseEntityFramework(database => database.UseSqlite(connection));
        }

        private async Task<byte[]> ReadDatabaseAsync()
        {
            using MemoryStream all = new();
            foreach (FileInfo file in _folder.GetFiles())
            {
                await using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                await stream.CopyToAsync(all);
            }

            return all.ToArray();
        }

        private async Task<string> DumpRedisAsync()
        {
            await using StackExchange.Redis.ConnectionMultiplexer connection = await _redis!.ConnectAsync();
            StringBuilder dump = new();
            await foreach (StackExchange.Redis.RedisKey key in connection.GetServers()[0].KeysAsync())
                dump.Append(key.ToString()).Append(Encoding.Latin1.GetString((await connection.GetDatabase().KeyDumpAsync(key))!));
            return dump.ToString();
        }
    }
}
