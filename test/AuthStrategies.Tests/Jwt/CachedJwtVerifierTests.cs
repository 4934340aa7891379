using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Claims;
using AuthStrategies.Configuration;
using AuthStrategies.Diagnostics;
using AuthStrategies.Jwt;
using AuthStrategies.Jwt.Keys;
using AuthStrategies.Sessions;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt;

/// <summary>A token that was verified once is cached; what may have changed since is checked each time.</summary>
[TestFixture]
public sealed class CachedJwtVerifierTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);
    private static readonly JwtKey One = JwtKey.Generate("HS256");
    private static readonly JwtKey Two = JwtKey.Generate("HS256");

    private readonly FakeTimeProvider _time = new(Start);
    private readonly SpyRecordStore _store = new();
    private readonly AuthStrategiesMetrics _metrics = new(factory: null);
    private int _hits;
    private int _misses;
    private MeterListener _listener = null!;

    [SetUp]
    public void SetUp()
    {
        _hits = _misses = 0;
        _time.SetUtcNow(_time.GetUtcNow() < Start ? Start : _time.GetUtcNow());
        _listener = new MeterListener();
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                _hits += tag.Value is "hit" ? (int)value : 0;
                _misses += tag.Value is "miss" ? (int)value : 0;
            }
        });
        _listener.EnableMeasurementEvents(_metrics.CredentialCacheLookups);
    }

    [TearDown]
    public void TearDown() => _listener.Dispose();

    [Test]
    public async Task Authenticate_SecondTime_IsCachedAndGivesTheSame()
    {
        JwtStrategy strategy = Strategy(out _);
        string token = await IssueAsync(strategy);

        AuthResult first = await strategy.AuthenticateAsync(token);
        AuthResult second = await strategy.AuthenticateAsync(new string(token.AsSpan()));

        Assert.That((_hits, _misses), Is.EqualTo((1, 1)));
        Assert.That(second.Succeeded, Is.True);
        Assert.That(second.ExpiresAt, Is.EqualTo(first.ExpiresAt));
        Assert.That(second.AuthenticatedAt, Is.EqualTo(first.AuthenticatedAt));
        Assert.That(second.Principal!.Claims.Select(c => c.ToString()), Is.EqualTo(first.Principal!.Claims.Select(c => c.ToString())));
    }

    [Test]
    public async Task Authenticate_Cached_PrincipalIsTheCallersOwn()
    {
        JwtStrategy strategy = Strategy(out _);
        string token = await IssueAsync(strategy);
        await strategy.AuthenticateAsync(token);

        ClaimsPrincipal changed = (await strategy.AuthenticateAsync(token)).Principal!;
        ((ClaimsIdentity)changed.Identity!).AddClaim(new Claim("role", "admin"));
        ClaimsPrincipal other = (await strategy.AuthenticateAsync(token)).Principal!;

        Assert.That(changed.IsInRole("admin"), Is.True);
        Assert.That(other.IsInRole("admin"), Is.False);
    }

    [Test]
    [Property("Requirement", "C-01")]
    public async Task Authenticate_CachedThenExpired_IsExpiredToTheTick()
    {
        JwtStrategy strategy = Strategy(out _);
        IssuedCredential credential = await strategy.IssueAsync(SessionFixture.Principal());
        await strategy.AuthenticateAsync(credential.Value);

        _time.SetUtcNow(credential.ExpiresAt.AddSeconds(10).AddTicks(-1));
        AuthResult before = await strategy.AuthenticateAsync(credential.Value);
        _time.SetUtcNow(credential.ExpiresAt.AddSeconds(10));
        AuthResult after = await strategy.AuthenticateAsync(credential.Value);

        Assert.That(before.Succeeded, Is.True);
        Assert.That(after.Failure?.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    [Test]
    [Property("Requirement", "C-02")]
    public void Authenticate_CachedThenClockSetBack_IsNotYetValid()
    {
        JwtFixture fixture = new();
        string token = TokenForge.WithMembers($"\"nbf\":{TokenForge.NowSeconds}").Sign();
        StrategyDiagnostics diagnostics = new("Jwt", NullLogger.Instance, _metrics, new OwnClock(_time, NullLogger.Instance));

        AuthFailure? inTime = VerifyCached(token, fixture.Policy, fixture.Policy.KeyPolicy.Configured, TokenForge.Now, diagnostics);
        AuthFailure? setBack = VerifyCached(token, fixture.Policy, fixture.Policy.KeyPolicy.Configured, TokenForge.Now.AddSeconds(-11), diagnostics);

        Assert.That(inTime, Is.Null);
        Assert.That(setBack?.Reason, Is.EqualTo(AuthFailureReason.NotYetValid));
    }

    [TestCase("", false)]
    [TestCase("", true)]
    [TestCase(",\"iat\":{0}", false)]
    [TestCase(",\"iat\":{0}", true)]
    [TestCase(",\"nbf\":{0}", false)]
    [TestCase(",\"nbf\":{0}", true)]
    [TestCase(",\"iat\":{0},\"nbf\":{0}", false)]
    [TestCase(",\"iat\":{0},\"nbf\":{0}", true)]
    [Property("Requirement", "M-07")]
    [Property("Requirement", "M-08")]
    public void Verify_CachedByAClockThatIsOtherwiseNow_AnswersAsWithoutTheCache(string times, bool hasMaxAge)
    {
        foreach (bool isOwn in new[] { true, false })
        {
            JwtFixture fixture = new(o =>
            {
                (isOwn ? o.SigningKeys : o.VerificationKeys).Add(ForgeKey.Of("HS256").Key);
                o.MaxTokenAge = hasMaxAge ? TimeSpan.FromMinutes(20) : null;
            });
            string token = TokenForge.WithPayload($$"""{"iss":"{{TokenForge.Issuer}}","sub":"alice","aud":"{{TokenForge.Audience}}","exp":{{TokenForge.NowSeconds + 600}}{{string.Format(CultureInfo.InvariantCulture, times, TokenForge.NowSeconds)}}}""").Sign();
            StrategyDiagnostics diagnostics = new("Jwt", NullLogger.Instance, _metrics, new OwnClock(_time, NullLogger.Instance));
            CurrentKeys keys = fixture.Policy.KeyPolicy.Configured;
            _ = VerifyCached(token, fixture.Policy, keys, TokenForge.Now, diagnostics);

            long[] edges = [-300, -20, -10, 0, 600, 610, 900, 910, 1200, 1210, 3600, 3610];
            foreach (long ticks in edges.SelectMany(edge => new[] { -1L, 0, 1 }.Select(tick => (edge * TimeSpan.TicksPerSecond) + tick)))
            {
                DateTimeOffset now = TokenForge.Now.AddTicks(ticks);
                AuthFailure? plain = JwtVerifier.Verify(token, fixture.Policy, keys, now, ignoreExpiry: false, out _);
                AuthFailure? cached = VerifyCached(token, fixture.Policy, keys, now, diagnostics);

                Assert.That(cached?.Reason, Is.EqualTo(plain?.Reason), $"own: {isOwn}, {ticks} ticks");
            }
        }
    }

    [Test]
    [Property("Requirement", "M-07")]
    public async Task Authenticate_IssuedAndCachedByAClockTenDaysAhead_IsNotAcceptedNineDaysLater()
    {
        SettableTimeProvider clock = new(TokenForge.Now);
        JwtFixture fixture = new(time: clock);
        clock.SetUtcNow(TokenForge.Now.AddDays(10));
        string token = await IssueAsync(fixture.Strategy);
        Assert.That(fixture.Reason(token), Is.Null);

        foreach (int days in new[] { 0, 9 })
        {
            clock.SetUtcNow(TokenForge.Now.AddDays(days));
            Assert.That(fixture.Reason(token), Is.EqualTo(AuthFailureReason.NotYetValid), $"after {days} days");
        }

        Assert.That(fixture.Log.Count(51), Is.EqualTo(1));
    }

    [TestCase(true)]
    [TestCase(false)]
    [Property("Requirement", "M-07")]
    public async Task Authenticate_OwnClockWasSetBack_CannotTell(bool isCached)
    {
        SettableTimeProvider clock = new(TokenForge.Now);
        JwtFixture fixture = new(o => o.CredentialCacheSize = isCached ? 8 : 0, time: clock);
        clock.Advance(TimeSpan.FromHours(2));
        string token = await IssueAsync(fixture.Strategy);
        Assert.That(fixture.Reason(token), Is.Null);

        clock.SetUtcNow(clock.GetUtcNow().AddHours(-1));

        await Assert.ThatAsync(async () => await fixture.Strategy.AuthenticateAsync(token), Throws.TypeOf<AuthUnavailableException>());
        await Assert.ThatAsync(async () => await fixture.Strategy.RenewAccessTokenAsync(token, SessionFixture.Principal()), Throws.TypeOf<AuthUnavailableException>());
        Assert.That(fixture.Log.Count(50), Is.EqualTo(1));
        clock.SetUtcNow(clock.GetUtcNow().AddHours(1));
        Assert.That(fixture.Reason(token), Is.Null);
    }

    [Test]
    [Property("Requirement", "K-03")]
    public async Task Authenticate_CachedThenKeyRemoved_IsUnknownKeyAtOnce()
    {
        JwtStrategy strategy = Strategy(out Action<JwtStrategyOptions> change, o => o.SigningKeys.Add(Two));
        string token = await IssueAsync(strategy);
        await strategy.AuthenticateAsync(token);

        change(Options(o => o.SigningKeys.Add(Two), withOne: false));

        Assert.That((await strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownKey));
    }

    [Test]
    public async Task Authenticate_CachedThenAudienceChanged_IsWrongAudienceAtOnce()
    {
        JwtStrategy strategy = Strategy(out Action<JwtStrategyOptions> change);
        string token = await IssueAsync(strategy);
        await strategy.AuthenticateAsync(token);

        change(Options(o => o.Audience = "elsewhere"));

        Assert.That((await strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.WrongAudience));
    }

    [Test]
    public async Task Authenticate_CachedByOneStrategy_IsCheckedAgainByAnother()
    {
        JwtStrategy one = Strategy(out _);
        JwtStrategy other = Strategy(out _, o => o.Audience = "elsewhere");
        string token = await IssueAsync(one);
        await one.AuthenticateAsync(token);

        AuthResult result = await other.AuthenticateAsync(token);

        Assert.That(result.Failure?.Reason, Is.EqualTo(AuthFailureReason.WrongAudience));
    }

    [Test]
    public async Task Authenticate_OneCharacterOfACachedToken_IsRefusedWhereverItIs()
    {
        JwtStrategy strategy = Strategy(out _);
        string token = await IssueAsync(strategy);
        await strategy.AuthenticateAsync(token);

        for (int i = 0; i < token.Length; i++)
        {
            string changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.That((await strategy.AuthenticateAsync(changed)).Succeeded, Is.False, $"character {i}");
        }
    }

    [Test]
    public async Task Authenticate_Refused_IsNeverCached()
    {
        JwtStrategy strategy = Strategy(out _);
        string token = await IssueAsync(strategy);
        string forged = token[..^4] + "AAAA";

        await strategy.AuthenticateAsync(forged);
        await strategy.AuthenticateAsync(forged);

        Assert.That((_hits, _misses), Is.EqualTo((0, 2)));
    }

    [Test]
    public async Task Authenticate_SwitchedOff_VerifiesEachTime()
    {
        JwtStrategy strategy = Strategy(out _, o => o.CredentialCacheSize = 0);
        string token = await IssueAsync(strategy);

        await strategy.AuthenticateAsync(token);
        AuthResult second = await strategy.AuthenticateAsync(token);

        Assert.That(second.Succeeded, Is.True);
        Assert.That((_hits, _misses), Is.EqualTo((0, 0)));
    }

    [Test]
    [Property("Requirement", "V-04")]
    public async Task Authenticate_CachedThenRevoked_IsRevokedAtOnce()
    {
        JwtStrategy strategy = Strategy(out _, o =>
        {
            o.RefreshTokens.Enabled = true;
            o.RequireLiveSession = true;
        });
        IssuedCredential credential = await strategy.IssueAsync(SessionFixture.Principal());
        await strategy.AuthenticateAsync(credential.Value);
        Assert.That((await strategy.AuthenticateAsync(credential.Value)).Succeeded, Is.True);

        await strategy.RevokeAsync(credential.RefreshToken!);

        Assert.That((await strategy.AuthenticateAsync(credential.Value)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    [Test]
    public async Task Authenticate_Cached_CostsLittleUntilLookedAt()
    {
        JwtStrategy strategy = Strategy(out _);
        string token = await IssueAsync(strategy);
        _listener.DisableMeasurementEvents(_metrics.CredentialCacheLookups);

        long least = JwtProbe.Bytes(() => JwtProbe.Take(strategy.AuthenticateAsync(token)));

        Assert.That(least, Is.LessThanOrEqualTo(400));
    }

    private static JwtStrategyOptions Options(Action<JwtStrategyOptions>? configure = null, bool withOne = true)
    {
        JwtStrategyOptions options = new() { Issuer = "https://issuer", Audience = "web" };
        if (withOne)
            options.SigningKeys.Add(One);
        configure?.Invoke(options);
        return options;
    }

    private static AuthFailure? VerifyCached(string token, JwtPolicy policy, CurrentKeys keys, DateTimeOffset now, StrategyDiagnostics diagnostics) =>
        CachedJwtVerifier.Find(token, policy, keys, now, diagnostics, out ulong hash) is null
            ? CachedJwtVerifier.VerifyNew(token, hash, policy, keys, now, out _)
            : null;

    private static async Task<string> IssueAsync(JwtStrategy strategy) => (await strategy.IssueAsync(SessionFixture.Principal("alice", new Claim("role", "editor")))).Value;

    private JwtStrategy Strategy(out Action<JwtStrategyOptions> change, Action<JwtStrategyOptions>? configure = null)
    {
        JwtStrategyOptions current = Options(configure);
        CancellationTokenSource changed = new();
        PolicySource<JwtPolicy> policies = new(
            () => JwtPolicy.Compile("Jwt", current),
            () => new Microsoft.Extensions.Primitives.CancellationChangeToken(changed.Token),
            _ => { });
        change = next =>
        {
            current = next;
            CancellationTokenSource old = changed;
            changed = new();
            old.Cancel();
        };
        StrategyDiagnostics diagnostics = new("Jwt", NullLogger.Instance, _metrics, new OwnClock(_time, NullLogger.Instance));
        return new JwtStrategy("Jwt", policies, JwtFixture.Keys(_metrics, NullLogger.Instance), StoreClients.Over(_store, _time, _metrics, NullLogger.Instance), _time, diagnostics);
    }
}
