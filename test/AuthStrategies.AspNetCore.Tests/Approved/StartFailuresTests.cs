using System.Runtime.CompilerServices;
using System.Security.Claims;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Moq;

namespace AuthStrategies.AspNetCore.Tests.Approved;

/// <summary>
/// The text of every forgotten call and of every warning at start, as an application prints it. StartFailures.txt has the approved texts.
/// </summary>
[TestFixture]
public sealed class StartFailuresTests
{
    private const int NotConnected = 49;

    private static readonly Row[] Rows =
    [
        Of(services => { }, app => app.MapAuthRefresh()),
        Of(services => { }, app => app.MapAuthLogout()),
        Of(services => { }, app => app.MapAuthLogoutEverywhere()),
        Of(services => { }, app => app.MapAuthLogoutOthers()),
        Of(services => { }, app => app.MapAuthSession()),
        Of(services => { }, app => app.MapAuthSessions()),
        Of(services => { }, app => app.MapJwks()),
        Of(services => { }, app => app.MapAuthMetadata()),
        Of(services => { }, app => app.MapPost("/x", () => "").RequireSameOrigin()),
        Of(services => services.AddAuthStrategy().AddSession(), app => app.MapAuthLogout()),
        Of(services => services.AddAuthStrategy().UseAspNetCore(), app => { }),
        Of(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), app => app.MapJwks()),
        Of(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), app => app.MapAuthMetadata()),
        Of(services => services.AddAuthStrategy().AddJwt(Jwt).UseAspNetCore(), app => app.MapJwks(strategy: "Api")),
        Of(services => services.AddAuthStrategy().AddJwt(Jwt).UseAspNetCore(), app => app.MapAuthRefresh()),
        Of(services => services.AddAuthStrategy().AddJwt(Jwt).UseAspNetCore(), app => app.MapAuthMetadata()),
        Of(services => services.AddAuthStrategy().AddJwt(Jwt).UseAspNetCore(), app => app.MapJwks()),
        Of(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), app => app.MapAuthLogout().RedirectTo("bye")),
        Of(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), app => app.MapGet("/x", () => "").RequireFreshAuthentication(TimeSpan.Zero)),
        Of(services => services.AddAuthStrategy().AddSession().UseIdentity<IdentityUser>(), app => { }),
        Of(services => services.AddIdentityCore<IdentityUser>().Services.AddAuthStrategy().AddSession().UseIdentity<IdentityUser>(), app => { }),
        Of(services => services.AddAuthStrategy().AddSession().UseIdentity<IdentityUser>().UsePrincipalRefresher<NoRefresher>(), app => { }),
        Of(services => services.AddSignalR().AddSessionRevalidation(), app => { }),
        Of(services => services.AddRazorComponents().AddInteractiveServerComponents().AddSessionRevalidation(), app => { }),
        Of(services => services.AddAuthStrategy().AddSession().Services.AddSignalR().AddSessionRevalidation(), app => { }),
        Of(services => services.AddAuthorization(), app => app.MapGet("/x", () => "").RequireFreshAuthentication(TimeSpan.FromMinutes(5))),
        Of(services => services.AddAuthentication().Services.AddAuthStrategy().AddSession(), app => { }),
        Of(services => services.AddAuthorization().AddAuthStrategy().AddJwt(Jwt), app => { }),
        Of(services => services.AddControllers().Services.AddAuthStrategy().AddSession(), app => { }),
        Of(services => services.AddAuthorization().AddAuthStrategy().AddJwt(Jwt), app => app.MapGet("/x", () => "").RequireAuthorization()),
        Of(services => services.AddAuthStrategy().AddSession(), app => { }),
        Of(services => services.AddAuthStrategy().AddSession().AddUserJwts().UseAspNetCore(), app => { }),
        Of(services => services.AddAuthentication().AddCookie().Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => o.Until = new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero)), app => { }),
        Of(services => services.AddAuthStrategy().AddSession().UseEntityFramework<ShopContext>(), app => { }),
        Of(services => services.AddDbContext<ShopContext>(o => o.UseSqlite("Data Source=shop.db")).AddAuthStrategy().AddSession().UseEntityFramework<ShopContext>(), app => { }),
        Of(services => services.AddDbContextFactory<ShopContext>(o => o.UseSqlite("Data Source=shop.db")).AddAuthStrategy().AddSession().UseEntityFramework<ShopContext>(), app => { }),

        Of(services => services.AddAuthStrategy().AddSession().UseAspNetCore(), app => { }),
        Of(services => services.AddAuthStrategy().AddJwt(o => { Logins.Jwt(o); o.SigningKeys.Insert(0, JwtKey.Generate("ES256", "my-key")); }).UseAspNetCore(), app => { }),
        Of(services => services.AddAuthStrategy().AddJwt(Rotating).UseAspNetCore(), app => { }),
        Of(services => services.AddAuthStrategy().AddSession().UseInMemorySessionStore(_ => { }).UseAspNetCore(), app => { }),
        Of(services => services.AddAuthentication("Cookies").AddCookie().Services.AddAuthStrategy().AddJwt(Jwt).UseAspNetCore(), app => { }),
        Of(services => services.AddAuthentication("Cookies").Services.AddAuthStrategy().AddJwt(Jwt).UseAspNetCore(), app => { }),
        Of(services => services.AddAuthentication(o => o.DefaultChallengeScheme = "Cookies").AddCookie().Services.AddAuthStrategy().AddJwt(Jwt).UseAspNetCore(), app => { }),
        Of(services => services.AddIdentity<IdentityUser, IdentityRole>().Services.AddSingleton(Mock.Of<IUserStore<IdentityUser>>()).AddSingleton(Mock.Of<IRoleStore<IdentityRole>>()).AddAuthStrategy().AddJwt(Jwt).UseAspNetCore(), app => { }),
        Of(services => services.AddAuthStrategy().AddSession().UseRedis(o => (o.Configuration, o.KeyPrefix, o.OperationTimeout) = ("127.0.0.1:1,password=secret", "shop", TimeSpan.FromSeconds(5))).UseAspNetCore(), app => { }, waitFor: 213),
        Of(services => services.AddAuthStrategy().AddSession().UseEntityFramework(o => o.UseSqlite("Data Source=:memory:")).UseAspNetCore(), app => { }, waitFor: 304),
        Of(services => services.AddAuthStrategy().AddSession().UseEntityFramework(o => o.UseSqlite("Data Source=/no/such/directory/shop.db")).UseAspNetCore(), app => { }, waitFor: 305),
    ];

    [Test]
    public async Task StartFailures()
    {
        List<string> entries = [];
        foreach (Row row in Rows)
        {
            string[] production = await row.PrintAsync("Production");
            string[] development = await row.PrintAsync("Development");
            entries.Add(ApprovedText.Entry(row.Typed, production.SequenceEqual(development) ? production : [.. production, "In Development:", .. development]));
        }

        await ApprovedText.VerifyAsync(string.Join('\n', entries));
    }

    private static void Jwt(JwtStrategyOptions options) => OptionMistake.Good(options);

    private static void Rotating(JwtStrategyOptions options)
    {
        (options.Issuer, options.Audience) = ("https://issuer.example", "web");
        options.RotateKeys(TimeSpan.FromDays(30), TimeSpan.FromDays(1), TimeSpan.FromHours(25));
    }

    private static Row Of(
        Action<IServiceCollection> services,
        Action<WebApplication> map,
        int? waitFor = null,
        [CallerArgumentExpression(nameof(services))] string typed = "",
        [CallerArgumentExpression(nameof(map))] string mapped = "") => new(services, map, waitFor, $"{Code(typed)}{(mapped is "app => { }" ? "" : $" and {Code(mapped)}")}");

    private static string Code(string lambda) => lambda.Split("=> ", 2)[1] is var code && code == "{ }" ? "nothing" : code;

    private sealed record Row(Action<IServiceCollection> Services, Action<WebApplication> Map, int? WaitFor, string Typed)
    {
        public async Task<string[]> PrintAsync(string environment)
        {
            using LogCapture log = new();
            WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
            builder.Logging.ClearProviders().AddProvider(log);
            try
            {
                Services(builder.Services);
                await using WebApplication app = builder.Build();
                app.Urls.Add("http://127.0.0.1:0");
                Map(app);
                await app.StartAsync();
                // The first request does this. Some mistakes are found only then.
                _ = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).ToList();
                if (WaitFor is { } id)
                    await Until.TrueAsync(() => log.Ids.Contains(id));
                await app.StopAsync();
            }
            catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or OptionsValidationException or AggregateException)
            {
                return [$"{exception.GetType().Name}: {exception.Message}"];
            }

            string[] warnings = [.. log.Entries
                .Where(entry => (entry.Level == LogLevel.Warning || entry.Id == NotConnected) && entry.Category.StartsWith("AuthStrategies", StringComparison.Ordinal))
                .Select(entry => $"{(entry.Level == LogLevel.Warning ? "warn" : "info")} {entry.Id}: {entry.Text}")];
            return warnings.Length == 0 ? [OptionMistake.None] : warnings;
        }
    }

    private sealed class NoRefresher : IPrincipalRefresher
    {
        public ValueTask<ClaimsPrincipal?> RefreshAsync(ClaimsPrincipal principal, SessionInfo session, CancellationToken cancellationToken) => default;
    }

    /// <summary>A context whose model has no sessions.</summary>
    private sealed class ShopContext(DbContextOptions<ShopContext> options) : DbContext(options);
}
