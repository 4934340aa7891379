using System.Security.Claims;
using System.Text;
using System.Text.Json;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;

namespace AuthStrategies.Tests.Jwt;

/// <summary>What is issued with a session, and that half a session is never left behind.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JwtIssuerTests : IDisposable
{
    private readonly SessionScenario _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Test]
    [Property("Requirement", "I-01")]
    public async Task Issue_WithRefreshTokens_TheAccessTokenNamesTheSessionAndTheRefreshTokenDoesToo()
    {
        IAuthStrategy api = _fixture.Api().Strategy;

        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal(), new() { Label = "Phone", Persistent = true, AuthenticatedAt = _fixture.Now.AddMinutes(-5) });

        using JsonDocument payload = Payload(issued.Value);
        SessionRecord record = _fixture.Store.Records.Single();
        SessionPayload session = SessionFixture.PayloadOf(record);
        AuthResult result = await api.AuthenticateAsync(issued.Value);
        Assert.That(payload.RootElement.GetProperty("sid").GetString(), Is.EqualTo(record.Id.ToString()));
        Assert.That((issued.SessionId, SessionFixture.IdOf(issued.RefreshToken!), result.SessionId), Is.EqualTo((record.Id, record.Id, record.Id)));
        Assert.That((session.Kind, session.Strategy, session.Issuer, session.Audience), Is.EqualTo((SessionKind.Refresh, "Jwt", SessionScenario.Issuer, SessionScenario.Audience)));
        Assert.That((session.Label, session.Persistent, issued.Persistent), Is.EqualTo(("Phone", true, true)));
        Assert.That(result.AuthenticatedAt, Is.EqualTo(_fixture.Now.AddMinutes(-5)));
        Assert.That(record.AbsoluteExpiresAt, Is.EqualTo(_fixture.Now + SessionScenario.Absolute));
        Assert.That(issued.ToString(), Does.Not.Contain(issued.RefreshToken).And.Not.Contain(issued.Value));
    }

    /// <summary>Token lifetimes, idle and absolute ends in every order.</summary>
    [TestCase(15, 60, 120)]
    [TestCase(15, 5, 120)]
    [TestCase(15, 5, 7)]
    [TestCase(60, 60, 60)]
    [TestCase(1, 2, 2)]
    public async Task AccessToken_WheneverItIsMade_NeverOutlivesItsSession(int lifetime, int idle, int absolute)
    {
        IAuthStrategy api = _fixture.Api(options =>
        {
            options.AccessTokenLifetime = TimeSpan.FromMinutes(lifetime);
            options.RefreshTokens.IdleTimeout = TimeSpan.FromMinutes(idle);
            options.RefreshTokens.AbsoluteTimeout = TimeSpan.FromMinutes(absolute);
        }).Strategy;
        // Not on a whole second: what is cut off must be cut off in the right direction.
        _fixture.Time.Advance(TimeSpan.FromMilliseconds(999));
        IssuedCredential credential = await api.IssueAsync(SessionScenario.Principal());
        DateTimeOffset end = _fixture.Now.AddMinutes(absolute);

        while (true)
        {
            SessionRecord record = _fixture.Store.Records.Single();
            using JsonDocument payload = Payload(credential.Value);
            var expiry = DateTimeOffset.FromUnixTimeSeconds(payload.RootElement.GetProperty("exp").GetInt64());
            Assert.That(expiry, Is.EqualTo(credential.ExpiresAt).And.AtMost(record.ExpiresAt).And.AtMost(end));
            Assert.That(expiry, Is.GreaterThan(Earliest(record.ExpiresAt, _fixture.Now.AddMinutes(lifetime)).AddSeconds(-1)), "and is not shortened for nothing");
            Assert.That(credential.RefreshTokenExpiresAt, Is.EqualTo(record.ExpiresAt));

            _fixture.Time.Advance(TimeSpan.FromSeconds(47));
            RefreshResult refreshed = await api.RefreshAsync(credential.RefreshToken!);
            if (!refreshed.Succeeded)
                break;
            credential = refreshed.Credential;
        }

        Assert.That(_fixture.Now, Is.AtLeast(end));
    }

    [Test]
    public async Task Issue_AccessTokenLifetime_IsNotThatOfTheSessionOrOfTheNextToken()
    {
        IAuthStrategy api = _fixture.Api().Strategy;

        IssuedCredential issued = await api.IssueAsync(SessionScenario.Principal(), new() { AccessTokenLifetime = TimeSpan.FromMinutes(1) });
        IssuedCredential next = (await api.RefreshAsync(issued.RefreshToken!)).Credential!;

        Assert.That(issued.ExpiresAt, Is.EqualTo(_fixture.Now.AddMinutes(1)));
        Assert.That(issued.RefreshTokenExpiresAt, Is.EqualTo(_fixture.Now + SessionScenario.Idle));
        Assert.That(next.ExpiresAt, Is.EqualTo(_fixture.Now.AddMinutes(15)));
    }

    [Test]
    public async Task Issue_TokenTooLong_ThrowsBeforeAnythingIsWritten()
    {
        IAuthStrategy api = _fixture.Api().Strategy;
        IssuedCredential old = await api.IssueAsync(SessionScenario.Principal());

        await Assert.ThatAsync(
            async () => await api.IssueAsync(SessionScenario.Principal("alice", new Claim("x", new string('x', 13_000))), new() { Replaces = old.RefreshToken }),
            Throws.ArgumentException.With.Property("ParamName").EqualTo("principal"));

        Assert.That(_fixture.Store.Records.Single().Id, Is.EqualTo(old.SessionId));
        Assert.That((await api.RefreshAsync(old.RefreshToken!)).Succeeded, Is.True);
    }

    [Test]
    public async Task IssueAndRefresh_TheCredentialCannotBeMade_NothingIsWritten()
    {
        var fixture = new SessionFixture();
        string kept = await fixture.IssueAsync();
        fixture.Time.Advance(TimeSpan.FromMinutes(1));
        SessionRecord before = fixture.Store.Records.Single();
        var diagnostics = new StrategyDiagnostics("Session", fixture.Log, fixture.Metrics, new OwnClock(fixture.Time, fixture.Log));
        var policy = SessionPolicy.Compile("Session", fixture.Options);
        CredentialMaker broken = (in OpaqueToken _, SessionRecord _, SessionPayload _, DateTimeOffset _) => throw new InvalidOperationException("the key failed to sign");
        Assert.That(OpaqueToken.TryParse(kept, out OpaqueToken token), Is.True);

        await Assert.ThatAsync(
            async () => await new SessionIssuer(fixture.StoreClient(), diagnostics).IssueAsync(
                new ClaimSet("alice", []), IssueTerms.Of(null, fixture.Now), [SessionReference.OfHolder(token.Id)], policy, broken, CancellationToken.None),
            Throws.InvalidOperationException);
        await Assert.ThatAsync(
            async () => await new SessionRotator(fixture.StoreClient(), fixture.Time, diagnostics, application: null).RefreshAsync(token, policy, RefreshTerms.Default, broken, fixture.Now, CancellationToken.None),
            Throws.InvalidOperationException);

        Assert.That(fixture.Store.Records.Single(), Is.SameAs(before));
    }

    [Test]
    [Property("Requirement", "S-03")]
    [Property("Requirement", "F-23")]
    public async Task Issue_WhatItReplacesCannotBeEnded_TakesTheNewSessionBack()
    {
        IAuthStrategy api = _fixture.Api().Strategy;
        IssuedCredential old = await api.IssueAsync(SessionScenario.Principal());
        _fixture.BeforeFirst("remove", () => throw new IOException("down"));

        await Assert.ThatAsync(async () => await api.IssueAsync(SessionScenario.Principal(), new() { Replaces = old.Value }), Throws.TypeOf<SessionStoreException>());

        Assert.That(_fixture.Store.Records.Single().Id, Is.EqualTo(old.SessionId));
        Assert.That(_fixture.Log.Count(1), Is.EqualTo(1), "only the old one was ever issued");
    }

    private static JsonDocument Payload(string token) => JsonDocument.Parse(Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])));

    private static DateTimeOffset Earliest(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
