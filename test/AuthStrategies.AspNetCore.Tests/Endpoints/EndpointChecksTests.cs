using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Endpoints;

/// <summary>Calls that an application forgot, or that have no effect: found while mapping or at start, with what to write.</summary>
[TestFixture]
public sealed class EndpointChecksTests
{
    private static readonly (string Call, Action<IEndpointRouteBuilder> Map)[] Verbs =
    [
        ("MapAuthRefresh", app => app.MapAuthRefresh()),
        ("MapAuthLogout", app => app.MapAuthLogout()),
        ("MapAuthLogoutEverywhere", app => app.MapAuthLogoutEverywhere()),
        ("MapAuthLogoutOthers", app => app.MapAuthLogoutOthers()),
        ("MapAuthSession", app => app.MapAuthSession()),
        ("MapAuthSession", app => app.MapAuthSession((_, answer) => ValueTask.FromResult(answer))),
        ("MapAuthSessions", app => app.MapAuthSessions()),
        ("MapJwks", app => app.MapJwks()),
        ("MapAuthMetadata", app => app.MapAuthMetadata()),
        ("RequireSameOrigin", app => app.MapGroup("/x").RequireSameOrigin()),
    ];

    [Test]
    public async Task Map_WithoutUseAspNetCore_ThrowsWhileMappingAndNamesTheCall()
    {
        foreach (Action<IServiceCollection> services in new Action<IServiceCollection>[] { _ => { }, services => services.AddAuthStrategy().AddSession() })
        {
            await using WebApplication app = Build(services);
            foreach ((string call, Action<IEndpointRouteBuilder> map) in Verbs)
            {
                InvalidOperationException mistake = Assert.Throws<InvalidOperationException>(() => map(app), call)!;
                Assert.That(mistake.Message, Does.StartWith($"{call} needs services that are not registered. Write builder.Services.AddAuthStrategy()").And.Contain(".UseAspNetCore()"));
            }
        }
    }

    [Test]
    public async Task RequireSameOrigin_OfAnEndpointWithoutUseAspNetCore_NamesTheCall()
    {
        await using WebApplication app = Build(_ => { });
        app.MapPost("/x", () => "").RequireSameOrigin();

        Exception? mistake = Assert.Catch(() => ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList());

        Assert.That(mistake!.Message, Does.StartWith("RequireSameOrigin needs services that are not registered."));
    }

    [TestCase("refresh", "MapAuthRefresh is mapped, and no strategy refreshes. Write for example AddJwt(o => o.RefreshTokens.Enabled = true), or remove app.MapAuthRefresh().")]
    [TestCase("metadata", "MapAuthMetadata is mapped for the strategy Jwt, and its document must contain the address of the keys. Map them too: app.MapJwks(strategy: \"Jwt\").")]
    [TestCase("secret", "MapJwks is mapped for the strategy Jwt, which has no public key to publish: an HS key is a secret.")]
    public async Task Start_WithAnEndpointThatCannotAnswer_FailsAndSaysWhatToWrite(string kind, string message)
    {
        Exception? mistake = await Assert.CatchAsync(() => StartAsync(
            services => services.AddAuthStrategy().AddJwt(o =>
            {
                Logins.Jwt(o);
                if (kind == "secret")
                {
                    o.SigningKeys.Clear();
                    o.SigningKeys.Add(JwtKey.Generate("HS256"));
                }
            }).UseAspNetCore(),
            app =>
            {
                if (kind == "refresh")
                    app.MapAuthRefresh();
                else if (kind == "metadata")
                    app.MapAuthMetadata();
                else
                    app.MapJwks();
            }));

        Assert.That(mistake!.Message, Does.StartWith(message));
    }

    /// <summary>The strategies in order, the endpoint, and what to write.</summary>
    [TestCase("Partner Own", "jwks", "MapJwks is mapped for the strategy Partner, which only verifies tokens of another issuer: that issuer publishes the keys. Name the strategy whose keys you publish: app.MapJwks(strategy: \"Own\").")]
    [TestCase("Partner Own", "metadata", "MapAuthMetadata is mapped for the strategy Partner, which only verifies tokens of another issuer: that issuer publishes the keys. Name the strategy whose keys you publish: app.MapAuthMetadata(strategy: \"Own\").")]
    [TestCase("Partner", "jwks", "MapJwks is mapped for the strategy Partner, which only verifies tokens of another issuer: that issuer publishes the keys. Remove app.MapJwks(), or add a strategy with a signing key.")]
    [TestCase("Partner Secret", "jwks", "MapJwks is mapped for the strategy Partner, which only verifies tokens of another issuer: that issuer publishes the keys. Remove app.MapJwks(), or add a strategy with a signing key.")]
    [TestCase("Secret Own", "jwks", "MapJwks is mapped for the strategy Secret, which has no public key to publish: an HS key is a secret. Name the strategy whose keys you publish: app.MapJwks(strategy: \"Own\").")]
    [TestCase("Secret Partner", "jwks", "MapJwks is mapped for the strategy Secret, which has no public key to publish: an HS key is a secret. Write for example o.SigningKeys.Add(")]
    public async Task Start_WithKeysOfAStrategyThatPublishesNone_NamesTheOneThatDoes(string strategies, string kind, string message)
    {
        Exception? mistake = await Assert.CatchAsync(() => StartAsync(
            services =>
            {
                IAuthStrategyBuilder builder = services.AddAuthStrategy();
                foreach (string strategy in strategies.Split(' '))
                    builder.AddJwt(strategy, o => Configure(o, strategy));
                if (strategies.Contains("Partner", StringComparison.Ordinal))
                    builder.UseJwtKeySource("Partner", _ => new Moq.Mock<IJwtKeySource>().Object);
                builder.UseAspNetCore();
            },
            app =>
            {
                if (kind == "metadata")
                    app.MapAuthMetadata();
                else
                    app.MapJwks();
            }));

        Assert.That(mistake!.Message, Does.StartWith(message));

        static void Configure(JwtStrategyOptions options, string strategy)
        {
            (options.Issuer, options.Audience) = ($"https://{strategy}.example", "web");
            if (strategy != "Partner")
                options.SigningKeys.Add(JwtKey.Generate(strategy == "Secret" ? "HS256" : "ES256"));
        }
    }

    [Test]
    public async Task Start_WithAnEndpointThatCannotAnswer_FailsBeforeTheServerListens()
    {
        SilentServer server = new();
        await using WebApplication app = Build(services =>
        {
            services.AddAuthStrategy().AddJwt(Logins.Jwt).UseAspNetCore();
            services.AddSingleton<IServer>(server);
        });
        app.MapAuthRefresh();

        Exception? mistake = await Assert.CatchAsync(() => app.StartAsync());

        Assert.That((mistake!.Message.Split(',')[0], server.HasStarted), Is.EqualTo(("MapAuthRefresh is mapped", false)));
    }

    [Test]
    public async Task Start_WithEndpointsOfAnExplicitPipeline_ChecksThemToo()
    {
        Exception? mistake = await Assert.CatchAsync(() => StartAsync(services => services.AddAuthStrategy().AddJwt(Logins.Jwt).UseAspNetCore(), app =>
        {
            app.UseRouting();
            app.Map("/api", branch => branch.UseRouting().UseEndpoints(endpoints => endpoints.MapAuthRefresh()));
        }));

        Assert.That(mistake!.Message, Does.StartWith("MapAuthRefresh is mapped"));
    }

    [Test]
    public async Task Start_WithEndpointsThatAnswer_Succeeds() =>
        await StartAsync(services => services.AddAuthStrategy().AddJwt(Logins.JwtWithRefresh).UseAspNetCore(), app =>
        {
            app.MapAuthRefresh();
            app.MapJwks();
            app.MapAuthMetadata();
        });

    [Test]
    public async Task Start_WithUseIdentityAlone_NamesWhatIsMissing()
    {
        Exception? mistake = await Assert.CatchAsync(() => StartAsync(services => services.AddAuthStrategy().AddSession().UseIdentity<IdentityUser>(), _ => { }));

        Assert.That(mistake!.Message, Does.Contain("UseIdentity<IdentityUser>() is called without the users of ASP.NET Core Identity; it must be used together with AddIdentity or AddDefaultIdentity for IdentityUser"));
    }

    private static WebApplication Build(Action<IServiceCollection> services)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        services(builder.Services);
        return builder.Build();
    }

    private static async Task StartAsync(Action<IServiceCollection> services, Action<WebApplication> map)
    {
        await using WebApplication app = Build(services);
        app.Urls.Add("http://127.0.0.1:0");
        map(app);
        await app.StartAsync();
        await app.StopAsync();
    }

    /// <summary>A server that never listens, and knows whether it was asked to.</summary>
    private sealed class SilentServer : IServer
    {
        public bool HasStarted { get; private set; }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull
        {
            HasStarted = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
