using System.Security.Claims;
using AuthStrategies.Tests.Strategies;
using AuthStrategies.Tests.Strategies.Doubles;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.Sessions;

/// <summary>One list of sessions for both strategies.</summary>
public sealed partial class SessionDirectoryTests : IDisposable
{
    private readonly SessionScenario _scenario = new();
    private Application? _application;

    [TearDown]
    public void Dispose() => _scenario.Dispose();

    private Application OfBoth => _application ??= Both(limit: 100);

    private IAuthStrategy Web => OfBoth[SessionScenario.Session];

    private IAuthStrategy Api => OfBoth[SessionScenario.Jwt];

    private ISessionDirectory Directory => OfBoth.Directory;

    [Test]
    [Property("Requirement", "S-07")]
    public async Task List_SessionsOfBothStrategies_AreOneListNewestFirst()
    {
        IssuedCredential browser = await Web.IssueAsync(SessionScenario.Principal(), new() { Label = "Firefox" });
        _scenario.Time.Advance(TimeSpan.FromMinutes(1));
        IssuedCredential phone = await Api.IssueAsync(SessionScenario.Principal(), new() { Label = "Phone", AuthenticatedAt = _scenario.Now.AddMinutes(-3) });
        await Api.IssueAsync(SessionScenario.Principal("bob"));

        List<SessionInfo> list = (await Directory.ListAsync("alice")).ToList();

        Assert.That(list.Select(info => (info.Id, info.Strategy, info.Label)), Is.EqualTo(((SessionId, string, string)[])
            [(phone.SessionId!.Value, "Jwt", "Phone"), (browser.SessionId!.Value, "Session", "Firefox")]));
        Assert.That((list[0].CreatedAt, list[0].AuthenticatedAt, list[0].LastSeenAt), Is.EqualTo((_scenario.Now, _scenario.Now.AddMinutes(-3), _scenario.Now)));
        Assert.That((list[0].ExpiresAt, list[0].AbsoluteExpiresAt), Is.EqualTo((_scenario.Now + SessionScenario.Idle, _scenario.Now + SessionScenario.Absolute)));
    }

    [Test]
    public async Task Find_AfterARefresh_ShowsWhenTheSessionWasLastSeen()
    {
        IssuedCredential phone = await Api.IssueAsync(SessionScenario.Principal());
        _scenario.Time.Advance(TimeSpan.FromMinutes(20));
        await Api.AuthenticateAsync(phone.Value);
        DateTimeOffset unseen = (await Directory.FindAsync(phone.SessionId!.Value))!.LastSeenAt;
        await Api.RefreshAsync(phone.RefreshToken!);

        SessionInfo? found = await Directory.FindAsync(phone.SessionId!.Value);

        Assert.That(unseen, Is.EqualTo(SessionScenario.Start), "using an access token does not count");
        Assert.That((found!.LastSeenAt, found.ExpiresAt, found.CreatedAt), Is.EqualTo((_scenario.Now, _scenario.Now + SessionScenario.Idle, SessionScenario.Start)));
    }

    [Test]
    public async Task Touch_SessionsOfBothStrategies_ProlongsTheSessionAlone()
    {
        IssuedCredential browser = await Web.IssueAsync(SessionScenario.Principal());
        IssuedCredential phone = await Api.IssueAsync(SessionScenario.Principal());
        _scenario.Time.Advance(TimeSpan.FromMinutes(10));

        SessionInfo? session = await Directory.TouchAsync(browser.SessionId!.Value);
        SessionInfo? touched = await Directory.TouchAsync(phone.SessionId!.Value);

        Assert.That((session!.LastSeenAt, session.ExpiresAt), Is.EqualTo((_scenario.Now, _scenario.Now + SessionScenario.Idle)));
        Assert.That((touched!.LastSeenAt, touched.ExpiresAt), Is.EqualTo((SessionScenario.Start, SessionScenario.Start + SessionScenario.Idle)));
    }

    [Test]
    [Property("Requirement", "S-07")]
    [Property("Requirement", "R-07")]
    public async Task Revoke_AJwtSession_EndsItForItsSubjectOnly()
    {
        IssuedCredential phone = await Api.IssueAsync(SessionScenario.Principal());

        Assert.That(await Directory.RevokeAsync("bob", phone.SessionId!.Value), Is.False);
        Assert.That((await Api.AuthenticateAsync(phone.Value)).Succeeded, Is.True);
        Assert.That(await Directory.RevokeAsync("alice", phone.SessionId!.Value), Is.True);
        Assert.That((await Api.AuthenticateAsync(phone.Value)).Failure!.Reason, Is.EqualTo(AuthFailureReason.Revoked));
        Assert.That((await Api.RefreshAsync(phone.RefreshToken!)).Failure!.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
        Assert.That((await Directory.ListAsync("alice")).Count, Is.Zero);
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "S-07")]
    [Property("Requirement", "R-07")]
    public async Task RevokeAll_WithAndWithoutThisSession_EndsSessionsOfBothStrategies(bool keepsThis)
    {
        IssuedCredential[] alice =
        [
            await Api.IssueAsync(SessionScenario.Principal()), await Api.IssueAsync(SessionScenario.Principal()),
            await Web.IssueAsync(SessionScenario.Principal()), await Web.IssueAsync(SessionScenario.Principal()),
        ];
        IssuedCredential bob = await Api.IssueAsync(SessionScenario.Principal("bob"));

        int ended = await Directory.RevokeAllAsync("alice", keepsThis ? alice[0].SessionId : null);

        Assert.That(ended, Is.EqualTo(keepsThis ? 3 : 4));
        Assert.That((await Api.AuthenticateAsync(alice[0].Value)).Succeeded, Is.EqualTo(keepsThis));
        Assert.That((await Api.RefreshAsync(alice[0].RefreshToken!)).Succeeded, Is.EqualTo(keepsThis));
        Assert.That((await Api.AuthenticateAsync(alice[1].Value)).Succeeded, Is.False);
        Assert.That((await Web.AuthenticateAsync(alice[2].Value)).Succeeded, Is.False);
        Assert.That((await Api.AuthenticateAsync(bob.Value)).Succeeded, Is.True);
    }

    [Test]
    public async Task ReplacePrincipal_OfAJwtSession_ShowsAfterTheNextRefresh()
    {
        IssuedCredential phone = await Api.IssueAsync(SessionScenario.Principal("alice", new Claim("role", "reader")));

        bool replaced = await Directory.ReplacePrincipalAsync(phone.SessionId!.Value, SessionScenario.Principal("alice", new Claim("role", "editor")));

        Assert.That(replaced, Is.True);
        Assert.That((await Api.AuthenticateAsync(phone.Value)).Principal!.IsInRole("editor"), Is.False, "what is signed is signed");
        RefreshResult refreshed = await Api.RefreshAsync(phone.RefreshToken!);
        Assert.That(refreshed.Principal!.IsInRole("editor"), Is.True);
        Assert.That((await Api.AuthenticateAsync(refreshed.Credential!.Value)).Principal!.IsInRole("editor"), Is.True);
        Assert.That(await Directory.ReplacePrincipalAsync(phone.SessionId!.Value, SessionScenario.Principal("bob")), Is.False);
    }

    [Test]
    [Property("Requirement", "S-08")]
    public async Task Limit_SessionsOfBothStrategies_CountTogetherAndTheOldestEndFirst()
    {
        _application = Both(limit: 3);
        List<SessionId> ids = [];
        for (int i = 0; i < 6; i++)
        {
            ids.Add((await (i % 2 == 0 ? Web : Api).IssueAsync(SessionScenario.Principal())).SessionId!.Value);
            _scenario.Time.Advance(TimeSpan.FromSeconds(1));
        }

        List<SessionInfo> list = (await Directory.ListAsync("alice")).ToList();

        Assert.That(list.Select(info => info.Id), Is.EqualTo(ids.TakeLast(3).Reverse()));
        Assert.That(_scenario.Log.Count(13), Is.EqualTo(3));
    }

    [Test]
    [Property("Requirement", "S-08")]
    [Property("Requirement", "F-25")]
    public async Task Limit_TwentySessionsOfBothStrategiesAtOnce_LeavesTheLimit()
    {
        _application = Both(limit: 3);
        _scenario.Store.Before = async (_, _) => await Task.Yield();

        IssuedCredential[] issued = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await (i % 2 == 0 ? Web : Api).IssueAsync(SessionScenario.Principal()))));

        _scenario.Store.Before = null;
        Assert.That((await Directory.ListAsync("alice")).Count, Is.EqualTo(3));
        Assert.That(issued.Count(credential => _scenario.Store.Peek(credential.SessionId!.Value) is not null), Is.EqualTo(3));
    }

    [Test]
    [Property("Requirement", "F-24")]
    public async Task RevokeAll_WhileAJwtSessionIsRefreshed_NothingComesBack()
    {
        for (int round = 0; round < 50; round++)
        {
            IssuedCredential phone = await Api.IssueAsync(SessionScenario.Principal());
            _scenario.Time.Advance(TimeSpan.FromMinutes(5));

            await Task.WhenAll(
                Task.Run(async () => await Api.RefreshAsync(phone.RefreshToken!)),
                Task.Run(async () => await Directory.ReplacePrincipalAsync(phone.SessionId!.Value, SessionScenario.Principal())),
                Task.Run(async () => await Directory.RevokeAllAsync("alice")));

            Assert.That(_scenario.Store.Records, Is.Empty);
        }
    }

    private Application Both(int limit) => _scenario.Application(auth => auth
        .AddSession(options => options.MaxSessionsPerSubject = limit)
        .AddJwt(options =>
        {
            SessionScenario.Configure(options);
            options.RequireLiveSession = true;
            options.RefreshTokens.MaxSessionsPerSubject = limit;
        }));
}
