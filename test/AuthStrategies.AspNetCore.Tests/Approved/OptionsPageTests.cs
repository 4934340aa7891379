using System.Reflection;
using AuthStrategies.AspNetCore.Options;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Issuers;
using AuthStrategies.Redis;

namespace AuthStrategies.AspNetCore.Tests.Approved;

/// <summary>docs/options.md lists every option with its default, its key in the configuration and its range, as the code has them.</summary>
[TestFixture]
public sealed class OptionsPageTests
{
    private static readonly Assembly Core = typeof(SessionStrategyOptions).Assembly;
    private static readonly Assembly Http = typeof(AuthHttpOptions).Assembly;

    // Arguments of one call, and what the framework's options demand, are no options of an application.
    private static readonly string[] NoOptions = ["IssueOptions", "RefreshOptions", "SessionRevokeOptions", "AuthStrategySchemeOptions"];

    private static readonly (string Title, object Defaults, string? Section, string[] Keys)[] Tables = Describe();

    [Test]
    public async Task Options_Page_IsThatOfTheCode()
    {
        string text = $"""
            # Options

            Every option with its default, its key in the configuration and its legal range. A test writes this page from the
            code. Times in JSON are written as `hours:minutes:seconds` or `days.hours:minutes:seconds`. The keys are below the
            section that `AddAuthStrategy(section)` gets; with a list of strategies, each has a section with its name. Every
            mistake is reported at start, all of them together.

            {string.Join("\n", Tables.Select(table => OptionsPage.Table(table.Title, table.Defaults, table.Section, table.Keys)))}
            """;

        await ApprovedText.VerifyPageAsync(text, "docs/options.md");
    }

    [Test]
    public void Options_EachClass_IsOnThePage()
    {
        Assembly[] packages = [typeof(IAuthStrategy).Assembly, Core, Http, typeof(RedisStoreOptions).Assembly, typeof(EntityFrameworkSessionStoreOptions).Assembly, typeof(IssuerKeysOptions).Assembly];

        IEnumerable<string> missing = packages.SelectMany(package => package.GetExportedTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.IsClass && !NoOptions.Contains(type.Name))
            .Where(type => Tables.All(table => table.Defaults.GetType() != type))
            .Select(type => type.Name);

        Assert.That(missing, Is.Empty);
    }

    private static (string Title, object Defaults, string? Section, string[] Keys)[] Describe()
    {
        AuthHttpOptions http = new();
        AuthStrategyHttpOptions strategy = http.Strategy("Session");
        return
        [
            ("Sessions: `AddSession(o => …)`", new SessionStrategyOptions(), "Session", Keys("SessionSettings")),
            ("JWT: `AddJwt(o => …)`", new JwtStrategyOptions(), "Jwt", Keys("JwtSettings")),
            ("Refresh tokens: `o.RefreshTokens` of `AddJwt`", new JwtRefreshTokenOptions(), "Jwt:RefreshTokens", Keys("JwtRefreshTokenSettings")),
            ("Key rotation: `o.RotateKeys(o => …)` of `AddJwt`", new JwtKeyRotationOptions(), "Jwt:KeyRotation", Keys("KeyRotationSettings")),
            ("Keys at rest: `ProtectJwtKeysWithKeyEncryptionKeys(o => …)`", new JwtKeyEncryptionOptions(), null, []),
            ("DPoP: `UseDPoP(o => …)`", new DPoPOptions(), null, []),
            ("Device-bound sessions: `UseDeviceBinding(o => …)`", new DeviceBindingOptions(), null, []),
            ("Logins of `AddCookie`: `AcceptCookies(\"Cookies\", o => …)`", new AcceptedCookieOptions(), null, []),
            ("Events: `services.Configure<AuthEventOptions>(o => …)`", new AuthEventOptions(), null, []),
            ("HTTP: `UseAspNetCore(o => …)`", http, "Http", OptionsPage.KeysOf(Http, "AuthStrategies.AspNetCore.Options.HttpSettings", "SharedKeys")),
            ("HTTP of one strategy: `o.Strategy(\"Session\")` of `UseAspNetCore`", strategy, "Session:Http", OptionsPage.KeysOf(Http, "AuthStrategies.AspNetCore.Options.HttpSettings", "StrategyKeys")),
            ("Cookies: `o.Strategy(\"Session\").Cookie` of `UseAspNetCore`", strategy.Cookie, "Session:Http:Cookie", [.. typeof(AuthCookieOptions).GetProperties().Select(property => property.Name)]),
            ("Identity: `UseIdentity<AppUser>(o => …)`", new AuthIdentityOptions(), null, []),
            ("Open connections: `AddSessionRevalidation(o => …)`", new SessionRevalidationOptions(), null, []),
            ("Sessions in memory: `UseInMemorySessionStore(o => …)`", new InMemorySessionStoreOptions(), null, []),
            ("Calls of a session store: `LimitSessionStoreCalls(o => …)`", new SessionStoreCallOptions(), null, []),
            ("Near cache: `UseNearCache(o => …)`", new NearCacheOptions(), null, []),
            ("Redis: `UseRedis(o => …)` and `UseRedisJwtKeyStore(o => …)`", new RedisStoreOptions(), null, []),
            ("Entity Framework Core: `UseEntityFramework<AppContext>(o => …)`", new EntityFrameworkSessionStoreOptions(), null, []),
            ("Keys of other issuers: `UseIssuerKeys(\"Partner\", o => …)`", new IssuerKeysOptions(), "PartnerKeys", OptionsPage.KeysOf(typeof(IssuerKeysOptions).Assembly, "AuthStrategies.Issuers.IssuerKeysSettings")),
        ];
    }

    private static string[] Keys(string reader) => OptionsPage.KeysOf(Core, $"AuthStrategies.Registration.{reader}");
}
