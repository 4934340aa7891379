using System.Text;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.DPoP;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Credentials that are bound to a key, of every kind, with every key.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KeyBindingTests : IDisposable
{
    private const string Stateless = "Stateless";
    private const string LiveSession = "LiveSession";

    private static readonly string[] Kinds = [SessionScenario.Session, SessionScenario.Jwt, Stateless, LiveSession];
    private static readonly string[] RefreshKinds = [SessionScenario.Session, SessionScenario.Jwt];
    private static readonly string Key = ProofForge.ThumbprintOf(ForgeKey.Of("ES256"));
    private static readonly string ThiefsKey = ProofForge.ThumbprintOf(ForgeKey.StrangerOf("ES256"));

    private readonly SessionScenario _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Test]
    [Property("Requirement", "P-02")]
    public async Task Authenticate_EveryPair_IsAcceptedOnlyIfBothAgree([ValueSource(nameof(Kinds))] string kind, [Values] bool isBound, [Values(null, true, false)] bool? isKeyProved, [Values] bool isSeenBefore)
    {
        IAuthStrategy strategy = Strategy(kind);
        string credential = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = isBound ? Key : null })).Value;
        if (isSeenBefore)
            await AuthenticateAsync(strategy, credential, isBound ? Key : null);

        AuthResult result = await AuthenticateAsync(strategy, credential, isKeyProved switch { null => null, true => Key, false => ThiefsKey });

        Assert.That(result.Failure?.Reason, Is.EqualTo(Expected(isBound, isKeyProved)));
        Assert.That(result.Succeeded, Is.EqualTo(Expected(isBound, isKeyProved) is null));
        Assert.That((await AuthenticateAsync(strategy, credential, isBound ? Key : null)).Succeeded, Is.True, "the owner goes on");
    }

    [Test]
    [Property("Requirement", "P-01")]
    public async Task Refresh_EveryPair_IsAcceptedOnlyIfBothAgreeAndARefusalChangesNothing([ValueSource(nameof(RefreshKinds))] string kind, [Values] bool isBound, [Values(null, true, false)] bool? isKeyProved)
    {
        IAuthStrategy strategy = Strategy(kind);
        string lasting = SessionScenario.Lasting(await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = isBound ? Key : null }));
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        _fixture.Store.Forget();

        RefreshResult result = await RefreshAsync(strategy, lasting, isKeyProved switch { null => null, true => Key, false => ThiefsKey });

        Assert.That(result.Failure?.Reason, Is.EqualTo(Expected(isBound, isKeyProved)));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(result.Succeeded ? 1 : 0));
        Assert.That((await RefreshAsync(strategy, result.Succeeded ? SessionScenario.Lasting(result.Credential) : lasting, isBound ? Key : null)).Succeeded, Is.True, "the owner goes on");
    }

    [Test]
    [Property("Requirement", "P-01")]
    public async Task Refresh_BoundSession_ItsSuccessorsAreBound([ValueSource(nameof(RefreshKinds))] string kind)
    {
        IAuthStrategy strategy = Strategy(kind);
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key });
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));

        IssuedCredential next = (await RefreshAsync(strategy, SessionScenario.Lasting(issued), Key)).Credential!;

        Assert.That((issued.KeyThumbprint, next.KeyThumbprint), Is.EqualTo((Key, Key)));
        Assert.That((await strategy.AuthenticateAsync(next.Value)).Failure?.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
        Assert.That((await AuthenticateAsync(strategy, next.Value, Key)).Succeeded, Is.True);
    }

    [Test]
    public async Task Refresh_ReplacedTokenWithoutTheKey_EndsNoSession()
    {
        IAuthStrategy strategy = Strategy(SessionScenario.Session);
        string first = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        string second = (await RefreshAsync(strategy, first, Key)).Credential!.Value;
        await AuthenticateAsync(strategy, second, Key);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));

        Assert.That((await strategy.AuthenticateAsync(first)).Failure!.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
        Assert.That((await strategy.RefreshAsync(first)).Failure!.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
        Assert.That((await AuthenticateAsync(strategy, second, Key)).Succeeded, Is.True);
    }

    /// <summary>No key is proved for a change of items, so an old token of a bound session, perhaps a stolen one, neither changes nor ends it.</summary>
    [Test]
    public async Task Items_ReplacedTokenOfABoundSession_ChangeAndEndNothing()
    {
        IAuthStrategy strategy = Strategy(SessionScenario.Session);
        string first = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        string second = (await RefreshAsync(strategy, first, Key)).Credential!.Value;
        await AuthenticateAsync(strategy, second, Key);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        var items = (ISessionItems)strategy;

        Assert.That(await items.UpdateAsync(first, change => change["stolen"] = "yes"), Is.EqualTo(ItemsOutcome.KeyProofRequired));
        Assert.That(await items.UpdateAsync(second, change => change["cart"] = "1"), Is.EqualTo(ItemsOutcome.Updated));
        Assert.That((await AuthenticateAsync(strategy, second, Key)).Items.Keys, Is.EqualTo((string[])["cart"]));
    }

    /// <summary>A successor that was lost and replaced would become the current one by its first use.</summary>
    [Test]
    public async Task Items_LostSuccessorOfABoundSession_TakesNothingOver()
    {
        IAuthStrategy strategy = Strategy(SessionScenario.Session);
        string first = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        await AuthenticateAsync(strategy, first, Key);
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));
        string lost = (await RefreshAsync(strategy, first, Key)).Credential!.Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        string fresh = (await RefreshAsync(strategy, first, Key)).Credential!.Value;
        var items = (ISessionItems)strategy;

        ItemsOutcome outcome = await items.UpdateAsync(lost, change => change["stolen"] = "yes");

        Assert.That(fresh, Is.Not.EqualTo(lost));
        Assert.That(outcome, Is.EqualTo(ItemsOutcome.KeyProofRequired));
        Assert.That((await AuthenticateAsync(strategy, fresh, Key)).Items, Is.Empty);
    }

    [Test]
    public async Task Cookie_BoundCredential_IsRefusedEverywhere([ValueSource(nameof(RefreshKinds))] string kind)
    {
        IAuthStrategy strategy = Strategy(kind);
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key });
        string lasting = SessionScenario.Lasting(issued);
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        var cookies = (ICookieRotation)strategy;

        Assert.That((await cookies.AuthenticateCookieAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
        Assert.That((await cookies.RefreshAsync(lasting, new() { InCookie = true })).Failure!.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
        _fixture.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(await cookies.RotateAtHeadersAsync(lasting), Is.Null);
        if (strategy is IRefreshTokenAuthentication tokens)
        {
            Assert.That((await tokens.AuthenticateRefreshTokenAsync(lasting, [])).Failure!.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
            Assert.That(await tokens.RenewAtHeadersAsync(lasting, []), Is.Null);
        }
    }

    [Test]
    [Property("Requirement", "P-02")]
    public async Task Authenticate_SessionInANearCache_IsAcceptedOnlyWithItsKey()
    {
        IAuthStrategy strategy = _fixture.Application(auth => auth.AddSession().UseNearCache()).Strategy;
        string token = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        for (int i = 0; i < 3; i++)
            Assert.That((await AuthenticateAsync(strategy, token, Key)).Succeeded, Is.True);
        _fixture.Store.Forget();

        Assert.That((await AuthenticateAsync(strategy, token, Key)).Succeeded, Is.True);
        Assert.That(_fixture.Store.Count("find"), Is.Zero, "answered from the near cache");
        Assert.That((await strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
        Assert.That((await AuthenticateAsync(strategy, token, ThiefsKey)).Failure?.Reason, Is.EqualTo(AuthFailureReason.WrongKey));
    }

    [Test]
    public async Task ReplacePrincipal_BoundSession_StaysBound()
    {
        Application application = Application(SessionScenario.Session);
        IssuedCredential issued = await application.Strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key });
        await application.Directory.ReplacePrincipalAsync(issued.SessionId!.Value, SessionScenario.Principal("alice", new System.Security.Claims.Claim("role", "editor")));

        Assert.That((await application.Strategy.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
        Assert.That((await AuthenticateAsync(application.Strategy, issued.Value, Key)).Principal!.IsInRole("editor"), Is.True);
    }

    [Test]
    public async Task RenewAccessToken_BoundSession_TheNewOneIsBound()
    {
        IAuthStrategy strategy = Strategy(SessionScenario.Jwt);
        string token = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;

        RefreshResult renewed = await ((IAccessTokenRenewal)strategy).RenewAccessTokenAsync(token, SessionScenario.Principal());

        Assert.That((await strategy.AuthenticateAsync(renewed.Credential!.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.KeyProofRequired));
    }

    [Test]
    public async Task AuthenticateBound_NoActivity_MovesNoEnd()
    {
        IAuthStrategy strategy = Strategy(SessionScenario.Session);
        string token = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(15));
        await AuthenticateAsync(strategy, token, Key);
        _fixture.Time.Advance(TimeSpan.FromMinutes(15));

        AuthResult quiet = await ((ISenderConstraint)strategy).AuthenticateBoundAsync(token, Key, isActivity: false);
        AuthResult active = await ((ISenderConstraint)strategy).AuthenticateBoundAsync(token, Key);

        Assert.That(active.ExpiresAt - quiet.ExpiresAt, Is.EqualTo(TimeSpan.FromMinutes(15)));
    }

    [Test]
    public async Task Revoke_BoundCredential_NeedsNoProof()
    {
        IAuthStrategy strategy = Strategy(SessionScenario.Session);
        string token = (await strategy.IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;

        Assert.That(await strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.Revoked));
    }

    [Test]
    public async Task Issue_AccessToken_NamesTheKeyAsRfc9449Says()
    {
        IssuedCredential issued = await Strategy(Stateless).IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key });
        string payload = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(issued.Value.Split('.')[1]));

        Assert.That(payload, Does.Contain($"\"cnf\":{{\"jkt\":\"{Key}\"}}"));
    }

    [TestCase("")]
    [TestCase("abc")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB")]
    [TestCase(" AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Issue_TextThatIsNoThumbprint_IsRefused(string text)
    {
        foreach (string kind in Kinds)
        {
            Assert.That(async () => await Strategy(kind).IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = text }),
                Throws.ArgumentException.With.Message.Contains("IssueOptions.KeyThumbprint"));
        }
    }

    [TestCase("\"cnf\":{\"jkt\":7}", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":{\"jkt\":null}", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":{\"jkt\":\"a\",\"jkt\":\"a\"}", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":{\"jkt\":\"a\",\"j\\u006bt\":\"b\"}", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":{\"jkt\":\"\"}", AuthFailureReason.KeyProofRequired)]
    [TestCase("\"cnf\":{\"jkt\":\"any\"}", AuthFailureReason.KeyProofRequired)]
    [TestCase("\"cnf\":{\"x5t#S256\":\"a\",\"jkt\":\"any\"}", AuthFailureReason.KeyProofRequired)]
    [TestCase("\"\\u0063nf\":{\"jkt\":\"any\"}", AuthFailureReason.KeyProofRequired)]
    [TestCase("\"cnf\":{\"x5t#S256\":\"a\"}", null)]
    [TestCase("\"cnf\":{\"jwk\":{\"jkt\":\"any\"}}", null)]
    [TestCase("\"cnf\":{}", null)]
    [TestCase("\"cnf\":\"jkt\"", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":7", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":true", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":null", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":[]", AuthFailureReason.Malformed)]
    [TestCase("\"cnf\":[{\"jkt\":\"any\"}]", AuthFailureReason.Malformed)]
    [Property("Requirement", "P-02")]
    public void Authenticate_TokenOfAnotherIssuer_CountsAsBoundIfItSaysSo(string member, AuthFailureReason? reason) =>
        Assert.That(new JwtFixture().Reason(TokenForge.WithMembers(member).Sign()), Is.EqualTo(reason));

    [Test]
    public async Task Record_BoundSession_IsReadByReleasesThatKnowTheField()
    {
        string token = (await Strategy(SessionScenario.Session).IssueAsync(SessionScenario.Principal(), new() { KeyThumbprint = Key })).Value;
        SessionPayload payload = _fixture.PayloadOf(token);

        Assert.That(KeyExtension.Tag % 2, Is.EqualTo(1), "a release that does not know it must not accept the session");
        Assert.That(payload.KeyThumbprint, Is.EqualTo(Key));
        Assert.That(payload.Extensions.AsSpan().StartsWith(stackalloc byte[] { 21, 32 }), Is.True);
    }

    [TestCase(0)]
    [TestCase(31)]
    [TestCase(33)]
    public void Record_FieldOfAnotherSize_IsUnreadable(int size)
    {
        byte[] record = Plain();

        Assert.That(SessionPayloadCodec.Decode([.. record, 21, (byte)size, .. new byte[size]], "alice"), Is.Null);
        Assert.That(SessionPayloadCodec.Decode([.. record, 21, 32, .. new byte[32]], "alice")!.KeyThumbprint, Is.EqualTo(new string('A', 43)));
    }

    private static byte[] Plain() => SessionPayloadCodec.Encode(new()
    {
        Kind = SessionKind.Session,
        Strategy = "Session",
        Rotation = AuthStrategies.Sessions.Rotation.RotationState.Issued(default, SessionFixture.Start),
        CreatedAt = SessionFixture.Start,
        AuthenticatedAt = SessionFixture.Start,
        LastSeenAt = SessionFixture.Start,
        Claims = new AuthStrategies.Claims.ClaimSet("alice", []),
    }).ToArray();

    private static AuthFailureReason? Expected(bool isBound, bool? isKeyProved) => (isBound, isKeyProved) switch
    {
        (true, null) => AuthFailureReason.KeyProofRequired,
        (true, false) => AuthFailureReason.WrongKey,
        (false, not null) => AuthFailureReason.NotBound,
        _ => null,
    };

    private static ValueTask<AuthResult> AuthenticateAsync(IAuthStrategy strategy, string credential, string? key) =>
        key is null ? strategy.AuthenticateAsync(credential) : ((ISenderConstraint)strategy).AuthenticateBoundAsync(credential, key);

    private static ValueTask<RefreshResult> RefreshAsync(IAuthStrategy strategy, string credential, string? key) =>
        key is null ? strategy.RefreshAsync(credential) : ((ISenderConstraint)strategy).RefreshBoundAsync(credential, key);

    private IAuthStrategy Strategy(string kind) => Application(kind).Strategy;

    private Application Application(string kind) => kind switch
    {
        SessionScenario.Session => _fixture.Of(SessionScenario.Session),
        Stateless => _fixture.Api(SessionScenario.MakeStateless),
        LiveSession => _fixture.Api(options => options.RequireLiveSession = true),
        _ => _fixture.Api(),
    };
}
