using System.Text.Json;

namespace AuthStrategies.Interop.Tests;

/// <summary>Signed tokens, in both directions, by every algorithm.</summary>
public sealed class SignedTokenTests
{
    private static NodePeer Node => NodeSetUp.Peer;

    private static object Checks(string token, object key, string algorithm, string issuer = InteropFixture.Issuer, string audience = InteropFixture.Audience, string typ = "at+jwt", long late = 0) =>
        new { token, key, alg = algorithm, issuer, audience, typ, now = InteropFixture.NowSeconds + late };

    private static object Header(JwtKey key, string typ = "at+jwt") => new { alg = key.Algorithm, typ, kid = key.KeyId };

    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_Token_VerifiesInJose([ValueSource(typeof(PeerKey), nameof(PeerKey.Algorithms))] string algorithm)
    {
        var key = PeerKey.Of(algorithm);
        using var fixture = InteropFixture.Signing(key.Key);
        string token = await fixture.IssueAsync();

        JsonElement verified = await Node.AskAsync("joseVerify", Checks(token, key.Public, algorithm));

        AssertIsAlice(verified.GetProperty("payload"));
        Assert.That(verified.GetProperty("header").GetProperty("kid").GetString(), Is.EqualTo(key.Key.KeyId));
    }

    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_Token_VerifiesInJsonwebtoken([ValueSource(typeof(PeerKey), nameof(PeerKey.Algorithms))] string algorithm)
    {
        var key = PeerKey.Of(algorithm);
        using var fixture = InteropFixture.Signing(key.Key);
        string token = await fixture.IssueAsync();

        JsonElement verified = await Node.AskAsync("jsonwebtokenVerify", Checks(token, key.Public, algorithm));

        AssertIsAlice(verified.GetProperty("payload"));
        Assert.That(verified.GetProperty("header").GetProperty("typ").GetString(), Is.EqualTo("at+jwt"));
    }

    [Test]
    [Property("Requirement", "I-03")]
    public async Task AuthenticateAsync_TokenOfJose_IsAccepted([ValueSource(typeof(PeerKey), nameof(PeerKey.Algorithms))] string algorithm)
    {
        var key = PeerKey.Of(algorithm);
        using var fixture = InteropFixture.Verifying(key.Key);
        string token = await Node.AskTextAsync("joseSign", new { key = key.Private, header = Header(key.Key), payload = InteropFixture.Claims });

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);

        AssertIsAlice(result);
    }

    [Test]
    [Property("Requirement", "I-03")]
    public async Task AuthenticateAsync_TokenOfJsonwebtoken_IsAccepted([ValueSource(typeof(PeerKey), nameof(PeerKey.Algorithms))] string algorithm)
    {
        var key = PeerKey.Of(algorithm);
        using var fixture = InteropFixture.Verifying(key.Key);
        string token = await Node.AskTextAsync("jsonwebtokenSign", new { key = key.Private, header = Header(key.Key), payload = InteropFixture.Claims });

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);

        AssertIsAlice(result);
    }

    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_TokenWithOneByteChanged_IsRefusedByAll([ValueSource(typeof(PeerKey), nameof(PeerKey.Algorithms))] string algorithm)
    {
        var key = PeerKey.Of(algorithm);
        using var fixture = InteropFixture.Signing(key.Key);
        string token = await fixture.IssueAsync();
        int middle = token.LastIndexOf('.') + 10;
        string forged = token[..middle] + (token[middle] == 'A' ? 'B' : 'A') + token[(middle + 1)..];

        AuthResult result = await fixture.Strategy.AuthenticateAsync(forged);

        Assert.That(result.Failure?.Reason, Is.EqualTo(AuthFailureReason.BadSignature));
        await Assert.ThatAsync(() => Node.AskAsync("joseVerify", Checks(forged, key.Public, algorithm)), Throws.InstanceOf<NodeRefusedException>().With.Message.Contains("SIGNATURE"));
        await Assert.ThatAsync(() => Node.AskAsync("jsonwebtokenVerify", Checks(forged, key.Public, algorithm)), Throws.InstanceOf<NodeRefusedException>().With.Message.Contains("signature"));
    }

    [TestCase("x", InteropFixture.Audience, "at+jwt", 0, "iss")]
    [TestCase(InteropFixture.Issuer, "x", "at+jwt", 0, "aud")]
    [TestCase(InteropFixture.Issuer, InteropFixture.Audience, "JWT", 0, "typ")]
    [TestCase(InteropFixture.Issuer, InteropFixture.Audience, "at+jwt", 901, "EXPIRED")]
    public async Task IssueAsync_WhatJoseChecks_IsReallyChecked(string issuer, string audience, string typ, long late, string said)
    {
        var key = PeerKey.Of("ES256");
        using var fixture = InteropFixture.Signing(key.Key);
        string token = await fixture.IssueAsync();

        await Assert.ThatAsync(
            () => Node.AskAsync("joseVerify", Checks(token, key.Public, "ES256", issuer, audience, typ, late)),
            Throws.InstanceOf<NodeRefusedException>().With.Message.Contains(said));
    }

    private static void AssertIsAlice(JsonElement payload)
    {
        Assert.That(payload.GetProperty("sub").GetString(), Is.EqualTo("alice"));
        Assert.That(payload.GetProperty("name").GetString(), Is.EqualTo("Älice 🎉"));
        Assert.That(payload.GetProperty("role").EnumerateArray().Select(role => role.GetString()), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(payload.GetProperty("level").GetInt32(), Is.EqualTo(3));
        Assert.That(payload.GetProperty("exp").GetInt64(), Is.EqualTo(InteropFixture.NowSeconds + 900));
    }

    private static void AssertIsAlice(AuthResult result)
    {
        Assert.That(result.Failure, Is.Null);
        Assert.That(
            result.Principal!.Claims.Select(claim => (claim.Type, claim.Value)),
            Is.EquivalentTo(new[] { ("sub", "alice"), ("name", "Älice 🎉"), ("role", "a"), ("role", "b"), ("level", "3") }));
    }
}
