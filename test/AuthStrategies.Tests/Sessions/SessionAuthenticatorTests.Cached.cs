using System.Security.Claims;
using AuthStrategies.Testing.Records;
using AuthStrategies.Tests.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A session token seen before spares its hashing and decoding, and nothing else.</summary>
public sealed partial class SessionAuthenticatorTests
{
    [Test]
    [Property("Requirement", "S-06")]
    public async Task Authenticate_CachedThenRevoked_IsUnknownAtOnce()
    {
        string token = await KnownAsync();

        await _fixture.Strategy.RevokeAsync(token);

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "D-01")]
    public async Task Authenticate_CachedThenIdleTooLong_IsExpiredToTheTick()
    {
        string token = await KnownAsync();

        _fixture.Time.Advance(TimeSpan.FromHours(1));

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    [Test]
    public async Task Authenticate_CachedThenClaimsReplaced_ShowsTheNewOnesAtOnce()
    {
        string token = await KnownAsync();

        await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal("alice", new Claim("role", "admin")));

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Principal!.IsInRole("admin"), Is.True);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Authenticate_CachedThenReplacedLongAgo_BranchesAndEndsTheSecondTime()
    {
        string token = await KnownAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        string successor = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;
        await _fixture.Strategy.AuthenticateAsync(successor);
        _fixture.Time.Advance(new TimeSpan(0, 10, 30));

        AuthResult late = await _fixture.Strategy.AuthenticateAsync(token);
        AuthResult owner = await _fixture.Strategy.AuthenticateAsync(successor);
        _fixture.Time.Advance(new TimeSpan(0, 10, 30));
        AuthResult again = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That((late.Succeeded, late.AuthenticatedAt), Is.EqualTo((true, (DateTimeOffset?)null)));
        Assert.That((owner.Succeeded, owner.AuthenticatedAt), Is.EqualTo((true, (DateTimeOffset?)null)));
        Assert.That(again.Failure?.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(successor)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task Authenticate_CachedThenReplacedAMomentAgo_IsAcceptedAsItIs()
    {
        string token = await KnownAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        await _fixture.Strategy.RefreshAsync(token);
        using var replayed = new Tally(_fixture.Metrics.Replayed);

        AuthResult late = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(late.Succeeded, Is.True);
        Assert.That(replayed.Sum, Is.EqualTo(1));
    }

    [Test]
    public async Task Authenticate_RecordOfEqualVersionAndOtherPayload_IsCheckedAgain()
    {
        string token = await KnownAsync();
        SessionRecord record = _fixture.Store.Peek(SessionFixture.IdOf(token))!;
        byte[] payload = record.Payload.ToArray();
        payload[0] = 99;

        await _fixture.Store.RemoveAsync(record.Id, null, default);
        await _fixture.Store.TryCreateAsync(record.With(payload: payload), default);

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    public async Task Authenticate_Cached_StillSlides()
    {
        string token = await KnownAsync();

        _fixture.Time.Advance(TimeSpan.FromMinutes(6));
        AuthResult result = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That(result.ExpiresAt, Is.EqualTo(_fixture.Now + TimeSpan.FromHours(1)));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).ExpiresAt, Is.EqualTo(_fixture.Now + TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task Authenticate_Cached_PrincipalIsTheCallersOwn()
    {
        string token = await KnownAsync();

        ((ClaimsIdentity)(await _fixture.Strategy.AuthenticateAsync(token)).Principal!.Identity!).AddClaim(new("role", "admin"));

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Principal!.IsInRole("admin"), Is.False);
    }

    [Test]
    public async Task Authenticate_CachedByOneStrategy_IsUnknownToAnother()
    {
        string token = await KnownAsync();

        Assert.That((await _fixture.Node(name: "Other").AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    private async Task<string> KnownAsync()
    {
        string token = await _fixture.IssueAsync();
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        return token;
    }
}
