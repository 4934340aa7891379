using AuthStrategies.Sessions;
using AuthStrategies.Tests.DPoP;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.DeviceBinding;

/// <summary>Sessions that are bound to a device: who gets in, through which verb, and what the record keeps.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionDeviceTests : IDisposable
{
    private static readonly DeviceKey Key = KeyOf("ES256");
    private static readonly DeviceKey Other = KeyOf("RS256");

    private readonly SessionScenario _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private SessionStrategy Strategy() => (SessionStrategy)_fixture.Application(auth => auth.AddSession(o => o.RotateEvery = TimeSpan.FromMinutes(15))).Strategy;

    private static DeviceKey KeyOf(string algorithm)
    {
        string jwk = ProofForge.JwkOf(ForgeKey.Of(algorithm));
        string header = $$"""{"alg":"{{algorithm}}","jwk":{{jwk}},"typ":"dbsc+jwt"}""";
        ProofForge proof = new() { Key = ForgeKey.Of(algorithm), Header = ProofForge.Utf8(header), Payload = ProofForge.Utf8("""{"jti":"a"}""") };
        return new DeviceProofVerifier([algorithm]).Verify(proof.Sign()).Key!;
    }

    private async Task<(SessionStrategy Strategy, IssuedCredential Issued)> BoundAsync()
    {
        SessionStrategy strategy = Strategy();
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal());
        Assert.That(await ((IDeviceBinding)strategy).BindDeviceAsync(issued.Value, issued.SessionId!.Value, Key), Is.EqualTo(DeviceBindingOutcome.Bound));
        _fixture.Time.Advance(BoundDevice.GracePeriod);
        return (strategy, issued);
    }

    private static IEnumerable<TestCaseData> Verbs
    {
        get
        {
            yield return Verb("authenticate", async (s, c) => (await s.AuthenticateAsync(c)).Succeeded);
            yield return Verb("authenticate a cookie", async (s, c) => (await ((ICookieRotation)s).AuthenticateCookieAsync(c)).Succeeded);
            yield return Verb("authenticate copies", async (s, c) => (await ((ICookieCopies)s).AuthenticateCopiesAsync([c])).Result.Succeeded);
            yield return Verb("authenticate without renewal", async (s, c) => (await ((IAuthenticationWithoutRenewal)s).AuthenticateWithoutRenewalAsync(c, [])).Result.Succeeded);
            yield return Verb("authenticate with a key of DPoP", async (s, c) => (await ((ISenderConstraint)s).AuthenticateBoundAsync(c, Key.Thumbprint)).Succeeded, isNever: true);
            yield return Verb("refresh", async (s, c) => (await s.RefreshAsync(c)).Succeeded);
            yield return Verb("refresh a cookie", async (s, c) => (await ((ICookieRotation)s).RefreshAsync(c, new() { InCookie = true })).Succeeded);
            yield return Verb("rotate at headers", async (s, c) => await ((ICookieRotation)s).RotateAtHeadersAsync(c) is not null);
            yield return Verb("change items", async (s, c) => await ((ISessionItems)s).UpdateAsync(c, items => items["a"] = "b") == ItemsOutcome.Updated);

            static TestCaseData Verb(string name, Func<SessionStrategy, string, Task<bool>> call, bool isNever = false) => new TestCaseData(call, isNever).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Verbs))]
    [Property("Requirement", "P-03")]
    public async Task Verb_BoundSession_IsAcceptedOnlyWithItsDeviceAndARefusalChangesNothing(Func<SessionStrategy, string, Task<bool>> call, bool isNever)
    {
        (SessionStrategy strategy, IssuedCredential issued) = await BoundAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        _fixture.Store.Forget();

        foreach (IClientFactsSource? stranger in new IClientFactsSource?[] { null, new Client(null), new Client(Other.Thumbprint), new Client(Key.Thumbprint, default(SessionId)) })
            Assert.That(await CallAsync(stranger), Is.False);
        Assert.That(_fixture.Store.Count("replace") + _fixture.Store.Count("remove"), Is.Zero);
        Assert.That(await CallAsync(new Client(Key.Thumbprint)), Is.EqualTo(!isNever));

        Task<bool> CallAsync(IClientFactsSource? client)
        {
            using ClientFactsScope scope = new(client);
            return call(strategy, issued.Value);
        }
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Authenticate_ReplacedTokenWithoutTheDevice_CannotEndTheSession()
    {
        (SessionStrategy strategy, IssuedCredential issued) = await BoundAsync();
        string first = issued.Value;
        string next = (await RefreshAsync(strategy, first))!;
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        string last = (await RefreshAsync(strategy, next))!;
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));

        Assert.That((await strategy.AuthenticateAsync(first)).Failure!.Reason, Is.EqualTo(AuthFailureReason.DeviceBindingRequired));
        Assert.That((await AuthenticateAsync(strategy, last, new Client(Key.Thumbprint))).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task UpdateItems_WithoutTheDevice_IsNotSaidToHaveEnded([Values] bool isInjected)
    {
        (SessionStrategy strategy, IssuedCredential issued) = await BoundAsync();
        ISessionItems items = isInjected ? new SessionItems(() => [(strategy, () => new() { KeepsItems = true })]) : strategy;

        Assert.That(await items.UpdateAsync(issued.Value, change => change["a"] = "b"), Is.EqualTo(ItemsOutcome.DeviceBindingRequired));
    }

    [TestCase(0, true)]
    [TestCase(9.9, true)]
    [TestCase(10, false)]
    [TestCase(-9.9, true)]
    [TestCase(-10, false)]
    [Property("Requirement", "P-03")]
    public async Task Authenticate_JustRegistered_RequestsOnTheirWayAreAccepted(double seconds, bool isAccepted)
    {
        SessionStrategy strategy = Strategy();
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal());
        Assert.That(await ((IDeviceBinding)strategy).BindDeviceAsync(issued.Value, issued.SessionId!.Value, Key), Is.EqualTo(DeviceBindingOutcome.Bound));

        DateTimeOffset now = _fixture.Now.AddSeconds(seconds);
        SessionPayload session = SessionPayloadCodec.Decode((await _fixture.Store.FindAsync(issued.SessionId.Value, default))!.Payload.Span, "alice")!;

        Assert.That(BoundDevice.RefusalOf(session, issued.SessionId.Value, null, now) is null, Is.EqualTo(isAccepted));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Bind_SecondKey_IsRefusedAndTheFirstStays([Values] bool isSameKey)
    {
        (SessionStrategy strategy, IssuedCredential issued) = await BoundAsync();

        DeviceBindingOutcome again = await ((IDeviceBinding)strategy).BindDeviceAsync(issued.Value, issued.SessionId!.Value, isSameKey ? Key : Other);

        Assert.That(again, Is.EqualTo(DeviceBindingOutcome.AlreadyBound));
        Assert.That((await ((IDeviceBinding)strategy).FindDeviceAsync(issued.SessionId.Value))!.Thumbprint, Is.EqualTo(Key.Thumbprint));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Bind_TwoAtTheSameTime_OneWins()
    {
        SessionStrategy strategy = Strategy();
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal());
        DeviceBindingOutcome? second = null;
        bool isFirst = true;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || !isFirst)
                return;
            isFirst = false;
            second = await ((IDeviceBinding)strategy).BindDeviceAsync(issued.Value, issued.SessionId!.Value, Other);
        };

        DeviceBindingOutcome first = await ((IDeviceBinding)strategy).BindDeviceAsync(issued.Value, issued.SessionId!.Value, Key);

        Assert.That((first, second), Is.EqualTo((DeviceBindingOutcome.AlreadyBound, (DeviceBindingOutcome?)DeviceBindingOutcome.Bound)));
        Assert.That((await ((IDeviceBinding)strategy).FindDeviceAsync(issued.SessionId.Value))!.Thumbprint, Is.EqualTo(Other.Thumbprint));
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Bind_WhileTheTokenRotates_KeepsBothChanges()
    {
        SessionStrategy strategy = Strategy();
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal());
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        string? rotated = null;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || rotated is not null)
                return;
            rotated = "";
            rotated = (await strategy.RefreshAsync(issued.Value)).Credential!.Value;
        };

        DeviceBindingOutcome outcome = await ((IDeviceBinding)strategy).BindDeviceAsync(issued.Value, issued.SessionId!.Value, Key);

        Assert.That(outcome, Is.EqualTo(DeviceBindingOutcome.Bound));
        Assert.That((await AuthenticateAsync(strategy, rotated!, new Client(Key.Thumbprint))).Succeeded, Is.True);
    }

    private static readonly TestCaseData[] Wrong =
    [
        new TestCaseData((string _) => "x").SetArgDisplayNames("no token"),
        new TestCaseData((string other) => other).SetArgDisplayNames("a token of another session"),
    ];

    [TestCaseSource(nameof(Wrong))]
    [Property("Requirement", "P-03")]
    public async Task Bind_WithoutTheCookieOfTheSession_DoesNothing(Func<string, string> credential)
    {
        SessionStrategy strategy = Strategy();
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal());
        string other = (await strategy.IssueAsync(SessionScenario.Principal("mallory"))).Value;

        Assert.That(await ((IDeviceBinding)strategy).BindDeviceAsync(credential(other), issued.SessionId!.Value, Key), Is.EqualTo(DeviceBindingOutcome.NotFound));
        Assert.That((await strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That(await ((IDeviceBinding)strategy).FindDeviceAsync(issued.SessionId.Value), Is.Null);
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task Find_EndedExpiredForeignOrUnknownSession_IsNone()
    {
        (SessionStrategy strategy, IssuedCredential issued) = await BoundAsync();
        IDeviceBinding binding = strategy;
        IDeviceBinding elsewhere = (IDeviceBinding)_fixture.Application(auth => auth.AddSession("Other")).Strategy;

        Assert.That(await binding.FindDeviceAsync(default), Is.Null);
        Assert.That(await binding.FindDeviceAsync(new(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 })), Is.Null);
        Assert.That(await elsewhere.FindDeviceAsync(issued.SessionId!.Value), Is.Null);
        Assert.That(await binding.FindDeviceAsync(issued.SessionId.Value), Is.Not.Null);
        await strategy.RevokeAsync(issued.Value);
        Assert.That(await binding.FindDeviceAsync(issued.SessionId.Value), Is.Null);
    }

    [TestCase(60)]
    [TestCase(24 * 60)]
    [Property("Requirement", "P-03")]
    public async Task Find_SessionOfTheFuture_IsUndecided(int minutes)
    {
        _fixture.Time.Advance(TimeSpan.FromMinutes(minutes));
        (_, IssuedCredential issued) = await BoundAsync();
        using SessionScenario behind = new();
        SessionRecord record = (await _fixture.Store.FindAsync(issued.SessionId!.Value, default))!;
        Assert.That(await behind.Store.TryCreateAsync(record, default), Is.True);
        IDeviceBinding binding = (IDeviceBinding)behind.Application(auth => auth.AddSession()).Strategy;

        Assert.That(async () => await binding.FindDeviceAsync(issued.SessionId.Value), Throws.InstanceOf<AuthUnavailableException>());
    }

    [Test]
    [Property("Requirement", "P-03")]
    public async Task TryUse_SameChallenge_CountsOnceOnAllNodes()
    {
        IDeviceBinding one = Strategy();
        IDeviceBinding two = Strategy();

        Assert.That(await one.TryUseChallengeAsync("a", _fixture.Now.AddSeconds(60)), Is.True);
        Assert.That(await two.TryUseChallengeAsync("a", _fixture.Now.AddSeconds(60)), Is.False);
        Assert.That(await two.TryUseChallengeAsync("b", _fixture.Now.AddSeconds(60)), Is.True);
    }

    [Test]
    public async Task Record_BoundSession_RoundTripsAndAListSaysSo([Values("ES256", "RS256")] string algorithm)
    {
        SessionStrategy strategy = Strategy();
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal());
        DeviceKey key = algorithm == "ES256" ? Key : Other;
        await ((IDeviceBinding)strategy).BindDeviceAsync(issued.Value, issued.SessionId!.Value, key);

        SessionRecord record = (await _fixture.Store.FindAsync(issued.SessionId.Value, default))!;
        SessionPayload session = SessionPayloadCodec.Decode(record.Payload.Span, record.Subject)!;

        Assert.That((session.Device!.Key.Algorithm, session.Device.Key.PublicJwk, session.Device.BoundAt), Is.EqualTo((algorithm, key.PublicJwk, _fixture.Now)));
        Assert.That(SessionPayloadCodec.Encode(session, record.Subject, record.Version).ToArray(), Is.EqualTo(record.Payload.ToArray()));
        Assert.That(new LiveSession(record, session).ToInfo().IsDeviceBound, Is.True);
    }

    [TestCase(new byte[0])]
    [TestCase(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 0, (byte)'{' })]
    [TestCase(new byte[] { 1, 255, 0, 0, 0, 0, 0, 0, 0, (byte)'{' })]
    [TestCase(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0xC3 })]
    [Property("Requirement", "P-03")]
    public void Field_Damaged_IsNotReadAsNone(byte[] field) => Assert.That(DeviceExtension.TryRead(field, out _), Is.False);

    [Test]
    public void Tag_IsOdd_SoAnEarlierReleaseRefusesTheRecord() => Assert.That(DeviceExtension.Tag % 2, Is.EqualTo(1));

    [Test]
    public async Task Bind_RecordWithoutRoom_StaysUnbound()
    {
        SessionStrategy strategy = Strategy();
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal("alice", new System.Security.Claims.Claim("big", new string('x', 64_200))));

        Assert.That(await ((IDeviceBinding)strategy).BindDeviceAsync(issued.Value, issued.SessionId!.Value, Other), Is.EqualTo(DeviceBindingOutcome.TooLarge));
        Assert.That((await strategy.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    private static ValueTask<AuthResult> AuthenticateAsync(SessionStrategy strategy, string credential, IClientFactsSource client)
    {
        using ClientFactsScope scope = new(client);
        return strategy.AuthenticateAsync(credential);
    }

    private static async Task<string?> RefreshAsync(SessionStrategy strategy, string credential)
    {
        ValueTask<RefreshResult> call;
        using (new ClientFactsScope(new Client(Key.Thumbprint)))
            call = strategy.RefreshAsync(credential);
        return (await call).Credential?.Value;
    }

    private sealed class Client(string? thumbprint, SessionId? session = null) : IDeviceProofSource
    {
        public ClientFacts? GetClient() => null;

        public bool ProvesDevice(SessionId asked, string keyThumbprint) => keyThumbprint == thumbprint && (session is null || session == asked);
    }
}
