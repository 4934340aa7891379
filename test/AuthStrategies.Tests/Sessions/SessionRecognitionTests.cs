using System.Security.Claims;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A session token seen before spares its hashing and decoding, and nothing else.</summary>
[TestFixture]
public sealed class SessionRecognitionTests
{
    private readonly SessionWorld _world = new();

    [Test]
    [Property("Requirement", "S-06")]
    public async Task Authenticate_RecognisedThenRevoked_IsUnknownAtOnce()
    {
        string token = await KnownAsync();

        await _world.Strategy.RevokeAsync(token);

        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "D-01")]
    public async Task Authenticate_RecognisedThenIdleTooLong_IsExpiredToTheTick()
    {
        string token = await KnownAsync();

        _world.Time.Advance(TimeSpan.FromHours(1));

        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    [Test]
    public async Task Authenticate_RecognisedThenClaimsReplaced_ShowsTheNewOnesAtOnce()
    {
        string token = await KnownAsync();

        await _world.Directory.ReplacePrincipalAsync(SessionWorld.IdOf(token), SessionWorld.Principal("alice", new Claim("role", "admin")));

        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Principal!.IsInRole("admin"), Is.True);
    }

    [Test]
    [Property("Requirement", "R-02")]
    public async Task Authenticate_RecognisedThenReplacedLongAgo_IsTheft()
    {
        string token = await KnownAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(31));
        string successor = (await _world.Strategy.RefreshAsync(token)).Credential!.Value;
        _world.Time.Advance(TimeSpan.FromSeconds(31));

        AuthResult thief = await _world.Strategy.AuthenticateAsync(token);

        Assert.That(thief.Failure?.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That((await _world.Strategy.AuthenticateAsync(successor)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    [Property("Requirement", "R-03")]
    public async Task Authenticate_RecognisedThenReplacedAMomentAgo_HandsOutTheSuccessor()
    {
        string token = await KnownAsync();
        _world.Time.Advance(TimeSpan.FromSeconds(31));
        string successor = (await _world.Strategy.RefreshAsync(token)).Credential!.Value;

        AuthResult late = await _world.Strategy.AuthenticateAsync(token);

        Assert.That(late.Renewed?.Value, Is.EqualTo(successor));
    }

    [Test]
    public async Task Authenticate_RecordOfEqualVersionAndOtherPayload_IsJudgedAnew()
    {
        string token = await KnownAsync();
        SessionRecord record = _world.Store.Peek(SessionWorld.IdOf(token))!;
        byte[] payload = record.Payload.ToArray();
        payload[0] = 99;

        await _world.Store.RemoveAsync(record.Id, null, default);
        await _world.Store.TryCreateAsync(new(record.Id, record.Subject, record.ExpiresAt, record.EndsAt, record.Version, payload), default);

        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [Test]
    public async Task Authenticate_Recognised_StillSlides()
    {
        string token = await KnownAsync();

        _world.Time.Advance(TimeSpan.FromMinutes(6));
        AuthResult result = await _world.Strategy.AuthenticateAsync(token);

        Assert.That(result.Renewed?.ExpiresAt, Is.EqualTo(_world.Now + TimeSpan.FromHours(1)));
        Assert.That((await _world.Strategy.AuthenticateAsync(token)).ExpiresAt, Is.EqualTo(_world.Now + TimeSpan.FromHours(1)));
    }

    [Test]
    public async Task Authenticate_Recognised_PrincipalIsTheCallersOwn()
    {
        string token = await KnownAsync();

        ((ClaimsIdentity)(await _world.Strategy.AuthenticateAsync(token)).Principal!.Identity!).AddClaim(new("role", "admin"));

        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Principal!.IsInRole("admin"), Is.False);
    }

    [Test]
    public async Task Authenticate_RecognisedByOneStrategy_IsUnknownToAnother()
    {
        string token = await KnownAsync();

        Assert.That((await _world.Node(name: "Other").AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    private async Task<string> KnownAsync()
    {
        string token = await _world.IssueAsync();
        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        Assert.That((await _world.Strategy.AuthenticateAsync(token)).Succeeded, Is.True);
        return token;
    }
}
