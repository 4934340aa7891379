using System.Text.Json;
using System.Text.Json.Nodes;

namespace AuthStrategies.Interop.Tests;

/// <summary>The members of a token that both sides may choose, in both directions: jti, nbf, audiences, header, age, required claims.</summary>
public sealed class TokenMemberTests
{
    private static readonly PeerKey Key = PeerKey.Of("ES256");

    private static NodePeer Node => NodeSetUp.Peer;

    private static JsonNode Checks(string token, long late = 0, string audience = InteropFixture.Audience) => JsonSerializer.SerializeToNode(
        new { token, key = Key.Public, alg = "ES256", issuer = new[] { "https://x.test", InteropFixture.Issuer }, audience, typ = "at+jwt", now = InteropFixture.NowSeconds + late })!;

    private static JsonNode With(JsonNode checks, string name, JsonNode value)
    {
        checks[name] = value;
        return checks;
    }

    private static async Task<string> IssueAsync()
    {
        using var fixture = InteropFixture.Signing(Key.Key);
        IssueOptions options = new()
        {
            Audiences = ["orders", InteropFixture.Audience],
            NotBefore = InteropFixture.Now.AddSeconds(30),
            TokenId = "order-4711",
            HeaderMembers = new Dictionary<string, string> { ["tenant"] = "a \"x\"" },
        };
        return (await fixture.Strategy.IssueAsync(InteropFixture.Alice, options)).Value;
    }

    [TestCase("joseVerify")]
    [TestCase("jsonwebtokenVerify")]
    public async Task IssueAsync_ChosenMembers_AreReadByThePeer(string operation)
    {
        string token = await IssueAsync();

        JsonElement verified = await Node.AskAsync(operation, Checks(token, late: 30, audience: "orders"));

        JsonElement payload = verified.GetProperty("payload");
        Assert.That(payload.GetProperty("jti").GetString(), Is.EqualTo("order-4711"));
        Assert.That(payload.GetProperty("nbf").GetInt64(), Is.EqualTo(InteropFixture.NowSeconds + 30));
        Assert.That(payload.GetProperty("aud").EnumerateArray().Select(audience => audience.GetString()), Is.EqualTo(new[] { "orders", InteropFixture.Audience }));
        Assert.That(verified.GetProperty("header").GetProperty("tenant").GetString(), Is.EqualTo("a \"x\""));
    }

    [TestCase("joseVerify", "nbf")]
    [TestCase("jsonwebtokenVerify", "not active")]
    public async Task IssueAsync_NotBefore_IsCheckedByThePeer(string operation, string said)
    {
        string token = await IssueAsync();

        await Assert.ThatAsync(() => Node.AskAsync(operation, Checks(token, late: 29)), Throws.InstanceOf<NodeRefusedException>().With.Message.Contains(said));
    }

    [TestCase("joseVerify", "maxTokenAge", 60, "iat")]
    [TestCase("jsonwebtokenVerify", "maxAge", "60s", "maxAge")]
    public async Task IssueAsync_GreatestAgeOfThePeer_IsAppliedToOurIssueTime(string operation, string option, object age, string said)
    {
        string token = await IssueAsync();

        await Node.AskAsync(operation, With(Checks(token, late: 59), option, JsonValue.Create(JsonSerializer.SerializeToElement(age))!));
        await Assert.ThatAsync(
            () => Node.AskAsync(operation, With(Checks(token, late: 61), option, JsonValue.Create(JsonSerializer.SerializeToElement(age))!)),
            Throws.InstanceOf<NodeRefusedException>().With.Message.Contains(said));
    }

    [TestCase("jti", true)]
    [TestCase("level", true)]
    [TestCase("tenant", false)]
    public async Task RequiredClaims_SameName_JoseAndWeDecideAlike(string name, bool accepted)
    {
        string token = await SignAsync("joseSign", new { });
        using InteropFixture fixture = new(options =>
        {
            options.VerificationKeys.Add(Key.Key);
            options.RequiredClaims.Add(name);
        });

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.Succeeded, Is.EqualTo(accepted));
        Task<JsonElement> jose = Node.AskAsync("joseVerify", With(Checks(token), "requiredClaims", new JsonArray(name)));
        if (accepted)
            await jose;
        else
            await Assert.ThatAsync(() => jose, Throws.InstanceOf<NodeRefusedException>().With.Message.Contains(name));
    }

    // Without noTimestamp, jsonwebtoken would write the time of this machine; with it, it writes no iat.
    [TestCase("joseSign", true)]
    [TestCase("jsonwebtokenSign", false)]
    public async Task AuthenticateAsync_MembersOfThePeer_AreRead(string operation, bool hasIssueTime)
    {
        string token = await SignAsync(operation, new { iss = "https://x.test", aud = new[] { "orders", InteropFixture.Audience }, nbf = InteropFixture.NowSeconds, jti = "theirs" });
        using InteropFixture fixture = new(options =>
        {
            options.VerificationKeys.Add(Key.Key);
            options.ValidIssuers.Add("https://x.test");
            options.RequiredClaims.Add("jti");
        });

        AuthResult result = await fixture.Strategy.AuthenticateAsync(token);

        Assert.That((result.Failure, result.TokenId, result.IssuedAt, result.KeyId), Is.EqualTo(((AuthFailure?)null, "theirs", hasIssueTime ? InteropFixture.Now : (DateTimeOffset?)null, Key.Key.KeyId)));
        Assert.That(UnverifiedJwt.TryRead(token, out UnverifiedJwt? unverified), Is.True);
        Assert.That(unverified!.UnverifiedHeader.GetProperty("tenant").GetString(), Is.EqualTo("contoso"));
    }

    [TestCase(-61, true)]
    [TestCase(-60, true)]
    [TestCase(-70, false)]
    [TestCase(11, false)]
    public async Task AuthenticateAsync_MaxTokenAge_BoundsTheFarExpiryOfThePeer(long issued, bool accepted)
    {
        string token = await SignAsync("joseSign", new { iat = InteropFixture.NowSeconds + issued, exp = InteropFixture.NowSeconds + 1_000_000_000 });
        using InteropFixture fixture = new(options =>
        {
            options.VerificationKeys.Add(Key.Key);
            options.MaxTokenAge = TimeSpan.FromMinutes(1);
        });

        Assert.That((await fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.EqualTo(accepted));
    }

    private static Task<string> SignAsync(string operation, object changes)
    {
        JsonObject payload = JsonSerializer.SerializeToNode(InteropFixture.Claims)!.AsObject();
        foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(changes)!.AsObject())
            payload[name] = value?.DeepClone();
        return Node.AskTextAsync(operation, new { key = Key.Private, header = new { alg = "ES256", typ = "at+jwt", kid = Key.Key.KeyId, tenant = "contoso" }, payload });
    }
}
