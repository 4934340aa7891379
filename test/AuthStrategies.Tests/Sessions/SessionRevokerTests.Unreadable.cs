using AuthStrategies.Sessions;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;

namespace AuthStrategies.Tests.Sessions;

public sealed partial class SessionRevokerTests
{
    [Test]
    [Property("Requirement", "R-07")]
    public async Task Revoke_UnreadableSession_IsRevokedByItsToken([Values] UnreadableKind kind)
    {
        string token = await _fixture.IssueAsync();
        MakeUnreadable(_fixture.Store, kind);

        Assert.That((await _fixture.Strategy.AuthenticateAsync(token)).Succeeded, Is.False);
        Assert.That(await _fixture.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(_fixture.Store.Records, Is.Empty);
        Assert.That(await _fixture.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.NotFound));
    }

    [Test]
    public async Task Revoke_UnreadableSession_NeedsTheNamePart([Values] UnreadableKind kind)
    {
        string token = await _fixture.IssueAsync();
        MakeUnreadable(_fixture.Store, kind);

        Assert.That(await _fixture.Strategy.RevokeAsync(OpaqueToken.New().Text), Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That(await _fixture.Strategy.RevokeAsync(SessionFixture.IdOf(token).ToString()), Is.EqualTo(RevokeOutcome.NotFound), "the id is public");
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(1));
    }

    [TestCase(UnreadableKind.LaterField, RevokeOutcome.NotFound)]
    [TestCase(UnreadableKind.Damaged, RevokeOutcome.NotFound)]
    [TestCase(UnreadableKind.LaterVersion, RevokeOutcome.Revoked)]
    [TestCase(UnreadableKind.NameChanged, RevokeOutcome.Revoked)]
    public async Task Revoke_UnreadableSessionOfAnotherStrategy_IsLeftToIt_IfItsOwnerCanBeRead(UnreadableKind kind, RevokeOutcome expected)
    {
        string token = await _fixture.IssueAsync();
        MakeUnreadable(_fixture.Store, kind);

        Assert.That(await _fixture.Node(name: "Other").RevokeAsync(token), Is.EqualTo(expected));
    }

    [Test]
    [Property("Requirement", "S-03")]
    public async Task Issue_ReplacesAnUnreadableSession_EndsIt([Values] UnreadableKind kind)
    {
        string token = await _fixture.IssueAsync();
        MakeUnreadable(_fixture.Store, kind);

        string next = await _fixture.IssueAsync(options: new() { Replaces = token });

        Assert.That(_fixture.Store.Records.Single().Id, Is.EqualTo(SessionFixture.IdOf(next)));
    }

    [Test]
    [Property("Requirement", "S-07")]
    public async Task Directory_UnreadableSession_EndsItForItsSubjectOnly([Values] UnreadableKind kind)
    {
        string token = await _fixture.IssueAsync();
        MakeUnreadable(_fixture.Store, kind);

        Assert.That(await _fixture.Directory.RevokeAsync("bob", SessionFixture.IdOf(token)), Is.False);
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(1));
        Assert.That(await _fixture.Directory.RevokeAsync("alice", SessionFixture.IdOf(token)), Is.True);
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    [Property("Requirement", "S-07")]
    public async Task Directory_UnreadableSessions_EndWithAllAndWithAllOthers([Values] UnreadableKind kind, [Values] bool keepsOne)
    {
        await _fixture.IssueAsync();
        MakeUnreadable(_fixture.Store, kind);
        string kept = await _fixture.IssueAsync();

        int ended = await _fixture.Directory.RevokeAllAsync("alice", keepsOne ? SessionFixture.IdOf(kept) : null);

        Assert.That((ended, _fixture.Store.Records.Count), Is.EqualTo(keepsOne ? (1, 1) : (2, 0)));
    }

    [Test]
    [Property("Requirement", "R-07")]
    public async Task Revoke_UnreadableSessionOfAJwt_IsRevokedByEitherToken([Values] UnreadableKind kind, [Values] bool byRefreshToken)
    {
        JwtFixture jwt = new(options => (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true));
        IssuedCredential issued = await jwt.Strategy.IssueAsync(SessionScenario.Principal());
        MakeUnreadable(jwt.Store, kind);

        Assert.That(await jwt.Strategy.RevokeAsync(byRefreshToken ? issued.RefreshToken! : issued.Value), Is.EqualTo(RevokeOutcome.Revoked));
        Assert.That(jwt.Store.Records, Is.Empty);
    }

    [Test]
    [Property("Requirement", "M-03")]
    public async Task Revoke_UnreadableSessionNamedByATokenOfAnotherSubject_IsNotFound([Values] UnreadableKind kind)
    {
        JwtFixture jwt = new(options => (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true));
        IssuedCredential issued = await jwt.Strategy.IssueAsync(SessionScenario.Principal());
        MakeUnreadable(jwt.Store, kind);
        string token = TokenForge.WithClaims(("sub", "\"mallory\""), ("sid", $"\"{issued.SessionId}\"")).Sign();

        Assert.That(await jwt.Strategy.RevokeAsync(token), Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That(jwt.Store.Records, Has.Count.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "M-02")]
    public async Task Revoke_UnreadableSessionNamedByATokenOfAnotherIssuer_IsNotFound([Values] UnreadableKind kind)
    {
        string token = await _fixture.IssueAsync(SessionScenario.Principal().FindFirst("sub")!.Value);
        MakeUnreadable(_fixture.Store, kind);
        JwtFixture partner = new(
            options =>
            {
                options.VerificationKeys.Add(ForgeKey.Of("HS256").Key);
                (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true);
            },
            _fixture.Store);
        string chosen = TokenForge.WithClaims(("sub", $"\"{_fixture.Store.Records.Single().Subject}\""), ("sid", $"\"{SessionFixture.IdOf(token)}\"")).Sign();

        Assert.That(await partner.Strategy.RevokeAsync(chosen), Is.EqualTo(RevokeOutcome.NotFound));
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(1));
    }

    private static void MakeUnreadable(SpyRecordStore store, UnreadableKind kind) => store.Put(UnreadableRecords.Of(kind, store.Records.Single()));
}
