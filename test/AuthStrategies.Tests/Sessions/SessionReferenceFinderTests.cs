using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Sessions;

/// <summary>A sign-in ends the session that it replaces, for every pair of strategies.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SessionReferenceFinderTests : IDisposable
{
    private readonly SessionScenario _fixture = new();
    private Application _application = null!;

    [SetUp]
    public void Register() => _application = _fixture.Application(auth => auth
        .AddSession("Web")
        // Accepts what the next two issue, and is asked before them: that does not make a session its own.
        .AddJwt("Gateway", options =>
        {
            SessionScenario.Configure(options);
            options.Audience = "gateway";
            options.ValidAudiences.Add(SessionScenario.Audience);
            options.ValidAudiences.Add("mobile");
        })
        .AddJwt("Api", SessionScenario.Configure)
        .AddJwt("Mobile", options =>
        {
            SessionScenario.Configure(options);
            options.Audience = "mobile";
        })
        .AddJwt("Stateless", options =>
        {
            SessionScenario.Configure(options);
            options.Audience = "stateless";
            SessionScenario.MakeStateless(options);
        }));

    [TearDown]
    public void Dispose() => _fixture.Dispose();

    [Test]
    [Property("Requirement", "S-03")]
    [Property("Requirement", "F-23")]
    public async Task Issue_ReplacingASessionOfAnyStrategy_EndsItAndNothingElse(
        [Values("Web", "Api", "Mobile", "Gateway")] string old,
        [Values("Web", "Api", "Mobile", "Gateway", "Stateless")] string fresh,
        [Values] bool byAccessToken)
    {
        IssuedCredential bystander = await _application[old].IssueAsync(SessionScenario.Principal());
        IssuedCredential replaced = await _application[old].IssueAsync(SessionScenario.Principal());
        string credential = byAccessToken ? replaced.Value : SessionScenario.Lasting(replaced);
        // An expired access token still names its session.
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));

        IssuedCredential issued = await _application[fresh].IssueAsync(SessionScenario.Principal(), new() { Replaces = credential });

        Assert.That(_fixture.Store.Peek(replaced.SessionId!.Value), Is.Null);
        Assert.That(_fixture.Store.Peek(bystander.SessionId!.Value), Is.Not.Null);
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(issued.SessionId is null ? 1 : 2));
        Assert.That((await _application[fresh].AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    [Test]
    public async Task Issue_ReplacingNothingThatIsThere_IsAnOrdinarySession(
        [Values("Web", "Api", "Stateless")] string fresh,
        [Values("", "hello", "a.b.c", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v")] string text)
    {
        IssuedCredential issued = await _application[fresh].IssueAsync(SessionScenario.Principal(), new() { Replaces = text });

        Assert.That((await _application[fresh].AuthenticateAsync(issued.Value)).Succeeded, Is.True);
    }

    [Test]
    public async Task Issue_ReplacingAStatelessTokenOrAForeignOne_EndsNoSession([Values("Web", "Api", "Stateless")] string fresh)
    {
        IssuedCredential kept = await _application["Api"].IssueAsync(SessionScenario.Principal());
        string stateless = (await _application["Stateless"].IssueAsync(SessionScenario.Principal())).Value;
        string foreign = (TokenForge.WithClaims(("sid", $"\"{kept.SessionId}\"")) with { Key = ForgeKey.Of("HS384") }).Sign();

        foreach (string text in (string[])[stateless, foreign, kept.SessionId!.Value.ToString(), SessionFixture.WithOtherSecret(AuthStrategies.Sessions.OpaqueToken.New().Text)])
            await _application[fresh].IssueAsync(SessionScenario.Principal(), new() { Replaces = text });

        Assert.That((await _application["Api"].RefreshAsync(kept.RefreshToken!)).Succeeded, Is.True);
    }

    [Test]
    public async Task Issue_StatelessReplacingASessionThatCannotBeEnded_HandsNothingOut()
    {
        IssuedCredential old = await _application["Web"].IssueAsync(SessionScenario.Principal());
        _fixture.Store.Before = (_, _) => throw new IOException("down");

        await Assert.ThatAsync(async () => await _application["Stateless"].IssueAsync(SessionScenario.Principal(), new() { Replaces = old.Value }), Throws.TypeOf<SessionStoreException>());

        Assert.That(_fixture.Log.Count(1), Is.EqualTo(1));
    }
}
