using System.Text.Json;
using AuthStrategies.Tests.Jwt.Rotation;

namespace AuthStrategies.Tests.Jwt;

[TestFixture]
public sealed class JwtKeySetTests
{
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
}
