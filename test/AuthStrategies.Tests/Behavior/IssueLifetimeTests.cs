using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Behavior;

/// <summary>
/// <see cref="IssueOptions.Lifetime"/> is the absolute end of the session and <see cref="IssueOptions.AccessTokenLifetime"/> the life
/// of one access token, with every strategy and setting.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IssueLifetimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    // Configured: access token 15 min; session idle 1 h, absolute 24 h; refresh token idle 10 h, absolute 100 h.
    private static readonly (string Setting, string? Lifetime, string? Token, string Expires, string? RefreshExpires, string? Absolute)[] Rows =
    [
        ("session", null, null, "01:00:00", null, "1.00:00:00"),
        ("session", "00:10:00", null, "00:10:00", null, "00:10:00"),
        ("session", "02:00:00", null, "01:00:00", null, "02:00:00"),
        ("session", "14.00:00:00", null, "01:00:00", null, "14.00:00:00"),
        ("session", null, "00:05:00", "01:00:00", null, "1.00:00:00"),
        ("session", null, "12:00:00", "01:00:00", null, "1.00:00:00"),
        ("stateless", null, null, "00:15:00", null, null),
        ("stateless", "00:10:00", null, "00:10:00", null, null),
        ("stateless", "14.00:00:00", null, "00:15:00", null, null),
        ("stateless", "400.00:00:00", null, "00:15:00", null, null),
        ("stateless", null, "00:05:00", "00:05:00", null, null),
        ("stateless", null, "12:00:00", "12:00:00", null, null),
        ("stateless", "00:02:00", "00:05:00", "00:02:00", null, null),
        ("stateless", "02:00:00", "12:00:00", "02:00:00", null, null),
        ("stateless", "14.00:00:00", "12:00:00", "12:00:00", null, null),
        .. WithSession("refresh"),
        .. WithSession("live"),
    ];

    private static IEnumerable<(string, string?, string?, string, string?, string?)> WithSession(string setting) =>
    [
        (setting, null, null, "00:15:00", "10:00:00", "4.04:00:00"),
        (setting, "00:10:00", null, "00:10:00", "00:10:00", "00:10:00"),
        (setting, "01:00:00", null, "00:15:00", "01:00:00", "01:00:00"),
        (setting, "12:00:00", null, "00:15:00", "10:00:00", "12:00:00"),
        (setting, "14.00:00:00", null, "00:15:00", "10:00:00", "14.00:00:00"),
        (setting, null, "00:05:00", "00:05:00", "10:00:00", "4.04:00:00"),
        (setting, null, "09:00:00", "09:00:00", "10:00:00", "4.04:00:00"),
        (setting, null, "12:00:00", "10:00:00", "10:00:00", "4.04:00:00"),
        (setting, "00:02:00", "00:05:00", "00:02:00", "00:02:00", "00:02:00"),
        (setting, "14.00:00:00", "09:00:00", "09:00:00", "10:00:00", "14.00:00:00"),
    ];

    private readonly FakeTimeProvider _time = new(Start);

    private static IEnumerable<TestCaseData> Cases() => Rows.Select(row => new TestCaseData(
        row.Setting, Span(row.Lifetime), Span(row.Token), Span(row.Expires), Span(row.RefreshExpires), Span(row.Absolute))
        .SetArgDisplayNames(row.Setting, "lifetime " + (row.Lifetime ?? "-"), "token " + (row.Token ?? "-")));

    [TestCaseSource(nameof(Cases))]
    public async Task Issue_Lifetimes_BoundTheSessionAndTheToken(
        string setting, TimeSpan? lifetime, TimeSpan? tokenLifetime, TimeSpan expires, TimeSpan? refreshExpires, TimeSpan? absolute)
    {
        await using ServiceProvider provider = Application(setting);

        IssuedCredential issued = await provider.GetRequiredService<IAuthStrategy>().IssueAsync(Alice(), new() { Lifetime = lifetime, AccessTokenLifetime = tokenLifetime });

        SessionInfo? session = issued.SessionId is { } id ? await provider.GetRequiredService<ISessionDirectory>().FindAsync(id) : null;
        Assert.That(issued.ExpiresAt, Is.EqualTo(Start + expires));
        Assert.That(issued.RefreshTokenExpiresAt, Is.EqualTo(Start + refreshExpires));
        Assert.That(session?.AbsoluteExpiresAt, Is.EqualTo(Start + absolute));
    }

    // The bound, the lifetime, and the ends of the access token and of the session.
    [TestCase("session", "00:10:00", null, "00:10:00", "00:10:00")]
    [TestCase("session", "02:00:00", null, "01:00:00", "02:00:00")]
    [TestCase("session", "400.00:00:00", null, "01:00:00", "1.00:00:00")]
    [TestCase("session", "00:10:00", "00:05:00", "00:05:00", "00:05:00")]
    [TestCase("session", "00:10:00", "14.00:00:00", "00:10:00", "00:10:00")]
    [TestCase("session", "00:00:01", null, "00:00:01", "00:00:01")]
    [TestCase("stateless", "00:10:00", null, "00:10:00", null)]
    [TestCase("stateless", "02:00:00", null, "00:15:00", null)]
    [TestCase("stateless", "00:10:00", "00:05:00", "00:05:00", null)]
    [TestCase("stateless", "00:10:00", "14.00:00:00", "00:10:00", null)]
    [TestCase("refresh", "00:10:00", null, "00:10:00", "00:10:00")]
    [TestCase("refresh", "02:00:00", "14.00:00:00", "00:15:00", "02:00:00")]
    [TestCase("refresh", "400.00:00:00", null, "00:15:00", "4.04:00:00")]
    [TestCase("live", "02:00:00", null, "00:15:00", "02:00:00")]
    public async Task Issue_NotAfter_BoundsTheSessionAndTheToken(string setting, string bound, string? lifetime, string expires, string? absolute)
    {
        await using ServiceProvider provider = Application(setting);
        DateTimeOffset notAfter = (Start + TimeSpan.Parse(bound)).ToOffset(TimeSpan.FromHours(5));

        IssuedCredential issued = await provider.GetRequiredService<IAuthStrategy>().IssueAsync(Alice(), new() { NotAfter = notAfter, Lifetime = Span(lifetime) });

        SessionInfo? session = issued.SessionId is { } id ? await provider.GetRequiredService<ISessionDirectory>().FindAsync(id) : null;
        Assert.That(issued.ExpiresAt, Is.EqualTo(Start + TimeSpan.Parse(expires)));
        Assert.That(session?.AbsoluteExpiresAt, Is.EqualTo(Start + Span(absolute)));
    }

    [Test]
    public async Task Issue_NotAfterThatHasPassed_IsRefusedAndStoresNothing([Values("session", "stateless", "refresh", "live")] string setting, [Values(-3600, 0, 0.9)] double seconds)
    {
        await using ServiceProvider provider = Application(setting);

        Assert.That(
            async () => await provider.GetRequiredService<IAuthStrategy>().IssueAsync(Alice(), new() { NotAfter = Start.AddSeconds(seconds) }),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("options").And.Message.Contains("IssueOptions.NotAfter is"));
        Assert.That(await provider.GetRequiredService<ISessionDirectory>().ListAsync("alice"), Is.Empty);
    }

    [TestCase("refresh")]
    [TestCase("live")]
    [TestCase("session")]
    public async Task Refresh_LifetimeOfOneHour_EndsAfterOneHour(string setting)
    {
        await using ServiceProvider provider = Application(setting);
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        IssuedCredential credential = await strategy.IssueAsync(Alice(), new() { Lifetime = TimeSpan.FromHours(1) });

        for (int i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(11));
            RefreshResult refreshed = await strategy.RefreshAsync(credential.RefreshToken ?? credential.Value);
            Assert.That(refreshed.Succeeded, Is.True);
            credential = refreshed.Credential!;
            Assert.That(credential.ExpiresAt, Is.AtMost(Start.AddHours(1)));
        }

        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.That((await strategy.RefreshAsync(credential.RefreshToken ?? credential.Value)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    private ServiceProvider Application(string setting)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_time);
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        if (setting == "session")
            builder.AddSession(o => (o.IdleTimeout, o.AbsoluteTimeout) = (TimeSpan.FromHours(1), TimeSpan.FromHours(24)));
        else
            builder.AddJwt(o => Configure(o, setting));
        return services.BuildServiceProvider();
    }

    private static void Configure(JwtStrategyOptions options, string setting)
    {
        (options.Issuer, options.Audience) = ("https://issuer", "web");
        options.SigningKeys.Add(JwtKey.Generate("HS256"));
        options.AccessTokenLifetime = TimeSpan.FromMinutes(15);
        if (setting == "stateless")
            return;

        options.RefreshTokens.Enabled = true;
        options.RefreshTokens.IdleTimeout = TimeSpan.FromHours(10);
        options.RefreshTokens.AbsoluteTimeout = TimeSpan.FromHours(100);
        options.RequireLiveSession = setting == "live";
    }

    private static ClaimsPrincipal Alice() => new(new ClaimsIdentity([new Claim("sub", "alice")], "password"));

    private static TimeSpan? Span(string? text) => text is null ? null : TimeSpan.Parse(text);
}
