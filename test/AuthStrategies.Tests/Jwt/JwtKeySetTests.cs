using System.Text.Json;
using AuthStrategies.Tests.Jwt.Rotation;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Jwt;

[TestFixture]
public sealed class JwtKeySetTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly string[] PublicMembers = ["kty", "use", "alg", "kid", "n", "e", "crv", "x", "y"];

    [TestCase("HS256", "HS384", "HS512", 0)]
    [TestCase("RS256", "PS384", "PS512", 4)]
    [TestCase("ES256", "ES384", "ES512", 4)]
    [Property("Requirement", "K-04")]
    public async Task GetJwks_EveryKindOfKey_HoldsPublicMembersOnly(string rotated, string signing, string verifying, int expected)
    {
        using KeyNode node = new(configure: o =>
        {
            o.KeyRotation!.Algorithm = rotated;
            o.SigningKeys.Add(JwtKey.Generate(signing));
            o.VerificationKeys.Add(JwtKey.Generate(verifying));
        });
        await node.Rotation.RotateNowAsync();

        using JsonDocument jwks = JsonDocument.Parse(await node.KeySet.GetJwksAsync());

        JsonElement[] keys = [.. jwks.RootElement.GetProperty("keys").EnumerateArray()];
        Assert.That(keys, Has.Length.EqualTo(expected));
        Assert.That(keys.SelectMany(key => key.EnumerateObject().Select(member => member.Name)).Distinct(), Is.SubsetOf(PublicMembers));
    }

    [TestCase("HS256", "HS384", "HS512", "ES256")]
    [TestCase("RS256", "PS384", "HS512", "RS256,PS384")]
    [TestCase("HS256", "ES384", "ES384", "ES256,ES384")]
    [Property("Requirement", "K-04")]
    public void Algorithms_WithSecrets_NamesThoseOfPublishedKeysOnly(string signing, string other, string verifying, string expected)
    {
        using KeyNode node = new(configure: o =>
        {
            o.KeyRotation!.Algorithm = "ES256";
            o.SigningKeys.Add(JwtKey.Generate(signing));
            o.SigningKeys.Add(JwtKey.Generate(other));
            o.VerificationKeys.Add(JwtKey.Generate(verifying));
        });

        Assert.That(node.KeySet.Algorithms.Order(), Is.EqualTo(expected.Split(',').Append("ES256").Distinct().Order()));
    }

    [Test]
    [Property("Requirement", "K-04")]
    public void Algorithms_WhereASecretRotates_DoesNotNameIt()
    {
        using KeyNode node = new(configure: o => o.KeyRotation!.Algorithm = "HS256");

        Assert.That(node.KeySet.Algorithms, Is.Empty);
    }

    [Test]
    [Property("Requirement", "K-02")]
    public async Task GetJwks_AllStates_ListsAnnouncedActiveAndRetiredAndNothingRemoved()
    {
        using KeyNode node = new();
        JwtKeyInfo first = await node.ActiveAsync();
        JwtKeyInfo second = await node.Rotation.RotateNowAsync();
        node.Time.SetUtcNow(second.SignsFrom);
        JwtKeyInfo third = await node.Rotation.RotateNowAsync();

        Assert.That(await KeyIdsAsync(node), Is.EqualTo(new[] { second.KeyId, first.KeyId, third.KeyId }));
        node.Time.SetUtcNow(second.SignsFrom + KeyNode.RetirementPeriod);
        Assert.That(await KeyIdsAsync(node), Is.EqualTo(new[] { second.KeyId, third.KeyId }));
    }

    [Test]
    public async Task GetJwks_OtherNode_WritesTheSameText()
    {
        InMemoryJwtKeyStore store = new();
        using KeyNode one = new(store);
        using KeyNode two = new(store);
        await one.Rotation.RotateNowAsync();

        Assert.That(await two.KeySet.GetJwksAsync(), Is.EqualTo(await one.KeySet.GetJwksAsync()));
    }

    [Test]
    public async Task GetJwks_StaticKeys_ListsThemInTheirOrder()
    {
        using KeyNode node = new(configure: o =>
        {
            o.KeyRotation = null;
            o.SigningKeys.Add(JwtKey.Generate("HS256", "secret"));
            o.SigningKeys.Add(JwtKey.Generate("ES256", "a"));
            o.VerificationKeys.Add(JwtKey.Generate("RS256", "b"));
        });

        Assert.That(await KeyIdsAsync(node), Is.EqualTo(new[] { "a", "b" }));
    }

    private static async Task<string[]> KeyIdsAsync(KeyNode node)
    {
        using JsonDocument jwks = JsonDocument.Parse(await node.KeySet.GetJwksAsync());
        return [.. jwks.RootElement.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
    }

    [Test]
    public void Issuer_IsThatOfTheOptions() => With(_ => { }, keySet => Assert.That(keySet.Issuer, Is.EqualTo("https://issuer.example")));

    [Test]
    public void Issuer_TwoStrategies_EachItsOwn()
    {
        using ServiceProvider services = new ServiceCollection()
            .AddAuthStrategy()
            .AddJwt("One", options => Configure(options, "https://one.example"))
            .AddJwt("Two", options => Configure(options, "https://two.example"))
            .Services.BuildServiceProvider();

        Assert.That(
            new[] { "One", "Two" }.Select(name => services.GetRequiredKeyedService<IJwtKeySet>(name).Issuer),
            Is.EqualTo(new[] { "https://one.example", "https://two.example" }));
    }

    [Test]
    public void Algorithms_OnlySecrets_IsEmpty() => With(
        options => options.SigningKeys.Add(JwtKey.Generate("HS256")),
        keySet => Assert.That(keySet.Algorithms, Is.Empty));

    [Test]
    public void Algorithms_KeysOfSeveral_EachOnceWithoutSecrets() => With(
        options =>
        {
            options.SigningKeys.Add(JwtKey.Generate("ES256"));
            options.VerificationKeys.Add(JwtKey.Generate("ES256"));
            options.VerificationKeys.Add(JwtKey.Generate("HS512"));
            options.VerificationKeys.Add(JwtKey.Generate("PS256"));
        },
        keySet => Assert.That(keySet.Algorithms, Is.EquivalentTo(new[] { "ES256", "PS256" })));

    [Test]
    public void Algorithms_KeysRotate_ContainsThatOfTheNextKey() => With(
        options =>
        {
            options.VerificationKeys.Add(JwtKey.Generate("RS256"));
            options.RotateKeys(30 * Day, Day, Day);
        },
        keySet => Assert.That(keySet.Algorithms, Is.EquivalentTo(new[] { "RS256", "ES256" })));

    [Test]
    public void CacheDuration_KeysDoNotRotate_IsFiveMinutes() => With(
        options => options.SigningKeys.Add(JwtKey.Generate("ES256")),
        keySet => Assert.That(keySet.CacheDuration, Is.EqualTo(TimeSpan.FromMinutes(5))));

    [TestCase(4, 2)]
    [TestCase(10, 5)]
    [TestCase(60, 5)]
    public void CacheDuration_KeysRotate_IsHalfTheAnnouncementButAtMostFiveMinutes(int announcementMinutes, int expectedMinutes) => With(
        options => options.RotateKeys(TimeSpan.FromHours(2), TimeSpan.FromMinutes(announcementMinutes), TimeSpan.FromHours(1)),
        keySet => Assert.That(keySet.CacheDuration, Is.EqualTo(TimeSpan.FromMinutes(expectedMinutes))));

    private static void With(Action<JwtStrategyOptions> configure, Action<IJwtKeySet> check)
    {
        using ServiceProvider services = new ServiceCollection().AddAuthStrategy().AddJwt(options =>
        {
            Configure(options, "https://issuer.example");
            configure(options);
        }).Services.BuildServiceProvider();
        check(services.GetRequiredService<IJwtKeySet>());
    }

    private static void Configure(JwtStrategyOptions options, string issuer)
    {
        options.Issuer = issuer;
        options.Audience = "web";
        options.VerificationKeys.Add(JwtKey.Generate("HS256"));
        options.AccessTokenLifetime = TimeSpan.FromMinutes(5);
    }
}
