using System.Security.Claims;
using AuthStrategies.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Stores;

/// <summary>A system record is no session: no credential that names it can use, change or end it.</summary>
[TestFixture]
[Property("Requirement", "S-07")]
public sealed class SystemRecordTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 6, 7, 8, 9, TimeSpan.Zero);

    [Test]
    public void IdOf_Label_IsTheSameOnEveryNodeAndOfNoOther()
    {
        Assert.That(SystemRecord.IdOf("keys", "Jwt"), Is.EqualTo(SessionId.Parse("-8X9zQGpSXc3nmbkjhg31Q")));
        Assert.That(SystemRecord.IdOf("keys", "jwt"), Is.Not.EqualTo(SystemRecord.IdOf("keys", "Jwt")));
        Assert.That(SystemRecord.IdOf("other", "Jwt"), Is.Not.EqualTo(SystemRecord.IdOf("keys", "Jwt")));
    }

    [TestCase("Session")]
    [TestCase("Jwt")]
    public async Task Credential_ThatNamesASystemRecord_DoesNothingToIt(string strategy)
    {
        FakeTimeProvider time = new(Now);
        LogCapture log = new();
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(time);
        services.AddLogging(builder => builder.AddProvider(log));
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        if (strategy == "Session")
            builder.AddSession();
        else
            builder.AddJwt(o =>
            {
                o.Issuer = "https://issuer.example";
                o.Audience = "web";
                o.SigningKeys.Add(JwtKey.Generate("ES256"));
                o.RefreshTokens.Enabled = true;
            });
        await using ServiceProvider provider = services.BuildServiceProvider();
        ISessionStore store = provider.GetRequiredService<ISessionStore>();
        SessionRecord system = SystemRecord.Create("keys", "Jwt", Now.AddDays(1000), new byte[] { 1, 2, 3 });
        await store.TryCreateAsync(system, default);
        IAuthStrategy auth = provider.GetRequiredService<IAuthStrategy>();
        ISessionDirectory directory = provider.GetRequiredService<ISessionDirectory>();
        ClaimsPrincipal alice = new(new ClaimsIdentity([new("sub", "alice")], "password"));
        string genuine = (await auth.IssueAsync(alice)) is { RefreshToken: { } refresh } ? refresh : (await auth.IssueAsync(alice)).Value;
        string forged = system.Id.ToString() + genuine[SessionId.TextLength..];

        Assert.That((await auth.AuthenticateAsync(forged)).Succeeded, Is.False);
        Assert.That((await auth.RefreshAsync(forged)).Succeeded, Is.False);
        Assert.That(await auth.RevokeAsync(forged), Is.EqualTo(RevokeOutcome.NotFound));
        await auth.IssueAsync(alice, new() { Replaces = forged });
        Assert.That(await directory.FindAsync(system.Id), Is.Null);
        Assert.That(await directory.TouchAsync(system.Id), Is.Null);
        Assert.That(await directory.RevokeAsync(system.Subject, system.Id), Is.False);
        Assert.That(await directory.RevokeAllAsync(system.Subject), Is.Zero);
        Assert.That(await directory.ListAsync(system.Subject), Is.Empty);
        Assert.That(await directory.ClearItemsAsync(system.Id), Is.False);
        Assert.That(await store.FindAsync(system.Id, default), Is.Not.Null);
        Assert.That(log.Lines, Has.None.StartsWith("[10]"), "and its payload is not called unreadable");
    }
}
