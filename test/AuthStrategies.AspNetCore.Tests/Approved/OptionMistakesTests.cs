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
        ["JwtStrategyOptions.KeyRotation"] = "a group",
        ["AuthHttpOptions.ClearSiteDataOnLogout"] = "both values are legal",
        ["AuthHttpOptions.RecordUserAgent"] = "both values are legal",
        ["AuthHttpOptions.DeviceName"] = "what the function returns is cleaned, and an exception is logged",
        ["AuthHttpOptions.LoginLocation"] = "what the function returns is checked at each request",
        ["AuthHttpOptions.AccessDeniedLocation"] = "what the function returns is checked at each request",
        ["AuthStrategyHttpOptions.Cookie"] = "a group",
        ["DeviceBindingOptions.OfferRegistration"] = "both values are legal",
        ["AcceptedCookieOptions.MoveLogins"] = "both values are legal; false beside a scheme that is forwarded is a row by itself",
        ["AcceptedCookieOptions.KeepCookie"] = "both values are legal; a cookie with a domain without one of them is a row by itself",
        ["AcceptedCookieOptions.ShareUsers"] = "both values are legal; false beside another scheme is a row by itself",
        ["AcceptedCookieOptions.ConvertPrincipal"] = "what the function returns is checked at each login that is moved",
        ["DPoPOptions.RequireNonce"] = "both values are legal",
        ["DPoPOptions.ShareReplays"] = "both values are legal",
        ["AuthIdentityOptions.KeptClaimTypes"] = "a name that no claim has changes nothing",
    };

    private static readonly (Assembly Assembly, string[] Others)[] Packages =
    [
        (typeof(IAuthStrategy).Assembly, ["IssueOptions", "RefreshOptions", "SessionRevokeOptions"]),
        (typeof(SessionStrategyOptions).Assembly, []),
        (typeof(AuthHttpOptions).Assembly, ["AuthStrategySchemeOptions"]),
        (typeof(RedisStoreOptions).Assembly, []),
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

    private static readonly JwtKey Encrypting = JwtKey.FromSecret([.. Enumerable.Range(0, 64).Select(i => (byte)i)], "A256CBC-HS512");

    private static readonly OptionMistake[] Rows =
    [
        OfSession(o => o.IdleTimeout = TimeSpan.Zero),
        OfSession(o => o.IdleTimeout = TimeSpan.FromDays(8)),
        OfSession(o => o.IdleTimeout = TimeSpan.FromDays(2)),
        OfSession(o => o.AbsoluteTimeout = TimeSpan.FromMilliseconds(999)),
        OfSession(o => o.AbsoluteTimeout = TimeSpan.FromDays(31)),
        OfSession(o => o.PersistentIdleTimeout = TimeSpan.FromSeconds(-1)),
        OfSession(o => o.PersistentIdleTimeout = TimeSpan.FromDays(401)),
        OfSession(o => o.PersistentIdleTimeout = TimeSpan.FromDays(60)),
        OfSession(o => o.PersistentAbsoluteTimeout = TimeSpan.Zero),
        OfSession(o => o.PersistentAbsoluteTimeout = TimeSpan.MaxValue),
        OfSession(o => o.RenewAfter = TimeSpan.FromSeconds(-1)),
        OfSession(o => o.RenewAfter = TimeSpan.FromHours(2)),
        OfSession(o => o.RenewAfter = TimeSpan.FromMinutes(45)),
        OfSession(o => o.MaxSessionsPerSubject = 0),
        OfSession(o => o.MaxSessionsPerSubject = 10_001),
        OfSession(o => o.CredentialCacheSize = -1),
        OfSession(o => o.CredentialCacheSize = 1_000_001),
        OfSession(o => o.CredentialCacheBytes = 0),
        OfSession(o => o.CredentialCacheBytes = 65_535),
        OfSession(o => o.CredentialCacheBytes = (1L << 40) + 1),
        OfSession(o => o.ClaimNaming = (ClaimNaming)7),
        OfSession(o => o.NameClaimType = ""),
        OfSession(o => o.NameClaimType = null!),
        OfSession(o => o.RoleClaimType = ""),
        OfSession(o => o.RoleClaimType = null!),
        OfSession(o => o.ReuseWindow = TimeSpan.FromSeconds(-1)),
        OfSession(o => o.ReuseWindow = TimeSpan.FromHours(1)),
        OfSession(o => o.LateRequestWindow = TimeSpan.FromSeconds(1)),
        OfSession(o => o.LateRequestWindow = TimeSpan.FromHours(2)),
        OfSession(o => o.RotateEvery = TimeSpan.FromSeconds(-1)),
        OfSession(o => o.RotateEvery = TimeSpan.FromSeconds(1)),
        OfSession(o => o.RotateEvery = TimeSpan.FromDays(8)),

        OfJwt(o => o.Issuer = null),
        OfJwt(o => o.Issuer = ""),
        OfJwt(o => o.Issuer = new string('x', 1025)),
        OfJwt(o => o.Issuer = "\ud800"),
        OfJwt(o => o.Audience = null),
        OfJwt(o => o.Audience = " "),
        OfJwt(o => o.ValidIssuers.Add("")),
        OfJwt(o => Fill(o.ValidIssuers, 101)),
        OfJwt(o => o.ValidAudiences.Add(null!)),
        OfJwt(o => Fill(o.ValidAudiences, 101)),
        OfJwt(o => o.RequiredClaims.Add("")),
        OfJwt(o => o.RequiredClaims.Add("cnf")),
        OfJwt(o => Fill(o.RequiredClaims, 65)),
        OfJwt(o => o.SigningKeys.Clear()),
        OfJwt(o => o.SigningKeys.Add(null!)),
        OfJwt(o => o.SigningKeys.Add(Key)),
        OfJwt(o => o.SigningKeys.Add(Encrypting)),
        OfJwt(o => o.VerificationKeys.Add(null!)),
        OfJwt(o => o.VerificationKeys.Add(Key)),
        OfJwt(o => o.Algorithms.Add("none")),
        OfJwt(o => o.Algorithms.Add("ES256")),
        OfJwt(o => o.AccessTokenLifetime = TimeSpan.Zero),
        OfJwt(o => o.AccessTokenLifetime = TimeSpan.FromDays(2)),
        OfJwt(o => o.ClockSkew = TimeSpan.FromSeconds(-1)),
        OfJwt(o => o.ClockSkew = TimeSpan.FromMinutes(6)),
        OfJwt(o => o.AcceptUntil = LastDay),
        OfJwt(o => o.MaxTokenAge = TimeSpan.Zero),
        OfJwt(o => o.MaxTokenAge = TimeSpan.FromDays(401)),
        OfJwt(o => o.MaxTokenAge = TimeSpan.FromMinutes(1)),
        OfJwt(o => o.TokenType = ""),
        OfJwt(o => o.TokenType = "at jwt"),
        OfJwt(o => o.ClaimNaming = (ClaimNaming)7),
        OfJwt(o => o.NameClaimType = ""),
        OfJwt(o => o.RoleClaimType = null!),
        OfJwt(o => o.ArrayClaimTypes.Add("")),
        OfJwt(o => o.ArrayClaimTypes.Add("sub")),
        OfJwt(o => Fill(o.ArrayClaimTypes, 101)),
        OfJwt(o => o.MaxTokenLength = 255),
        OfJwt(o => o.MaxTokenLength = 2_000_000),
        OfJwt(o => o.CredentialCacheSize = -1),
        OfJwt(o => o.CredentialCacheSize = 1_000_001),
        OfJwt(o => o.CredentialCacheBytes = 0),
        OfJwt(o => o.CredentialCacheBytes = -1),
        OfJwt(o => o.CredentialCacheBytes = (1L << 40) + 1),
        OfJwt(o => o.EncryptionKey = Key),
        OfJwt(o => o.DecryptionKeys.Add(null!)),
        OfJwt(o => o.DecryptionKeys.Add(Key)),
        OfJwt(o => o.RefreshTokens.IdleTimeout = TimeSpan.FromDays(1)),
        OfJwt(o => o.RefreshTokens.StrictReuse = true),
        OfJwt(o => (o.RequireLiveSession, o.RefreshTokens.Enabled) = (true, false)),
        OfJwt(o => { o.SigningKeys.Clear(); o.VerificationKeys.Add(Key); o.ObserveRevokeAll = true; }),
        OfRefresh(o => o.RefreshTokens.IdleTimeout = TimeSpan.Zero),
        OfRefresh(o => o.RefreshTokens.IdleTimeout = TimeSpan.FromDays(401)),
        OfRefresh(o => o.RefreshTokens.AbsoluteTimeout = TimeSpan.Zero),
        OfRefresh(o => o.RefreshTokens.AbsoluteTimeout = TimeSpan.FromDays(1)),
        OfRefresh(o => o.RefreshTokens.AbsoluteTimeout = TimeSpan.FromDays(401)),
        OfRefresh(o => o.RefreshTokens.ReuseWindow = TimeSpan.FromSeconds(-1)),
        OfRefresh(o => o.RefreshTokens.ReuseWindow = TimeSpan.FromHours(1)),
        OfRefresh(o => o.RefreshTokens.LateRequestWindow = TimeSpan.Zero),
        OfRefresh(o => o.RefreshTokens.LateRequestWindow = TimeSpan.FromHours(25)),
        OfRefresh(o => o.RefreshTokens.MaxSessionsPerSubject = 0),
        OfRefresh(o => o.RefreshTokens.MaxSessionsPerSubject = 10_001),
        OfRotation(o => o.KeyRotation!.Algorithm = "none"),
        OfRotation(o => o.KeyRotation!.Algorithm = null!),
        OfRotation(o => o.KeyRotation!.RotationPeriod = TimeSpan.Zero),
        OfRotation(o => o.KeyRotation!.RotationPeriod = TimeSpan.FromDays(401)),
        OfRotation(o => o.KeyRotation!.AnnouncementPeriod = TimeSpan.Zero),
        OfRotation(o => o.KeyRotation!.AnnouncementPeriod = TimeSpan.FromDays(31)),
        OfRotation(o => o.KeyRotation!.RetirementPeriod = TimeSpan.Zero),
        OfRotation(o => o.KeyRotation!.RetirementPeriod = TimeSpan.FromDays(31)),
        OfRotation(o => o.KeyRotation!.PollInterval = TimeSpan.Zero),
        OfRotation(o => o.KeyRotation!.PollInterval = TimeSpan.FromMinutes(6)),
        OfRotation(o => o.Algorithms.Add("HS256")),

        OfHttp(o => o.TrustedOrigins.Add("https://app.example/")),
        OfHttp(o => o.TrustedOrigins.Add("*")),
        OfHttp(o => o.LoginPath = "login"),
        OfHttp(o => o.LoginPath = "https://login.example/"),
        OfHttp(o => o.AccessDeniedPath = "denied"),
        OfHttp(o => o.LogoutPath = "~/logout"),
        OfHttp(o => o.PathBase = "shop"),
        OfHttp(o => o.PathBase = "//shop"),
        OfHttp(o => o.ReturnUrlParameter = ""),
        OfHttp(o => o.EndReasonParameter = " "),
        OfHttp(o => o.EndReasonParameter = "returnurl"),
        OfHttp(o => o.RetryAfter = TimeSpan.Zero),
        OfHttp(o => o.RetryAfter = TimeSpan.FromHours(2)),
        OfHttp(o => o.AllowHttpInDevelopment = true),
        OfHttp(o => o.ClientAddress = (ClientAddressRecording)7),
        OfHttp(o => o.Strategy("Sessions").Transport = CredentialTransport.Cookie),
        OfHttp(o => o.Transport = (CredentialTransport)7),
        OfHttp(o => o.Strategy("Session").Transport = (CredentialTransport)7),
        OfHttp(o => o.Strategy("Session").Sources = (CredentialSources)8),
        OfHttp(o => o.Strategy("Session").RotateFor = (RotationClients)7),
        OfHttp(o => o.Strategy("Session").SaveToken = true),
        OfHttp(o => o.Strategy("Jwt").RequireDPoP = true),
        OfServices(s => s.AddAuthStrategy().AddSession().UseDPoP().UseAspNetCore(o => o.Strategy("Session").RequireDPoP = true)),
        OfServices(s => s.AddAuthStrategy().AddJwt(Good).UseDPoP().UseAspNetCore(o => { o.Strategy("Jwt").RequireDPoP = true; o.Strategy("Jwt").AcceptQueryString("/hub"); })),
        OfHttp(o => o.Strategy("Session").RefreshOnRequest = true),
        OfHttp(o => o.Strategy("Jwt").RefreshOnRequest = true),
        OfHttp(o => o.Strategy("Jwt").AcceptQueryString("hubs/chat")),
        OfHttp(o => o.Strategy("Jwt").AcceptQueryString("/")),
        OfHttp(o => o.Strategy("Jwt").AcceptHeader("X Token")),
        OfHttp(o => o.Strategy("Jwt").AcceptHeader("Authorization")),
        OfHttp(o => o.Strategy("Session").Cookie.Name = "a b"),
        OfHttp(o => (o.Strategy("Session").Cookie.Name, o.Strategy("Session").Cookie.Path) = ("__Host-shop", "/shop")),
        OfHttp(o => o.Strategy("Session").Cookie.RefreshName = ""),
        OfHttp(o => o.Strategy("Session").Cookie.RefreshName = "__Host-r"),
        OfHttp(o => o.Strategy("Session").Cookie.RefreshName = o.Strategy("Session").Cookie.Name),
        OfHttp(o => o.Strategy("Session").Cookie.SameSite = SameSiteMode.Unspecified),
        OfHttp(o => (o.Strategy("Session").Cookie.Partitioned, o.Strategy("Session").Cookie.SameSite) = (true, (SameSiteMode)7)),
        OfHttp(o => o.Strategy("Session").Cookie.Path = "shop"),
        OfHttp(o => o.Strategy("Session").Cookie.Domain = "exa mple"),
        OfHttp(o => o.Strategy("Session").Cookie.FormerNames.Add("a b")),
        OfHttp(o => o.Strategy("Session").Cookie.FormerDomains.Add("exa mple")),
        OfHttp(o => o.Strategy("Session").Cookie.FormerPaths.Add("shop")),

        OfMemory(o => o.Capacity = 0),
        OfMemory(o => o.Capacity = 100_000_001),
        OfCalls(o => o.Timeout = TimeSpan.Zero),
        OfCalls(o => o.Timeout = TimeSpan.FromMinutes(2)),
        OfCalls(o => o.MaxPendingCalls = 0),
        OfCalls(o => o.MaxPendingCalls = 1_000_001),
        OfCalls(o => o.FailureThreshold = -1),
        OfCalls(o => o.FailureThreshold = 1_000_001),
        OfCalls(o => o.BreakDuration = TimeSpan.Zero),
        OfCalls(o => o.BreakDuration = TimeSpan.FromMinutes(2)),
        OfEvents(o => o.AuthenticatedEvery = -1),
        OfEvents(o => o.AuthenticatedEvery = 1_000_001),
        OfEvents(o => o.QueueSize = 15),
        OfEvents(o => o.QueueSize = 1_000_001),
        OfEvents(o => o.StopTimeout = TimeSpan.FromSeconds(-1)),
        OfEvents(o => o.StopTimeout = TimeSpan.FromMinutes(6)),
        OfNear(o => o.MaxStaleness = TimeSpan.FromSeconds(-1)),
        OfNear(o => o.MaxStaleness = TimeSpan.FromMinutes(2)),
        OfNear(o => o.Capacity = 1),
        OfNear(o => o.Capacity = 10_000_001),
        OfNear(o => o.MaxBytes = 0),
        OfNear(o => o.MaxBytes = 1L << 41),
        OfDeviceBinding(o => o.BoundCookieLifetime = TimeSpan.FromSeconds(179)),
        OfDeviceBinding(o => o.BoundCookieLifetime = TimeSpan.FromDays(1)),
        OfDeviceBinding(o => o.ChallengeLifetime = TimeSpan.Zero),
        OfDeviceBinding(o => o.ChallengeLifetime = TimeSpan.FromMinutes(2)),
        OfDeviceBinding(o => o.Algorithms.Clear()),
        OfDeviceBinding(o => o.Algorithms.Add("ES384")),
        OfDeviceBinding(o => o.CookieName = ""),
        OfDeviceBinding(o => o.CookieName = "a b"),
        OfDeviceBinding(o => o.CookieName = "__Host-auth"),
        OfServices(s => s.AddAuthStrategy().AddSession().UseAspNetCore(o => { o.Strategy("Session").Cookie.Name = "a"; o.Strategy("Session").Cookie.Path = "/shop"; }).UseDeviceBinding(o => o.CookieName = "__Host-device")),
        OfServices(s => s.AddAuthStrategy().AddSession().UseAspNetCore(o => o.Strategy("Session").Cookie.Partitioned = true).UseDeviceBinding()),
        OfServices(s => s.AddAuthStrategy().AddJwt(Good).UseDeviceBinding()),
        OfServices(s => s.AddAuthStrategy().AddSession().UseAspNetCore(o => o.Transport = CredentialTransport.Bearer).UseDeviceBinding()),

        OfFormer(o => o.Until = null),
        OfFormer(o => o.Until = new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        OfServices(s => s.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthentication().AddCookie("Web").Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthentication().AddCookie("Web").AddCookie().Services.AddAuthStrategy().AddSession().AcceptCookies("Cookie", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthentication().AddCookie().Services.AddAuthStrategy().AddCookieTickets("cookies")),
        OfServices(s => s.AddAuthentication().AddCookie().Services.AddAuthStrategy().AddJwt(Good).AddSession().AcceptCookies("Cookies", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthentication().AddCookie().Services.AddAuthStrategy().AddSession().UseAspNetCore(o => o.Transport = CredentialTransport.Bearer).AcceptCookies("Cookies", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthentication().AddCookie(o => o.Cookie.Name = "__Host-auth").Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthentication().AddCookie(o => o.Cookie.Domain = "example.com").Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthentication().AddCookie().AddCookie("Staff").Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => (o.Until, o.ShareUsers) = (LastDay, true)).AcceptCookies("Staff", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthentication().AddCookie(o => o.SessionStore = new Migration.TicketList()).Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => (o.Until, o.KeepCookie) = (LastDay, true))),
        OfServices(s => s.AddAuthentication().AddCookie(o => o.ForwardAuthenticate = "Other").Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => (o.Until, o.MoveLogins) = (LastDay, false))),
        OfServices(s => s.AddAuthentication().AddCookie(o => o.ForwardDefault = "Other").Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => (o.Until, o.MoveLogins) = (LastDay, false))),
        OfServices(s => s.Configure<AuthStrategySchemeOptions>(AuthStrategyDefaults.Scheme, o => o.ForwardSignIn = "Other").AddAuthentication().AddCookie().Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => (o.Until, o.MoveLogins) = (LastDay, false))),
        OfServices(s => s.Configure<AuthStrategySchemeOptions>(AuthStrategyDefaults.Scheme, o => o.ForwardDefault = "Cookies").AddAuthentication().AddCookie().Services.AddAuthStrategy().AddSession().AcceptCookies("Cookies", o => o.Until = LastDay)),
        OfServices(s => s.AddAuthStrategy().AddSession().AcceptCookies("", o => o.Until = LastDay)),
        OfDPoP(o => o.Algorithms.Clear()),
        OfDPoP(o => o.Algorithms.Add("HS256")),
        OfDPoP(o => o.MaxProofAge = TimeSpan.Zero),
        OfDPoP(o => o.MaxProofAge = TimeSpan.FromMinutes(1)),
        OfDPoP(o => o.NonceLifetime = TimeSpan.FromSeconds(1)),
        OfDPoP(o => o.NonceLifetime = TimeSpan.FromHours(2)),
        OfDPoP(o => o.MaxReplayBytes = 0),
        OfDPoP(o => o.MaxReplayBytes = 1L << 41),
        OfRedis(o => o.Configuration = null),
        OfRedis(o => o.Configuration = "password=…"),
        OfRedis(o => o.Configuration = "redis://app:secret@redis.example:6380/0"),
        OfRedis(o => o.Configuration = "rediss://redis.example"),
        OfRedis(o => (o.Configuration, o.ConfigurationOptions) = (null, new ConfigurationOptions())),
        OfRedis(o => o.ConnectionMultiplexerFactory = () => Task.FromResult<IConnectionMultiplexer>(null!)),
        OfRedis(o => o.KeyPrefix = ""),
        OfRedis(o => o.KeyPrefix = "{shop}"),
        OfRedis(o => o.OperationTimeout = TimeSpan.Zero),
        OfRedis(o => o.OperationTimeout = TimeSpan.FromMinutes(2)),
        OfDatabase(o => o.OperationTimeout = TimeSpan.Zero),
        OfDatabase(o => o.OperationTimeout = TimeSpan.FromMinutes(2)),
        OfDatabase(o => o.SweepInterval = TimeSpan.Zero),
        OfDatabase(o => o.SweepInterval = TimeSpan.FromDays(2)),
        OfDatabase(o => o.SweepJitter = -0.1),
        OfDatabase(o => o.SweepJitter = 1.1),
        OfDatabase(o => o.SweepBatch = 0),
        OfDatabase(o => o.SweepBatch = 100_001),
        OfDatabase(o => o.SweepMargin = TimeSpan.FromSeconds(-1)),
        OfDatabase(o => o.SweepMargin = TimeSpan.FromDays(8)),
        OfHubs(o => o.RevalidationInterval = TimeSpan.Zero),
        OfHubs(o => o.RevalidationInterval = TimeSpan.FromHours(2)),
        OfHubs(o => o.RevalidationInterval = TimeSpan.FromHours(1)),

        OfKey(() => JwtKey.FromBase64(null!, "HS256")),
        OfKey(() => JwtKey.FromBase64(null!, "HS512")),
        OfKey(() => JwtKey.FromBase64("not base64!", "HS256")),
        OfKey(() => JwtKey.FromBase64("c2hvcnQ=", "HS256")),
        OfKey(() => JwtKey.FromBase64("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "ES256")),
        OfKey(() => JwtKey.FromBase64("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "hs256")),
        OfKey(() => JwtKey.FromBase64("HS256", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")),
        OfKey(() => JwtKey.FromSecret(new byte[8], "HS256")),
        OfKey(() => JwtKey.FromPem("keys/private.pem", "ES256")),
        OfKey(() => JwtKey.FromPem("", "ES256")),
        OfKey(() => JwtKey.FromPem(PrivatePem, "ES256")),
        OfKey(() => JwtKey.FromJwk("{}")),
        OfKey(() => JwtKey.FromJwk("not json")),
        OfKey(() => JwtKey.From(ECDsa.Create(ECCurve.NamedCurves.nistP256), "ES512")),
        OfKey(() => JwtKey.From(RSA.Create(1024), "RS256")),
        OfKey(() => JwtKey.Generate("none")),
        OfKey(() => JwtKey.Generate("ES256", "")),

        OfServices(services => services.AddAuthStrategy()),
        OfServices(services => services.AddAuthStrategy().AddSession().AddSession()),
        OfServices(services => services.AddAuthStrategy().AddSession(AuthStrategyDefaults.Scheme).UseAspNetCore()),
        OfServices(services => services.AddAuthStrategy().AddSession("")),
        OfServices(services => services.AddAuthStrategy().AddSession().UseFileJwtKeyStore("")),
        OfServices(services => services.AddAuthStrategy().AddSession().ProtectJwtKeysWithKeyEncryptionKeys((JwtKeyEncryptionOptions o) => o.KeyEncryptionKeys.Clear())),
        OfServices(services => services.AddAuthStrategy().AddSession().ProtectJwtKeysWithKeyEncryptionKeys((JwtKeyEncryptionOptions o) => o.KeyEncryptionKeys.Add("c2hvcnQ="))),
        OfServices(services => services.AddAuthStrategy().AddSession().ProtectStoredJwtKeys()),
        OfServices(services => services.AddAuthStrategy().AddSession().UseRedis("")),
        OfServices(services => services.AddAuthStrategy().AddSession().UseRedis((string)null!)),
        OfServices(services => services.AddAuthStrategy().AddSession().UseEntityFramework<DbContext>()),
        OfServices(services => services.AddAuthStrategy().AddSession().UsePrincipalCheck<IPrincipalCheck>(TimeSpan.FromDays(2))),
        OfServices(services => services.AddAuthStrategy().AddSession().UseIdentity<TestUser>()),

        OfJson(),
        OfJson(("Strategy", "Sessions")),
        OfJson(("Strategy", "Session"), ("Session:IdleTimout", "01:00:00")),
        OfJson(("Strategy", "Session"), ("Session:IdleTimeout", "an hour")),
        OfJson(("Strategy", "Session"), ("Session:IdleTimeout", "-1")),
        OfJson(("Strategy", "Session"), ("Session:StrictReuse", "perhaps")),
        OfJson(("Strategy", "Session"), ("Sesion:IdleTimeout", "01:00:00")),
        OfJson(("Strategy", "Jwt")),
        OfJson(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Algorithm", "HS256")),
        OfJson(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Algorithm", "HS256"), ("Jwt:SigningKeys:0:Secret", "c2hvcnQ=")),
        OfJson(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Secret", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")),
        OfJson(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Algorithm", "ES256"), ("Jwt:SigningKeys:0:PemFile", "/no/such/key.pem")),
        OfJson(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:SigningKeys:0:Algorithm", "ES256"), ("Jwt:SigningKeys:0:Pem", "keys/private.pem")),
        OfJson(("Strategy", "Jwt"), ("Jwt:Issuer", "https://issuer.example"), ("Jwt:Audience", "web"), ("Jwt:KeyRotation:RotationPeriod", "a month")),
    ];

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
    public void Print_OfEachRow_IsAMistake() =>
        Assert.That(Rows.Where(row => row.Print() is [] or [OptionMistake.None]).Select(row => row.Typed), Is.Empty);

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
