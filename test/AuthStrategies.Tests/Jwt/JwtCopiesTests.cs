using System.Security.Claims;

namespace AuthStrategies.Tests.Jwt;

/// <summary>Several JWTs in one cookie.</summary>
[TestFixture]
[Property("Requirement", "M-13")]
public sealed class JwtCopiesTests
{
    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new Claim("sub", "alice")], "password"));

    [Test]
    public async Task FindSession_OfTokensOfOneSession_IsTheSame()
    {
        JwtFixture fixture = new(o => o.RefreshTokens.Enabled = true);
        ICookieCopies copies = fixture.Strategy;
        IssuedCredential first = await fixture.Strategy.IssueAsync(Alice);
        fixture.Time.Advance(TimeSpan.FromMinutes(6));
        IssuedCredential second = (await fixture.Strategy.RefreshAsync(first.RefreshToken!)).Credential!;
        IssuedCredential other = await fixture.Strategy.IssueAsync(Alice);
        fixture.Time.Advance(TimeSpan.FromHours(2));

        string? session = await copies.FindSessionAsync(first.Value);

        Assert.That(session, Is.Not.Null.And.EqualTo(await copies.FindSessionAsync(second.Value)), "also after they have expired");
        Assert.That(await copies.FindSessionAsync(other.Value), Is.Not.EqualTo(session));
        Assert.That(await copies.FindSessionAsync(first.RefreshToken!), Is.Not.Null.And.EqualTo(await copies.FindSessionAsync(second.RefreshToken!)));
    }

    [Test]
    public async Task FindSession_OfStatelessTokens_IsTheTokenAndOfForgedOnesNothing()
    {
        JwtFixture fixture = new();
        ICookieCopies copies = fixture.Strategy;
        string token = (await fixture.Strategy.IssueAsync(Alice)).Value;

        Assert.That(await copies.FindSessionAsync(token), Is.EqualTo(token));
        Assert.That(await copies.FindSessionAsync(token[..^8] + "AAAAAAAA"), Is.Null);
        Assert.That(await copies.FindSessionAsync("a.b.c"), Is.Null);
        Assert.That(await copies.FindSessionAsync(""), Is.Null);
    }

    [Test]
    public async Task Authenticate_OfSeveral_TheLaterIssuedOneCounts()
    {
        JwtFixture fixture = new(o => o.RefreshTokens.Enabled = true);
        ICookieCopies copies = fixture.Strategy;
        IssuedCredential first = await fixture.Strategy.IssueAsync(Alice);
        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        IssuedCredential second = (await fixture.Strategy.RefreshAsync(first.RefreshToken!)).Credential!;
        fixture.Time.Advance(TimeSpan.FromMinutes(10));

        CookieCopyResult one = await copies.AuthenticateCopiesAsync([first.Value, second.Value]);
        CookieCopyResult other = await copies.AuthenticateCopiesAsync([second.Value, first.Value]);

        Assert.That((one.Result.Succeeded, one.Credential), Is.EqualTo((true, second.Value)));
        Assert.That((other.Result.Succeeded, other.Credential), Is.EqualTo((true, second.Value)));
        Assert.That(await copies.FindCurrentAsync(second.Value), Is.Null, "it cannot tell whether the cookie is persistent");
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "M-12")]
    public async Task Issue_ThatTheClientCannotReceive_StoresNothing(bool isRefreshable)
    {
        JwtFixture fixture = new(o => o.RefreshTokens.Enabled = isRefreshable);
        int asked = 0;
        IssueOptions options = new() { CanDeliver = credential => credential.Value.Length == 0 || ++asked == 0 };

        InvalidOperationException? exception = await Assert.CatchAsync<InvalidOperationException>(async () => await fixture.Strategy.IssueAsync(Alice, options));

        Assert.That((exception?.Message.Contains("CanDeliver", StringComparison.Ordinal), asked, fixture.Store.Records.Count), Is.EqualTo((true, 1, 0)));
    }
}
