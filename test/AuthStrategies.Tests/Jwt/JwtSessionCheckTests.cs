using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.Jwt;

/// <summary>The three settings of one strategy: what each issues, and when a logout is seen.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JwtSessionCheckTests : IDisposable
{
    private readonly SessionScenario _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Test]
    [Property("Requirement", "M-07")]
    public async Task ClockAhead_ItsTokens_AreRefusedAndCanBeRevoked()
    {
        FakeTimeProvider clock = new(_fixture.Now.AddMinutes(20));
        IAuthStrategy ahead = _fixture.Api(time: clock).Strategy;
        IAuthStrategy here = _fixture.Api().Strategy;

        IssuedCredential issued = await ahead.IssueAsync(SessionScenario.Principal());

        Assert.That((await here.AuthenticateAsync(issued.Value)).Failure?.Reason, Is.EqualTo(AuthFailureReason.NotYetValid));
        Assert.That((await here.RefreshAsync(issued.RefreshToken!)).Failure?.Reason, Is.EqualTo(AuthFailureReason.NotYetValid));
        Assert.That(await here.RevokeAsync(issued.Value), Is.EqualTo(RevokeOutcome.RevokedAtExpiry));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Refresh_RecordRenewedByAnOlderRelease_HandsOutTheSetEnd()
    {
        IAuthStrategy strategy = Checking().Strategy;
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal());
        SessionRecord record = _fixture.Store.Records.Single();
        DateTimeOffset end = _fixture.Now.AddMinutes(5);
        _fixture.Store.Put(SessionFixture.With(record, record.ExpiresAt, EndExtension.With(SessionFixture.PayloadOf(record), end)));

        IssuedCredential next = (await strategy.RefreshAsync(issued.RefreshToken!)).Credential!;

        Assert.That((next.ExpiresAt, next.RefreshTokenExpiresAt, next.AbsoluteExpiresAt), Is.EqualTo((end, (DateTimeOffset?)end, (DateTimeOffset?)end)));
    }

    [Test]
    public async Task WithRequireLiveSession_RecordRenewedByAnOlderRelease_EndsAtTheSetEnd()
    {
        IAuthStrategy strategy = Checking().Strategy;
        IssuedCredential issued = await strategy.IssueAsync(SessionScenario.Principal());
        SessionRecord record = _fixture.Store.Records.Single();
        _fixture.Store.Put(SessionFixture.With(record, record.ExpiresAt, EndExtension.With(SessionFixture.PayloadOf(record), _fixture.Now.AddMinutes(5))));
        bool before = (await strategy.AuthenticateAsync(issued.Value)).Succeeded;
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));

        AuthFailure? authenticated = (await strategy.AuthenticateAsync(issued.Value)).Failure;
        AuthFailure? renewed = (await ((IAccessTokenRenewal)strategy).RenewAccessTokenAsync(issued.Value, SessionScenario.Principal())).Failure;
        AuthFailure? refreshed = (await strategy.RefreshAsync(issued.RefreshToken!)).Failure;

        Assert.That(before, Is.True);
        Assert.That(((AuthFailure?[])[authenticated, renewed, refreshed]).Select(failure => failure?.Reason), Is.All.EqualTo(AuthFailureReason.Expired));
    }

    [Test]
    [Property("Requirement", "M-07")]
    public async Task WithRequireLiveSession_SessionUsedByAClockAhead_IsRefused()
    {
        FakeTimeProvider clock = new(_fixture.Now);
        IAuthStrategy ahead = Checking(clock).Strategy;
        IAuthStrategy here = Checking().Strategy;
        IssuedCredential issued = await ahead.IssueAsync(SessionScenario.Principal());
        clock.Advance(TimeSpan.FromMinutes(10));
        await ahead.RefreshAsync(issued.RefreshToken!);

        AuthResult result = await here.AuthenticateAsync(issued.Value);

        Assert.That(result.Failure?.Reason, Is.EqualTo(AuthFailureReason.NotYetValid));
    }

    [Test]
    [Property("Requirement", "V-02")]
    [Property("Requirement", "V-04")]
    [Property("Requirement", "R-07")]
    public async Task WithRequireLiveSession_LogoutOnAnotherNode_IsSeenAtOnceAndUntilTheEnd()
    {
        IAuthStrategy here = Checking().Strategy;
        IAuthStrategy there = Checking().Strategy;
        IssuedCredential issued = await here.IssueAsync(SessionScenario.Principal());
        Assert.That((await there.AuthenticateAsync(issued.Value)).Succeeded, Is.True);

        RevokeOutcome outcome = await here.RevokeAsync(issued.RefreshToken!);

        Assert.That(outcome, Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That((await there.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        // Refused up to the last tick in which the token itself would still pass, skew included.
        _fixture.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(10) - SessionScenario.Tick);
        Assert.That((await there.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        _fixture.Time.Advance(SessionScenario.Tick);
        Assert.That((await there.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    [Test]
    public async Task WithRequireLiveSession_EveryAccessTokenOfTheSession_EndsWithIt()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        List<string> tokens = [issued.Value];
        string refreshToken = issued.RefreshToken!;
        for (int i = 0; i < 5; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(2));
            IssuedCredential next = (await api.RefreshAsync(refreshToken)).Credential!;
            refreshToken = next.RefreshToken!;
            tokens.Add(next.Value);
        }

        foreach (string token in tokens)
            Assert.That((await api.AuthenticateAsync(token)).Succeeded, Is.True);
        await api.RevokeAsync(refreshToken);

        foreach (string token in tokens)
            Assert.That((await api.AuthenticateAsync(token)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    [Test]
    public async Task WithRequireLiveSession_Authenticate_ReadsOnceAndNeverWrites()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        SessionRecord before = _fixture.Store.Records.Single();
        _fixture.Store.Forget();

        for (int i = 0; i < 14; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.That((await api.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        }

        Assert.That(_fixture.Store.Calls, Has.Count.EqualTo(2 * 14).And.All.EqualTo("find"), "the session, and once in 5 seconds the generation");
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before), "only a refresh slides the idle end");
    }

    [Test]
    public async Task WithRequireLiveSession_RefusedTokens_NeverReachTheStore()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        _fixture.Store.Forget();

        await api.AuthenticateAsync(issued.Value[..^4] + "AAAA");
        await api.AuthenticateAsync(issued.RefreshToken!);
        await api.AuthenticateAsync("a.b.c");
        _fixture.Time.Advance(TimeSpan.FromMinutes(16));
        await api.AuthenticateAsync(issued.Value);

        Assert.That(_fixture.Store.Calls, Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "V-03")]
    [Property("Requirement", "F-36")]
    [Property("Requirement", "L-05")]
    public async Task WithRequireLiveSession_StoreDown_IsNeitherYesNorNo(bool answersLater)
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        _fixture.Store.Before = async (_, _) =>
        {
            if (answersLater)
                await Task.Yield();
            throw new IOException("down");
        };

        await Assert.ThatAsync(async () => await api.AuthenticateAsync(issued.Value), Throws.TypeOf<SessionStoreException>().With.InnerException.TypeOf<IOException>());
        await Assert.ThatAsync(async () => await api.RevokeAsync(issued.Value), Throws.TypeOf<SessionStoreException>());
        await Assert.ThatAsync(async () => await api.RefreshAsync(issued.RefreshToken!), Throws.TypeOf<SessionStoreException>());
        _fixture.Store.Before = null;
        Assert.That((await api.AuthenticateAsync(issued.Value)).Succeeded, Is.True, "recovers without a restart");
    }

    [Test]
    [Property("Requirement", "F-30")]
    public async Task WithRequireLiveSession_RecordThatCannotBeRead_IsRevokedAndLeftAsItIs()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());
        SessionRecord future = UnreadableRecords.Future(_fixture.Store.Records.Single());
        _fixture.Store.Put(future);

        Assert.That((await api.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(future));
        Assert.That(_fixture.Log.Count(10), Is.Positive);
    }

    [Test]
    public async Task WithRequireLiveSession_TokenWithoutASession_IsMissingAClaim()
    {
        IAuthStrategy api = Checking().Strategy;

        Assert.That((await api.AuthenticateAsync(TokenForge.Good.Sign())).Failure!.Reason, Is.EqualTo(AuthFailureReason.MissingClaim));
        Assert.That((await api.AuthenticateAsync(TokenForge.WithMembers("\"sid\":\"not one of ours\"").Sign())).Failure!.Reason, Is.EqualTo(AuthFailureReason.MissingClaim));
        Assert.That((await api.AuthenticateAsync(TokenForge.WithMembers($"\"sid\":\"{default(SessionId)}\"").Sign())).Succeeded, Is.False);
    }

    [Test]
    [Property("Requirement", "R-02")]
    public async Task WithRequireLiveSession_TheftOfTheRefreshToken_EndsAccessTokensToo()
    {
        IAuthStrategy api = Checking().Strategy;
        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal());

        await api.RefreshAsync(SessionFixture.WithOtherSecret(issued.RefreshToken!));

        Assert.That((await api.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    [Test]
    public async Task RequireLiveSession_WithValidAudiences_TakesTheSessionOfAnyThatIsAccepted()
    {
        Application mobile = _fixture.Api(options => options.Audience = "mobile");
        IssuedCredential issued = await mobile.Strategy.IssueAsync(SessionScenario.Principal());
        IAuthStrategy both = _fixture.Api(options =>
        {
            options.ValidAudiences.Add("mobile");
            options.RequireLiveSession = true;
        }).Strategy;

        Assert.That((await both.AuthenticateAsync(issued.Value)).Succeeded, Is.True);
        Assert.That((await both.RefreshAsync(issued.RefreshToken!)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession), "a refresh token buys for its own audience only");
        Assert.That(await both.RevokeAsync(issued.Value), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That((await both.AuthenticateAsync(issued.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
    }

    private Application Checking(TimeProvider? time = null) => _fixture.Api(options => options.RequireLiveSession = true, time);
}
