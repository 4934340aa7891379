using System.Reflection;
using System.Security.Cryptography;
using AuthStrategies.EntityFrameworkCore;
using AuthStrategies.Redis;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using static AuthStrategies.AspNetCore.Tests.Approved.OptionMistake;

namespace AuthStrategies.AspNetCore.Tests.Approved;

/// <summary>The text of every option mistake, as an application prints it at start. OptionMistakes.txt has the approved texts.</summary>
// Past 250 lines, because each option has a row for each kind of illegal value.
[TestFixture]
public sealed class OptionMistakesTests
{
    private const string PrivatePem = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";

    // Every value is legal, or the property only groups others.
    private static readonly Dictionary<string, string> WithoutMistakes = new(StringComparer.Ordinal)
    {
        ["SessionStrategyOptions.StrictReuse"] = "both values are legal",
        ["JwtStrategyOptions.RequireLiveSession"] = "both values are legal",
        ["JwtStrategyOptions.RefreshTokens"] = "a group",
        ["AuthHttpOptions.ClearSiteDataOnLogout"] = "both values are legal",
        ["AuthHttpOptions.LoginLocation"] = "what the function returns is checked at each request",
        ["AuthHttpOptions.AccessDeniedLocation"] = "what the function returns is checked at each request",
        ["AuthStrategyHttpOptions.Cookie"] = "a group",
        ["AuthIdentityOptions.KeptClaimTypes"] = "a name that no claim has changes nothing",
    };

    private static readonly (Assembly Assembly, string[] Others)[] Packages =
    [
        (typeof(IAuthStrategy).Assembly, ["IssueOptions", "RefreshOptions"]),
        (typeof(SessionStrategyOptions).Assembly, []),
        (typeof(AuthHttpOptions).Assembly, ["AuthStrategySchemeOptions"]),
        (typeof(RedisSessionStoreOptions).Assembly, []),
        (typeof(EntityFrameworkSessionStoreOptions).Assembly, []),
    ];

    // How the options that are inside others are reached.
    private static readonly Dictionary<string, string> Inside = new(StringComparer.Ordinal)
    {
        ["JwtRefreshTokenOptions"] = "RefreshTokens.",
        ["JwtKeyRotationOptions"] = "KeyRotation!.",
        ["AuthCookieOptions"] = "Cookie.",
        ["AuthStrategyHttpOptions"] = "Strategy(",
    };

    private static readonly OptionMistake[] Rows =
    [
        Session(o => o.IdleTimeout = TimeSpan.Zero),
        Session(o => o.IdleTimeout = TimeSpan.FromDays(8)),
        Session(o => o.IdleTimeout = TimeSpan.FromDays(2)),
        Session(o => o.AbsoluteTimeout = TimeSpan.FromMilliseconds(999)),
        Session(o => o.AbsoluteTimeout = TimeSpan.FromDays(31)),
        Session(o => o.PersistentIdleTimeout = TimeSpan.FromSeconds(-1)),
        Session(o => o.PersistentIdleTimeout = TimeSpan.FromDays(401)),
        Session(o => o.PersistentIdleTimeout = TimeSpan.FromDays(60)),
        Session(o => o.PersistentAbsoluteTimeout = TimeSpan.Zero),
        Session(o => o.PersistentAbsoluteTimeout = TimeSpan.MaxValue),
        Session(o => o.RenewAfter = TimeSpan.FromSeconds(-1)),
        Session(o => o.RenewAfter = TimeSpan.FromHours(2)),
        Session(o => o.RenewAfter = TimeSpan.FromMinutes(45)),
        Session(o => o.MaxSessionsPerSubject = 0),
        Session(o => o.MaxSessionsPerSubject = 10_001),
        Session(o => o.CredentialCacheSize = -1),
        Session(o => o.CredentialCacheSize = 1_000_001),
        Session(o => o.CredentialCacheBytes = 0),
        Session(o => o.CredentialCacheBytes = 65_535),
        Session(o => o.ClaimNaming = (ClaimNaming)7),
        Session(o => o.NameClaimType = ""),
        Session(o => o.NameClaimType = null!),
        Session(o => o.RoleClaimType = ""),
        Session(o => o.RoleClaimType = null!),
        Session(o => o.ReuseWindow = TimeSpan.FromSeconds(-1)),
        Session(o => o.ReuseWindow = TimeSpan.FromHours(1)),
        Session(o => o.LateRequestWindow = TimeSpan.FromSeconds(1)),
        Session(o => o.LateRequestWindow = TimeSpan.FromHours(2)),
        Session(o => o.RotateEvery = TimeSpan.FromSeconds(-1)),
        Session(o => o.RotateEvery = TimeSpan.FromSeconds(1)),
        Session(o => o.RotateEvery = TimeSpan.FromDays(8)),

        Jwt(o => o.Issuer = null),
        Jwt(o => o.Issuer = ""),
        Jwt(o => o.Issuer = new string('x', 1025)),
        Jwt(o => o.Issuer = "\ud800"),
        Jwt(o => o.Audience = null),
        Jwt(o => o.Audience = " "),
        Jwt(o => o.ValidIssuers.Add("")),
        Jwt(o => Fill(o.ValidIssuers, 101)),
        Jwt(o => o.ValidAudiences.Add(null!)),
        Jwt(o => Fill(o.ValidAudiences, 101)),
        Jwt(o => o.RequiredClaims.Add("")),
        Jwt(o => o.RequiredClaims.Add("cnf")),
        Jwt(o => Fill(o.RequiredClaims, 65)),
        Jwt(o => o.SigningKeys.Clear()),
        Jwt(o => o.SigningKeys.Add(null!)),
        Jwt(o => o.SigningKeys.Add(Key)),
        Jwt(o => o.SigningKeys.Add(Encrypting)),
        Jwt(o => o.VerificationKeys.Add(null!)),
        Jwt(o => o.VerificationKeys.Add(Key)),
        Jwt(o => o.Algorithms.Add("none")),
        Jwt(o => o.Algorithms.Add("ES256")),
        Jwt(o => o.AccessTokenLifetime = TimeSpan.Zero),
        Jwt(o => o.AccessTokenLifetime = TimeSpan.FromDays(2)),
        Jwt(o => o.ClockSkew = TimeSpan.FromSeconds(-1)),
        Jwt(o => o.ClockSkew = TimeSpan.FromMinutes(6)),
        Jwt(o => o.MaxTokenAge = TimeSpan.Zero),
        Jwt(o => o.MaxTokenAge = TimeSpan.FromDays(401)),
        Jwt(o => o.MaxTokenAge = TimeSpan.FromMinutes(1)),
        Jwt(o => o.TokenType = ""),
        Jwt(o => o.TokenType = "at jwt"),
        Jwt(o => o.ClaimNaming = (ClaimNaming)7),
        Jwt(o => o.NameClaimType = ""),
        Jwt(o => o.RoleClaimType = null!),
        Jwt(o => o.ArrayClaimTypes.Add("")),
        Jwt(o => o.ArrayClaimTypes.Add("sub")),
        Jwt(o => Fill(o.ArrayClaimTypes, 101)),
        Jwt(o => o.MaxTokenLength = 255),
        Jwt(o => o.MaxTokenLength = 2_000_000),
        Jwt(o => o.CredentialCacheSize = -1),
        Jwt(o => o.CredentialCacheSize = 1_000_001),
        Jwt(o => o.CredentialCacheBytes = 0),
        Jwt(o => o.CredentialCacheBytes = -1),
        Jwt(o => o.EncryptionKey = Key),
        Jwt(o => o.DecryptionKeys.Add(null!)),
        Jwt(o => o.DecryptionKeys.Add(Key)),
        Jwt(o => o.RefreshTokens.IdleTimeout = TimeSpan.FromDays(1)),
        Jwt(o => o.RefreshTokens.StrictReuse = true),
        Jwt(o => (o.RequireLiveSession, o.RefreshTokens.Enabled) = (true, false)),
        Refresh(o => o.RefreshTokens.Enabled = false),
        Refresh(o => o.RefreshTokens.IdleTimeout = TimeSpan.Zero),
        Refresh(o => o.RefreshTokens.IdleTimeout = TimeSpan.FromDays(401)),
        Refresh(o => o.RefreshTokens.AbsoluteTimeout = TimeSpan.Zero),
        Refresh(o => o.RefreshTokens.AbsoluteTimeout = TimeSpan.FromDays(1)),
        Refresh(o => o.RefreshTokens.AbsoluteTimeout = TimeSpan.FromDays(401)),
        Refresh(o => o.RefreshTokens.ReuseWindow = TimeSpan.FromSeconds(-1)),
        Refresh(o => o.RefreshTokens.ReuseWindow = TimeSpan.FromHours(1)),
        Refresh(o => o.RefreshTokens.LateRequestWindow = TimeSpan.Zero),
        Refresh(o => o.RefreshTokens.LateRequestWindow = TimeSpan.FromHours(2)),
        Refresh(o => o.RefreshTokens.MaxSessionsPerSubject = 0),
        Refresh(o => o.RefreshTokens.MaxSessionsPerSubject = 10_001),
        Rotation(o => o.KeyRotation = new()),
        Rotation(o => o.KeyRotation!.Algorithm = "none"),
        Rotation(o => o.KeyRotation!.Algorithm = null!),
        Rotation(o => o.KeyRotation!.RotationPeriod = TimeSpan.Zero),
        Rotation(o => o.KeyRotation!.RotationPeriod = TimeSpan.FromDays(401)),
        Rotation(o => o.KeyRotation!.AnnouncementPeriod = TimeSpan.Zero),
        Rotation(o => o.KeyRotation!.AnnouncementPeriod = TimeSpan.FromDays(31)),
        Rotation(o => o.KeyRotation!.RetirementPeriod = TimeSpan.Zero),
        Rotation(o => o.KeyRotation!.RetirementPeriod = TimeSpan.FromDays(31)),
        Rotation(o => o.KeyRotation!.PollInterval = TimeSpan.Zero),
        Rotation(o => o.KeyRotation!.PollInterval = TimeSpan.FromMinutes(6)),
        Rotation(o => o.Algorithms.Add("HS256")),

        Http(o => o.TrustedOrigins.Add("https://app.example/")),
        Http(o => o.TrustedOrigins.Add("*")),
        Http(o => o.LoginPath = "login"),
        Http(o => o.LoginPath = "https://login.example/"),
        Http(o => o.AccessDeniedPath = "denied"),
        Http(o => o.LogoutPath = "~/logout"),
        Http(o => o.PathBase = "shop"),
        Http(o => o.PathBase = "//shop"),
        Http(o => o.ReturnUrlParameter = ""),
        Http(o => o.RetryAfter = TimeSpan.Zero),
        Http(o => o.RetryAfter = TimeSpan.FromHours(2)),
        Http(o => o.AllowHttpInDevelopment = true),
        Http(o => o.Strategy("Sessions").Transport = CredentialTransport.Cookie),
        Http(o => o.Strategy("Session").Transport = (CredentialTransport)7),
        Http(o => o.Strategy("Session").Sources = (CredentialSources)8),
        Http(o => o.Strategy("Session").RotateFor = (RotationClients)7),
        Http(o => o.Strategy("Session").SaveToken = true),
        Http(o => o.Strategy("Session").RefreshOnRequest = true),
        Http(o => o.Strategy("Jwt").RefreshOnRequest = true),
        Http(o => o.Strategy("Jwt").AcceptQueryString("hubs/chat")),
        Http(o => o.Strategy("Jwt").AcceptQueryString("/")),
        Http(o => o.Strategy("Jwt").AcceptHeader("X Token")),
        Http(o => o.Strategy("Jwt").AcceptHeader("Authorization")),
        Http(o => o.Strategy("Session").Cookie.Name = "a b"),
        Http(o => (o.Strategy("Session").Cookie.Name, o.Strategy("Session").Cookie.Path) = ("__Host-shop", "/shop")),
        Http(o => o.Strategy("Session").Cookie.RefreshName = ""),
        Http(o => o.Strategy("Session").Cookie.RefreshName = "__Host-r"),
        Http(o => o.Strategy("Session").Cookie.RefreshName = o.Strategy("Session").Cookie.Name),
        Http(o => o.Strategy("Session").Cookie.SameSite = SameSiteMode.Unspecified),
        Http(o => (o.Strategy("Session").Cookie.Partitioned, o.Strategy("Session").Cookie.SameSite) = (true, (SameSiteMode)7)),
        Http(o => o.Strategy("Session").Cookie.Path = "shop"),
        Http(o => o.Strategy("Session").Cookie.Domain = "exa mple"),
        Http(o => o.Strategy("Session").Cookie.FormerNames.Add("a b")),
        Http(o => o.Strategy("Session").Cookie.FormerDomains.Add("exa mple")),
        Http(o => o.Strategy("Session").Cookie.FormerPaths.Add("shop")),

        Memory(o => o.Capacity = 0),
        Memory(o => o.Capacity = 100_000_001),
        Calls(o => o.Timeout = TimeSpan.Zero),
        Calls(o => o.Timeout = TimeSpan.FromMinutes(2)),
        Calls(o => o.MaxPendingCalls = 0),
        Calls(o => o.MaxPendingCalls = 1_000_001),
        Calls(o => o.FailureThreshold = -1),
        Calls(o => o.FailureThreshold = 1_000_001),
        Calls(o => o.BreakDuration = TimeSpan.Zero),
        Calls(o => o.BreakDuration = TimeSpan.FromMinutes(2)),
        Near(o => o.MaxStaleness = TimeSpan.FromSeconds(-1)),
        Near(o => o.MaxStaleness = TimeSpan.FromMinutes(2)),
        Near(o => o.Capacity = 1),
        Near(o => o.Capacity = 10_000_001),
        Near(o => o.MaxBytes = 0),
        Near(o => o.MaxBytes = 1L << 41),
        Redis(o => o.Configuration = null),
        Redis(o => o.Configuration = "password=…"),
        Redis(o => o.Configuration = "redis://app:secret@redis.example:6380/0"),
        Redis(o => o.Configuration = "rediss://redis.example"),
        Redis(o => (o.Configuration, o.ConfigurationOptions) = (null, new ConfigurationOptions())),
        Redis(o => o.ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(null!)),
        Redis(o => o.KeyPrefix = ""),
        Redis(o => o.KeyPrefix = "{shop}"),
        Redis(o => o.OperationTimeout = TimeSpan.Zero),
        Redis(o => o.OperationTimeout = TimeSpan.FromMinutes(2)),
        Database(o => o.OperationTimeout = TimeSpan.Zero),
        Database(o => o.OperationTimeout = TimeSpan.FromMinutes(2)),
        Database(o => o.SweepInterval = TimeSpan.Zero),
        Database(o => o.SweepInterval = TimeSpan.FromDays(2)),
        Database(o => o.SweepJitter = -0.1),
        Database(o => o.SweepJitter = 1.1),
        Database(o => o.SweepBatch = 0),
        Database(o => o.SweepBatch = 100_001),
        Database(o => o.SweepMargin = TimeSpan.FromSeconds(-1)),
        Database(o => o.SweepMargin = TimeSpan.FromDays(8)),
        Hubs(o => o.RevalidationInterval = TimeSpan.Zero),
        Hubs(o => o.RevalidationInterval = TimeSpan.FromHours(2)),
        Hubs(o => o.RevalidationInterval = TimeSpan.FromHours(1)),

        MakeKey(() => JwtKey.FromBase64(null!, "HS256")),
        MakeKey(() => JwtKey.FromBase64("not base64!", "HS256")),
        MakeKey(() => JwtKey.FromBase64("c2hvcnQ=", "HS256")),
        MakeKey(() => JwtKey.FromBase64("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "ES256")),
        MakeKey(() => JwtKey.FromBase64("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "hs256")),
        MakeKey(() => JwtKey.FromSecret(new byte[8], "HS256")),
        MakeKey(() => JwtKey.FromPem("keys/private.pem", "ES256")),
        MakeKey(() => JwtKey.FromPem("", "ES256")),
        MakeKey(() => JwtKey.FromPem(PrivatePem, "ES256")),
        MakeKey(() => JwtKey.FromJwk("{}")),
        MakeKey(() => JwtKey.FromJwk("not json")),
        MakeKey(() => JwtKey.From(ECDsa.Create(ECCurve.NamedCurves.nistP256), "ES512")),
        MakeKey(() => JwtKey.From(RSA.Create(1024), "RS256")),
        MakeKey(() => JwtKey.Generate("none")),
        MakeKey(() => JwtKey.Generate("ES256", "")),

        Any(services => services.AddAuthStrategy()),
        Any(services => services.AddAuthStrategy().AddSession().AddSession()),
        Any(services => services.AddAuthStrategy().AddSession(AuthStrategyDefaults.Scheme).UseAspNetCore()),
        Any(services => services.AddAuthStrategy().AddSession("")),
        Any(services => services.AddAuthStrategy().AddSession().UseFileJwtKeyStore("")),
        Any(services => services.AddAuthStrategy().AddSession().UseRedis("")),
        Any(services => services.AddAuthStrategy().AddSession().UseEntityFramework<DbContext>()),
        Any(services => services.AddAuthStrategy().AddSession().UsePrincipalCheck<IPrincipalCheck>(TimeSpan.FromDays(2))),
        Any(services => services.AddAuthStrategy().AddSession().UseIdentity<TestUser>()),

        Json(),
        Json(("Strategy", "Sessions")),
        Json(("Strategy", "Session"), ("Session:IdleTimout", "01:00:00")),
        Json(("Strategy", "Session"), ("Session:IdleTimeout", "an hour")),
        Json(("Strategy", "Session"), ("Session:IdleTimeout", "-1")),
        Json(("Strategy", "Session"), ("Session:StrictReuse", "perhaps")),
        Json(("Strategy", "Session"), ("Sesion:IdleTimeout", "01:00:00")),
        Json(("Strategy", "Jwt")),
        Json(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Algorithm", "HS256")),
        Json(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Algorithm", "HS256"), ("Jwt:SigningKeys:0:Secret", "c2hvcnQ=")),
        Json(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Secret", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")),
        Json(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Algorithm", "ES256"), ("Jwt:SigningKeys:0:PemFile", "/no/such/key.pem")),
        Json(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Algorithm", "ES256"), ("Jwt:SigningKeys:0:Pem", "keys/private.pem")),
        Json(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:KeyRotation:RotationPeriod", "30.00:00:00")),
    ];

    private static JwtKey Encrypting { get; } = JwtKey.FromSecret([.. Enumerable.Range(0, 64).Select(i => (byte)i)], "A256CBC-HS512");

    [Test]
    [Property("Requirement", "X-01")]
    public async Task OptionMistakes() =>
        await ApprovedText.VerifyAsync(string.Join('\n', Rows.Select(row => ApprovedText.Entry($"{row.Method}: {row.Typed}", row.Print()))));

    [Test]
    public void Rows_AllOptionsOfAllPackages_AreNamedWithEachKindOfIllegalValue()
    {
        List<string> missing = [];
        foreach (Type options in Packages.SelectMany(package => package.Assembly.GetExportedTypes().Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && !package.Others.Contains(type.Name))))
        {
            foreach (PropertyInfo property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => !WithoutMistakes.ContainsKey($"{options.Name}.{property.Name}")))
            {
                int rows = Rows.Count(row => Names(row.Typed, options.Name, property.Name));
                Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                int least = Array.IndexOf([typeof(TimeSpan), typeof(int), typeof(long), typeof(double)], type) < 0 ? 1 : 2;
                if (rows < least)
                    missing.Add($"{options.Name}.{property.Name}: {rows} of {least}");
            }
        }

        Assert.That(missing, Is.Empty, "Add a row for each kind of illegal value: too small and too large, empty, null, unknown.");
    }

    [Test]
    public void Print_OfEachRow_SaysWhatIsWrong() =>
        Assert.That(Rows.Where(row => row.Print() is not [{ Length: > 20 }, ..]).Select(row => row.Typed), Is.Empty);

    private static bool Names(string typed, string options, string property) =>
        typed.Contains($"{Inside.GetValueOrDefault(options, "o")}.{property}".Replace("..", ".", StringComparison.Ordinal), StringComparison.Ordinal)
        || (options == "AuthStrategyHttpOptions" && typed.Contains($").{property}", StringComparison.Ordinal));

    private static void Fill(IList<string> list, int count)
    {
        for (int i = 0; i < count; i++)
            list.Add($"x{i}");
    }

    private sealed class TestUser;
}
