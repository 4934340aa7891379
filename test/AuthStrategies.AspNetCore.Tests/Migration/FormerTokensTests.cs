using System.Security.Claims;
using System.Security.Cryptography;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.AspNetCore.Tests.Migration;

/// <summary>Tokens of a former key and audience are accepted until a time, beside those that the application issues now.</summary>
[TestFixture]
public sealed class FormerTokensTests
{
    private static readonly byte[] FormerSecret = RandomNumberGenerator.GetBytes(32);
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [TestCase(0, ExpectedResult = "200 alice")]
    [TestCase(59 * 60 + 59, ExpectedResult = "200 alice")]
    [TestCase(60 * 60, ExpectedResult = "401 ")]
    public async Task<string> Token_OfTheFormerKey_IsAcceptedUntil(int seconds)
    {
        await using TestApplication app = await StartAsync();
        string token = Write("shop-old", Now.AddDays(1));
        // Once before, so that the answer is in the cache of credentials.
        await AskAsync(app, token);
        app.Time.Advance(TimeSpan.FromSeconds(seconds));

        return await AskAsync(app, token);
    }

    [TestCase("shop-old", 1, ExpectedResult = "200 alice")]
    [TestCase("shop", 1, ExpectedResult = "401 ")]
    [TestCase("other", 1, ExpectedResult = "401 ")]
    [TestCase("shop-old", -1, ExpectedResult = "401 ")]
    public async Task<string> Token_OfTheFormerKey_IsCheckedAsAnyOther(string audience, int minutes)
    {
        await using TestApplication app = await StartAsync();

        return await AskAsync(app, Write(audience, Now.AddMinutes(minutes)));
    }

    [Test]
    public async Task Token_OfToday_IsAcceptedAfterThatTime()
    {
        await using TestApplication app = await StartAsync();
        app.Time.Advance(TimeSpan.FromDays(1));
        IssuedCredential issued = await app.Services.GetRequiredKeyedService<IAuthStrategy>("Jwt").IssueAsync(new ClaimsPrincipal(new ClaimsIdentity([new("sub", "bob")], "password")));

        Assert.That(await AskAsync(app, issued.Value), Is.EqualTo("200 bob"));
    }

    private static Task<TestApplication> StartAsync() => TestApplication.StartAsync(
        services => services.AddAuthStrategy()
            .AddJwt(o =>
            {
                (o.Issuer, o.Audience) = ("https://shop.example", "shop");
                o.SigningKeys.Add(JwtKey.FromSecret(RandomNumberGenerator.GetBytes(32), "HS256"));
            })
            .AddJwt("Former", o =>
            {
                (o.Issuer, o.Audience, o.TokenType) = ("https://shop.example", "shop-old", null);
                o.VerificationKeys.Add(JwtKey.FromSecret(FormerSecret, "HS256"));
                o.AcceptUntil = Now.AddHours(1);
            })
            .UseAspNetCore(),
        app => app.MapGet("/me", (ClaimsPrincipal user) => user.FindFirst("sub")!.Value).RequireAuthorization());

    private static async Task<string> AskAsync(TestApplication app, string token)
    {
        RawAnswer answer = await app.SendRawAsync("GET /me", [$"Authorization: Bearer {token}"]);
        return $"{answer.Status} {(answer.Status == 200 ? answer.Body : "")}";
    }

    /// <summary>A token as hand-written code makes it: typ JWT, no key id.</summary>
    private static string Write(string audience, DateTimeOffset expires) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = "https://shop.example",
        Audience = audience,
        Subject = new ClaimsIdentity([new("sub", "alice")]),
        Expires = expires.UtcDateTime,
        SigningCredentials = new(new SymmetricSecurityKey(FormerSecret), SecurityAlgorithms.HmacSha256),
    });
}
