using AuthStrategies.AspNetCore.Tests.Hosting;

namespace AuthStrategies.AspNetCore.Tests.DeviceBinding;

/// <summary>Device-bound sessions over HTTP, with thieves: none of these requests gets in, registers a key or gets a bound cookie.</summary>
[TestFixture]
internal sealed class DeviceBindingHostileTests
{
    private const string TooOld = "too old";

    private static IEnumerable<TestCaseData> Registrations
    {
        get
        {
            yield return Row("AlgorithmNone", b => [b.Proof(b.Challenge, header: $$"""{"alg":"none","jwk":{{b.Jwk}},"typ":"dbsc+jwt"}""")]);
            yield return Row("AlgorithmSymmetric", b => [b.Proof(b.Challenge, header: $$"""{"alg":"HS256","jwk":{{b.Jwk}},"typ":"dbsc+jwt"}""")]);
            yield return Row("AlgorithmEs384", b => [b.Proof(b.Challenge, header: $$"""{"alg":"ES384","jwk":{{b.Jwk}},"typ":"dbsc+jwt"}""")]);
            yield return Row("OtherType", b => [b.Proof(b.Challenge, header: $$"""{"alg":"ES256","jwk":{{b.Jwk}},"typ":"dpop+jwt"}""")]);
            yield return Row("WithoutAKey", b => [b.Proof(b.Challenge)]);
            yield return Row("PrivateKey", b => [b.Proof(b.Challenge, header: $$"""{"alg":"ES256","jwk":{{b.Jwk[..^1]}},"d":"AAAA"},"typ":"dbsc+jwt"}""")]);
            yield return Row("NoChallenge", b => [b.Proof("", withKey: true, payload: "{}")]);
            yield return Row("MadeUpChallenge", b => [b.Proof("abcdefgh", withKey: true)]);
            yield return Row("ChangedChallenge", b => [b.Proof(b.Challenge[..^1] + (b.Challenge[^1] == 'A' ? 'B' : 'A'), withKey: true)]);
            yield return Row("PaddedChallenge", b => [b.Proof(b.Challenge + "=", withKey: true)]);
            yield return Row("BoundCookieAsChallenge", b => [b.Proof(b.Bound ?? "x", withKey: true)]);
            yield return Row("NoProof", _ => []);
            yield return Row("EmptyProof", _ => [""]);
            yield return Row("TwoProofs", b => [b.Proof(b.Challenge, withKey: true), b.Proof(b.Challenge, withKey: true)]);
            yield return Row("TwoProofsInOneField", b => [$"{b.Proof(b.Challenge, withKey: true)}, {b.Proof(b.Challenge, withKey: true)}"]);
            yield return Row("OpenQuote", b => ["\"" + b.Proof(b.Challenge, withKey: true)]);
            yield return Row("TextAfterTheQuote", b => [$"\"{b.Proof(b.Challenge, withKey: true)}\"x"]);
            yield return Row("EscapeInTheQuote", b => [$"\"\\{b.Proof(b.Challenge, withKey: true)}\""]);
            yield return Row("Bytes", b => [$":{b.Proof(b.Challenge, withKey: true)}:"]);
            yield return Row("TooLong", _ => [new string('a', 24 * 1024)]);

            static TestCaseData Row(string name, Func<DeviceBrowser, string[]> proofs) => new TestCaseData(proofs).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Registrations))]
    [Property("Requirement", "P-03")]
    public async Task Registration_HostileProof_IsRefusedAndTheSessionGoesOnUnbound(Func<DeviceBrowser, string[]> proofs)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();

        RawAnswer answer = await host.SendAsync($"POST {DeviceBrowser.Registration}", [.. browser.Cookies, .. proofs(browser).Select(proof => $"Secure-Session-Response: {proof}")]);

        Assert.That((answer.Status, answer.CookieValue("__Host-auth-bound")), Is.EqualTo((400, (string?)null)), answer.Text);
        Assert.That((await host.SendAsync("GET /me", browser.Cookies)).Status, Is.EqualTo(200));
        Assert.That((await browser.RegisterAsync()).Status, Is.EqualTo(200), "the honest registration still counts");
    }

    [TestCase("{0}")]
    [TestCase("\"{0}\"")]
    [TestCase(" \"{0}\" ")]
    [TestCase("\"{0}\";a=1")]
    [TestCase("{0};a=\"b\"")]
    public async Task Registration_GoodProofInEachForm_IsAccepted(string form)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();

        Assert.That((await browser.RegisterAsync(form.Replace("{0}", browser.Proof(browser.Challenge, withKey: true), StringComparison.Ordinal))).Status, Is.EqualTo(200));
    }

    [TestCase(59.9, 200)]
    [TestCase(60, 400)]
    [TestCase(3600, 400)]
    [Property("Requirement", "P-03")]
    public async Task Registration_Late_IsRefused(double seconds, int status)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();
        host.App.Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.That((await browser.RegisterAsync()).Status, Is.EqualTo(status));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Registration_Twice_OnlyTheFirstCounts([Values] bool isReplay, [Values] bool isWithinGrace)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        using DeviceBrowser thief = new(host);
        await browser.LogInAsync();
        string proof = browser.Proof(browser.Challenge, withKey: true);
        await browser.RegisterAsync(proof);
        if (!isWithinGrace)
            host.App.Time.Advance(DeviceBrowser.GracePeriod);
        thief.Session = browser.Session;

        RawAnswer again = await thief.RegisterAsync(isReplay ? proof : thief.Proof(browser.Challenge, withKey: true));

        Assert.That((again.Status, again.CookieValue("__Host-auth-bound")), Is.EqualTo((400, (string?)null)));
        Assert.That(host.App.Log.Text, Does.Contain("its session has a device already"));
        Assert.That((await browser.RefreshAsync()).Status, Is.EqualTo(200));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Registration_ChallengeOfAnotherSession_IsRefused([Values] bool hasCookie)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser victim = new(host);
        using DeviceBrowser thief = new(host);
        await victim.LogInAsync();
        await thief.LogInAsync("mallory");
        string own = thief.Session;
        thief.Session = hasCookie ? victim.Session : "x";

        RawAnswer foreign = await thief.RegisterAsync();
        thief.Session = own;
        RawAnswer ofVictim = await thief.RegisterAsync(thief.Proof(victim.Challenge, withKey: true));

        Assert.That((foreign.Status, ofVictim.Status), Is.EqualTo((400, 400)));
        Assert.That((await victim.RegisterAsync()).Status, Is.EqualTo(200));
    }

    private static IEnumerable<TestCaseData> Refreshes
    {
        get
        {
            yield return Row("OtherKey", 400, (_, thief, challenge) => [thief.Proof(challenge)]);
            yield return Row("OtherKeyInItsHeader", 400, (_, thief, challenge) => [thief.Proof(challenge, withKey: true)]);
            yield return Row("AlgorithmNone", 400, (b, _, challenge) => [b.Proof(challenge, header: """{"alg":"none","typ":"dbsc+jwt"}""")]);
            yield return Row("OtherType", 400, (b, _, challenge) => [b.Proof(challenge, header: """{"alg":"ES256","typ":"jwt"}""")]);
            yield return Row("TwoProofs", 400, (b, _, challenge) => [b.Proof(challenge), b.Proof(challenge)]);
            yield return Row("EmptyProof", 400, (_, _, _) => [""]);
            yield return Row("MadeUpChallenge", 403, (b, _, _) => [b.Proof("abcdefgh")]);
            yield return Row("ChallengeOfTheSignIn", 403, (b, _, _) => [b.Proof(b.Challenge)]);
            yield return Row("BoundCookieAsChallenge", 403, (b, _, _) => [b.Proof(b.Bound!)]);
            yield return Row("PaddedChallenge", 403, (b, _, challenge) => [b.Proof(challenge + "=")]);
            yield return Row("LateChallenge", 403, (b, _, challenge) => [b.Proof(challenge), TooOld]);

            static TestCaseData Row(string name, int status, Func<DeviceBrowser, DeviceBrowser, string, string[]> proofs) => new TestCaseData(status, proofs).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Refreshes))]
    [Property("Requirement", "P-03")]
    public async Task Refresh_HostileProof_GivesNoBoundCookie(int status, Func<DeviceBrowser, DeviceBrowser, string, string[]> proofs)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        using DeviceBrowser thief = new(host);
        await browser.LogInAndRegisterAsync();
        string[] sent = proofs(browser, thief, DeviceBrowser.ChallengeOf(await browser.AskAsync()));
        if (sent.Contains(TooOld))
            host.App.Time.Advance(TimeSpan.FromSeconds(60));

        RawAnswer answer = await browser.AnswerAsync([.. sent.Where(proof => proof != TooOld)]);

        Assert.That((answer.Status, answer.CookieValue("__Host-auth-bound")), Is.EqualTo((status, (string?)null)), answer.Text);
        Assert.That((await browser.RefreshAsync()).Status, Is.EqualTo(200), "the owner goes on");
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Refresh_SameProofTwice_IsAcceptedOnceAlsoOnAnotherNode()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAndRegisterAsync();
        string proof = browser.Proof(DeviceBrowser.ChallengeOf(await browser.AskAsync()));
        host.Store.Forget();

        RawAnswer[] answers = await Task.WhenAll(browser.AnswerAsync(proof), browser.AnswerAsync(proof), browser.AnswerAsync(proof));

        Assert.That(answers.Select(answer => answer.Status).Order(), Is.EqualTo((int[])[200, 403, 403]));
        Assert.That(host.Store.Calls.Count(call => call == "create system"), Is.EqualTo(3), "the store decides, for all nodes");
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Refresh_ForAnotherSession_IsOfNoUse()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser victim = new(host);
        using DeviceBrowser thief = new(host);
        await victim.LogInAndRegisterAsync();
        await thief.LogInAndRegisterAsync("mallory");
        string own = thief.Id;

        string ofVictim = DeviceBrowser.ChallengeOf(await thief.AskAsync(victim.Id));
        RawAnswer withItsChallenge = await thief.AnswerAsync(thief.Proof(ofVictim));
        thief.Id = victim.Id;
        RawAnswer withItsId = await thief.AnswerAsync(thief.Proof(ofVictim));
        thief.Id = own;
        RawAnswer good = await thief.RefreshAsync();
        RawAnswer mixed = await host.SendAsync("GET /me", $"Cookie: __Host-auth={victim.Session}; __Host-auth-bound={thief.Bound}");

        Assert.That((withItsChallenge.Status, withItsId.Status, good.Status, mixed.Status), Is.EqualTo((403, 400, 200, 401)));
    }

    [TestCase("", 400)]
    [TestCase("\"\"", 400)]
    [TestCase("\"a", 400)]
    [TestCase("a\"b", 400)]
    [TestCase("a, b", 400)]
    [TestCase("\"AAAAAAAAAAAAAAAAAAAAAA\"x", 400)]
    [TestCase("nonsense", 200)]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAA", 200)]
    [TestCase("\"AQEBAQEBAQEBAQEBAQEBAQ\"", 200)]
    public async Task Refresh_IdOfNoSession_IsAnsweredWithoutAChallenge(string id, int status)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);

        RawAnswer answer = await browser.AskAsync(id);

        Assert.That((answer.Status, answer.One("Secure-Session-Challenge")), Is.EqualTo((status, (string?)null)));
        if (status == 200)
            Assert.That(answer.Body, Is.EqualTo("""{"continue":false}"""));
    }

    [Test]
    public async Task Refresh_SeveralIdsOrNone_IsRefused()
    {
        await using TestHost host = await DeviceHosts.StartAsync();

        Assert.That((await host.SendAsync($"POST {DeviceBrowser.Refreshing}")).Status, Is.EqualTo(400));
        Assert.That((await host.SendAsync($"POST {DeviceBrowser.Refreshing}", "Sec-Secure-Session-Id: a", "Sec-Secure-Session-Id: a")).Status, Is.EqualTo(400));
        Assert.That((await host.SendAsync($"POST {DeviceBrowser.Refreshing}", $"Sec-Secure-Session-Id: {new string('a', 20 * 1024)}")).Status, Is.EqualTo(400));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Refresh_UnboundSession_EndsOnlyTheKeyInTheBrowser()
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        RawAnswer login = await browser.LogInAsync();
        string id = (await browser.GetAsync("/auth/sessions")).Body.Split("\"id\":\"")[1].Split('"')[0];

        Assert.That((await browser.AskAsync(id)).Body, Is.EqualTo("""{"continue":false}"""), login.Text);
        Assert.That((await browser.GetAsync()).Status, Is.EqualTo(200));
    }

    [TestCase("Sec-Fetch-Site: cross-site", "Origin: https://evil.example")]
    [TestCase("Sec-Fetch-Site: same-origin", "Origin: https://localhost")]
    [TestCase("Origin: null", "Sec-Fetch-Site: none")]
    [Property("Requirement", "P-03")]
    public async Task Registration_FetchMetadata_OnlyTheProofCounts(params string[] headers)
    {
        await using TestHost host = await DeviceHosts.StartAsync();
        using DeviceBrowser browser = new(host);
        await browser.LogInAsync();

        RawAnswer forged = await host.SendAsync($"POST {DeviceBrowser.Registration}", [.. browser.Cookies, .. headers]);
        RawAnswer own = await host.SendAsync($"POST {DeviceBrowser.Registration}", [.. browser.Cookies, .. headers, $"Secure-Session-Response: {browser.Proof(browser.Challenge, withKey: true)}"]);
        Assert.That(host.App.Log.Text, Does.Not.Contain("from another origin was refused"));
        RawAnswer other = await host.SendAsync("POST /me", [.. browser.Cookies, "Sec-Fetch-Site: cross-site", "Origin: https://evil.example"]);

        Assert.That((forged.Status, own.Status, other.Status), Is.EqualTo((400, 200, 403)));
        Assert.That(forged.All("Set-Cookie"), Is.Empty);
    }
}
