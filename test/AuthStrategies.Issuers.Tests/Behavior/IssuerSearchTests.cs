using System.Buffers.Text;
using System.Text;
using AuthStrategies.AspNetCore;
using AuthStrategies.Issuers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Issuers.Tests.Behavior;

/// <summary>Several strategies on one header: a token is asked of the strategy whose issuer it names, and no other key store is waited for.</summary>
[TestFixture]
[Property("Requirement", "M-01")]
public sealed class IssuerSearchTests
{
    private const string OtherIssuer = "https://nobody.test";
    private static readonly JwtKey PartnerKey = JwtKey.Generate("ES256", "partner");
    private static readonly JwtKey OtherKey = JwtKey.Generate("ES256", "other");

    private static IEnumerable<TestCaseData> Rows =>
        from ownFirst in new[] { true, false }
        from state in Enum.GetValues<OwnStore>()
        from row in new (string Token, string Path, int Status, bool Loads, bool Fetches)[]
        {
            ("own", "/me", state == OwnStore.DownCold ? 503 : 200, state != OwnStore.DownWarm, false),
            ("own", "/partner", 401, state != OwnStore.DownWarm, false),
            ("partner", "/me", 200, false, true),
            ("partner", "/partner", 200, false, true),
            ("partner", "/own", 401, false, true),
            ("unknown issuer", "/me", 401, false, false),
            ("unknown issuer", "/partner", 401, false, false),
        }
        select new TestCaseData(ownFirst, state, row.Token, row.Path, row.Status, row.Loads, row.Fetches);

    [TestCaseSource(nameof(Rows))]
    public async Task Token_AsksTheKeysOfItsIssuerOnly(bool ownFirst, OwnStore state, string kind, string path, int status, bool loads, bool fetches)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst, state);
        app.Handler.Publish(PartnerKey);
        string token = kind switch
        {
            "own" => await app.OwnTokenAsync(),
            "partner" => await app.TokenAsync(IssuerHandler.Issuer, PartnerKey),
            _ => await app.TokenAsync(OtherIssuer, OtherKey),
        };

        var asked = await app.AskAsync($"GET {path}", token);

        Assert.That((asked.Answer.Status, asked.Loads > 0, asked.Fetches > 0), Is.EqualTo((status, loads, fetches)), asked.Answer.Body);
        if (status == 200)
            Assert.That(asked.Answer.Body, Is.EqualTo(kind == "own" ? "Own Alice" : "Partner Alice"));
    }

    [Test]
    public async Task Tokens_OfThePartner_NeverAskTheOwnStoreHoweverOftenTheyCome([Values] bool ownFirst, [Values] OwnStore state)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst, state);
        app.Handler.Publish(PartnerKey);
        List<(int, int)> asked = [];
        for (int i = 0; i < 3; i++)
        {
            var answer = await app.AskAsync("GET /me", await app.TokenAsync(IssuerHandler.Issuer, PartnerKey));
            asked.Add((answer.Answer.Status, answer.Loads));
            // Longer than a cool-down and than half a poll of the own store.
            app.App.Time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.That(asked, Is.All.EqualTo((200, 0)));
    }

    [Test]
    public async Task Tokens_OfOneStrategy_AreNotAskedOfTheOther([Values] bool ownFirst, [Values("own", "partner")] string kind)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst);
        app.Handler.Publish(PartnerKey);
        string token = kind == "own" ? await app.OwnTokenAsync() : await app.TokenAsync(IssuerHandler.Issuer, PartnerKey);

        for (int i = 0; i < 2; i++)
            Assert.That((await app.AskAsync("GET /me", token)).Answer.Status, Is.EqualTo(200));

        Assert.That(app.App.Log.Lines.Where(line => line.Contains("refused a credential", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Token_OfAKeyThatBothIssuersHave_IsDecidedByItsIssuer([Values] bool ownFirst, [Values(OwnStore.Up, OwnStore.DownWarm)] OwnStore state)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst, state);
        string own = await app.OwnTokenAsync();
        // Another key under the id of the own one.
        JwtKey key = JwtKey.Generate("ES256", UnverifiedJwt.TryRead(own, out UnverifiedJwt? read) ? read.UnverifiedHeader.GetProperty("kid").GetString()! : "");
        app.Handler.Publish(key);

        string[] bodies = [(await app.AskAsync("GET /me", own)).Answer.Body, (await app.AskAsync("GET /me", await app.TokenAsync(IssuerHandler.Issuer, key))).Answer.Body];

        Assert.That(bodies, Is.EqualTo(new[] { "Own Alice", "Partner Alice" }));
    }

    [TestCase("""{"sub":"42"}""", 401, false, TestName = "no issuer")]
    [TestCase("""{"iss":"https://shop.test","iss":"https://login.partner.test"}""", 401, false, TestName = "two issuers")]
    [TestCase("""{"iss":["https://shop.test"]}""", 401, false, TestName = "an issuer that is an array")]
    [TestCase("""{"iss":42}""", 401, false, TestName = "an issuer that is a number")]
    [TestCase("""{"iss":null}""", 401, false, TestName = "an issuer that is null")]
    [TestCase("""{"iss":"\ud800"}""", 401, false, TestName = "an issuer that is half of a character")]
    [TestCase("""{"x":{"iss":"https://shop.test"}}""", 401, false, TestName = "an issuer inside another member")]
    [TestCase("""{"iss":"https://shop.test"}x""", 401, false, TestName = "something after the payload")]
    [TestCase("""["https://shop.test"]""", 401, false, TestName = "no object")]
    [TestCase("""{"iss":"https://shop.test\u0000"}""", 401, false, TestName = "an issuer with an end in it")]
    [TestCase("""{"\u0069ss":"https://shop.test"}""", 503, true, TestName = "an escaped name")]
    [TestCase("""{"iss":"https:\/\/shop.test"}""", 503, true, TestName = "an escaped issuer")]
    [TestCase("deep", 401, false, TestName = "deep nesting before the issuer")]
    [TestCase("large", 401, false, TestName = "a payload that is too large")]
    public async Task Payload_ThatAnyoneWrote_WaitsOnlyIfItNamesTheIssuer(string payload, int status, bool loads)
    {
        payload = payload switch
        {
            "deep" => $$"""{"x":{{new string('[', 500)}}{{new string(']', 500)}},"iss":"https://shop.test"}""",
            "large" => $$"""{"x":"{{new string('x', 18_000)}}","iss":"https://shop.test"}""",
            _ => payload,
        };
        foreach (bool ownFirst in new[] { true, false })
        {
            await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst, OwnStore.DownCold);
            string token = string.Join('.', Encode("""{"alg":"ES256","typ":"at+jwt","kid":"x"}"""), Encode(payload), Base64Url.EncodeToString(new byte[64]));

            var asked = await app.AskAsync("GET /me", token);

            Assert.That((asked.Answer.Status, asked.Loads > 0, asked.Fetches), Is.EqualTo((status, loads, 0)), asked.Answer.Body);
        }
    }

    [TestCase("own", "no", 503, true)]
    [TestCase("partner", "partner", 200, false)]
    [TestCase("partner", "unknown", 401, false)]
    [TestCase("own", "unknown", 401, false)]
    public async Task EncryptedToken_WaitsForTheStrategyThatCanReadItsIssuer(string issuer, string encryption, int status, bool loads)
    {
        JwtKey ours = JwtKey.Generate("A256CBC-HS512", "ours");
        JwtKey theirs = JwtKey.Generate("A256CBC-HS512", "theirs");
        foreach (bool ownFirst in new[] { true, false })
        {
            await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst, OwnStore.DownCold, o => o.EncryptionKey = ours, o => o.DecryptionKeys.Add(theirs));
            app.Handler.Publish(PartnerKey);
            string token = encryption == "no"
                ? await app.OwnTokenAsync()
                : await app.TokenAsync(issuer == "own" ? SeveralIssuersApp.OwnIssuer : IssuerHandler.Issuer, PartnerKey, encryption == "partner" ? theirs : JwtKey.Generate("A256CBC-HS512", "unknown"));

            var asked = await app.AskAsync("GET /me", token);

            Assert.That((asked.Answer.Status, asked.Loads > 0), Is.EqualTo((status, loads)), asked.Answer.Body);
        }
    }

    [Test]
    public async Task Strategies_OfOneIssuer_KeepTheirOrderAndFailClosed([Values] bool ownFirst)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst, OwnStore.DownCold, partner: o => o.Issuer = SeveralIssuersApp.OwnIssuer);
        app.Handler.Publish(PartnerKey);

        var asked = await app.AskAsync("GET /me", await app.TokenAsync(SeveralIssuersApp.OwnIssuer, PartnerKey));

        // The first one may know the token, and may know that its session has ended.
        Assert.That((asked.Answer.Status, asked.Answer.Body == "Partner Alice"), Is.EqualTo(ownFirst ? (503, false) : (200, true)), asked.Answer.Body);
    }

    [TestCase("POST /auth/logout", 200)]
    [TestCase("GET /auth/sessions", 401)]
    [TestCase("POST /auth/logout-everywhere", 401)]
    [TestCase("POST /auth/refresh", 401)]
    public async Task Endpoints_ForATokenOfThePartner_DoNotWaitForTheOwnStore(string requestLine, int status)
    {
        foreach (bool ownFirst in new[] { true, false })
        {
            await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst, OwnStore.DownCold, o => o.RequireLiveSession = true);
            app.Handler.Publish(PartnerKey);

            var asked = await app.AskAsync(requestLine, await app.TokenAsync(IssuerHandler.Issuer, PartnerKey));

            Assert.That((asked.Answer.Status, asked.Loads), Is.EqualTo((status, 0)), asked.Answer.Body);
        }
    }

    [TestCase("GET /me", 200)]
    [TestCase("POST /auth/refresh", 200)]
    [TestCase("GET /auth/sessions", 200)]
    [TestCase("POST /auth/logout", 200)]
    public async Task Endpoints_ForASessionToken_AnswerWhileTheKeyStoreIsDown(string requestLine, int status)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(ownFirst: true, OwnStore.DownCold, more: b => b.AddSession("Sessions"), http: o => o.Strategy("Sessions").Transport = CredentialTransport.Bearer);
        IssuedCredential session = await app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Sessions").IssueAsync(SeveralIssuersApp.Alice);

        var asked = await app.AskAsync(requestLine, session.Value);

        Assert.That(asked.Answer.Status, Is.EqualTo(status), asked.Answer.Body);
    }

    [Test]
    public async Task Service_WithoutHttp_RefusesATokenOfAnotherIssuerWithoutItsStore([Values(OwnStore.DownCold, OwnStore.DownWarm)] OwnStore state)
    {
        await using SeveralIssuersApp app = await SeveralIssuersApp.StartAsync(state: state);
        IAuthStrategy own = app.App.Services.GetRequiredKeyedService<IAuthStrategy>("Own");
        int before = app.Store.Loads;
        string token = await app.TokenAsync(IssuerHandler.Issuer, PartnerKey);

        AuthResult result = await own.AuthenticateAsync(token);
        RevokeOutcome revoked = await own.RevokeAsync(token);

        Assert.That(result.Failure?.Reason, Is.EqualTo(AuthFailureReason.WrongIssuer));
        Assert.That((revoked, app.Store.Loads - before), Is.EqualTo((RevokeOutcome.NotFound, 0)));
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
