using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Behavior;

/// <summary>
/// Every kind of credential against every verb of every strategy, over one store that two applications share: what is not
/// a strategy's own it neither accepts nor ends, and takes no alarm at.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ForeignCredentialTests : IDisposable
{
    /// <summary>One application: two of each kind, which differ in audience, in issuer, or only in name.</summary>
    private static readonly string[] Here = ["Web", "Admin", "Api", "Twin", "Mobile", "Partner", "Checked", "Stateless"];

    /// <summary>Another: a JWT strategy of the same name and audience with its own issuer and key, and sessions.</summary>
    private static readonly string[] Elsewhere = ["Elsewhere/Api", "Elsewhere/Shop"];

    private readonly SessionScenario _fixture = new();
    private Application _here = null!;
    private Application _elsewhere = null!;

    public static IEnumerable<string> Strategies => [.. Here, .. Elsewhere];

    /// <summary>Which other strategies share issuer, audience and key, so that access tokens alone cannot tell them apart.</summary>
    private static bool ShareTokens(string one, string other) => one == other || (SameTokens.Contains(one) && SameTokens.Contains(other));

    private static readonly string[] SameTokens = ["Api", "Twin", "Checked"];

    [SetUp]
    public void Register()
    {
        _here = _fixture.Application(auth => auth
            .AddSession("Web")
            .AddSession("Admin")
            .AddJwt("Api", SessionScenario.Configure)
            .AddJwt("Twin", SessionScenario.Configure)
            .AddJwt("Mobile", Jwt(options => options.Audience = "mobile"))
            .AddJwt("Partner", Jwt(options => options.Issuer = "https://partner.test"))
            .AddJwt("Checked", Jwt(options => options.RequireLiveSession = true))
            .AddJwt("Stateless", Jwt(options =>
            {
                SessionScenario.MakeStateless(options);
                options.Audience = "stateless";
            })));
        _elsewhere = _fixture.Application(auth => auth
            .AddSession("Shop")
            .AddJwt("Api", Jwt(options =>
            {
                options.Issuer = "https://elsewhere.test";
                options.SigningKeys[0] = ForgeKey.Of("HS384").Key;
            })));
    }

    [TearDown]
    public void Dispose() => _fixture.Dispose();

    [Test]
    [Property("Requirement", "I-04")]
    [Property("Requirement", "T-12")]
    [Property("Requirement", "C-06")]
    [Property("Requirement", "C-07")]
    public async Task EveryVerb_ACredentialOfEveryKind_OnlyItsOwnStrategyTakesIt([ValueSource(nameof(Strategies))] string owner, [ValueSource(nameof(Strategies))] string asked)
    {
        IssuedCredential bystander = await Of(asked).IssueAsync(SessionScenario.Principal());
        IssuedCredential issued = await Of(owner).IssueAsync(SessionScenario.Principal());
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        bool isJwt = issued.Value.Contains('.', StringComparison.Ordinal);
        bool isOwn = owner == asked;

        // Authenticate: a session token by its own; an access token wherever issuer, audience and key say so, but where the session is checked it must be the strategy's own.
        AuthResult authenticated = await Of(asked).AuthenticateAsync(issued.Value);
        Assert.That(authenticated.Succeeded, Is.EqualTo(isOwn || (isJwt && asked != "Checked" && ShareTokens(owner, asked))));
        if (issued.RefreshToken is { } refreshToken)
        {
            AuthResult presented = await Of(asked).AuthenticateAsync(refreshToken);
            Assert.That(presented.Succeeded, Is.False, "a refresh token is no credential");
            Assert.That(presented.Failure?.Reason, Is.AnyOf(null, AuthFailureReason.UnknownSession));
        }

        // Refresh: by its own only, and never with an access token.
        if (isJwt)
            Assert.That((await Of(asked).RefreshAsync(issued.Value)).Succeeded, Is.False, "an access token buys nothing");
        if (!isOwn)
        {
            SessionRecord[] before = [.. _fixture.Store.Records];
            foreach (string opaque in OpaqueOf(issued))
            {
                RefreshResult refused = await Of(asked).RefreshAsync(opaque);
                RefreshResult guessed = await Of(asked).RefreshAsync(SessionFixture.WithOtherSecret(opaque));
                AuthResult looked = await Of(asked).AuthenticateAsync(SessionFixture.WithOtherSecret(opaque));
                Assert.That(refused.Succeeded || guessed.Succeeded || looked.Succeeded, Is.False);
                Assert.That(refused.Failure?.Reason, Is.AnyOf(null, AuthFailureReason.UnknownSession));
                Assert.That(guessed.Failure?.Reason, Is.AnyOf(null, AuthFailureReason.UnknownSession));
                Assert.That(looked.Failure?.Reason, Is.AnyOf(null, AuthFailureReason.UnknownSession));
                Assert.That(await Of(asked).RevokeAsync(opaque), Is.EqualTo(RevokeOutcome.NotFound));
            }

            if (isJwt)
                Assert.That(await Of(asked).RevokeAsync(issued.Value), Is.AnyOf(RevokeOutcome.NotFound, RevokeOutcome.NotSupported));
            Assert.That(_fixture.Store.Records, Is.EquivalentTo(before), "nothing written, nothing ended");
        }

        Assert.That(_fixture.Log.Count(7), Is.Zero, "and nothing is theft");
        foreach (IssuedCredential credential in (IssuedCredential[])[issued, bystander])
            Assert.That(credential.SessionId is null || _fixture.Store.Peek(credential.SessionId.Value) is not null, Is.True);

        // What it is good for, it still is.
        if (issued.SessionId is not null)
        {
            Assert.That((await Of(owner).RefreshAsync(SessionScenario.Lasting(issued))).Succeeded, Is.True);
            Assert.That(await Of(owner).RevokeAsync(issued.Value), Is.AnyOf(RevokeOutcome.Revoked, RevokeOutcome.RevokedAtExpiry));
        }
    }

    private static IEnumerable<string> OpaqueOf(IssuedCredential issued) =>
        issued.RefreshToken is { } refreshToken ? [refreshToken] : issued.SessionId is null ? [] : [issued.Value];

    private IAuthStrategy Of(string name) => name.StartsWith("Elsewhere/", StringComparison.Ordinal) ? _elsewhere[name["Elsewhere/".Length..]] : _here[name];

    private static Action<JwtStrategyOptions> Jwt(Action<JwtStrategyOptions> configure) => options =>
    {
        SessionScenario.Configure(options);
        configure(options);
    };
}
