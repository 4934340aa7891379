using System.Security.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>What a host does for a session token in a cookie.</summary>
public sealed partial class SessionRotatorTests
{
    private static readonly TimeSpan Due = TimeSpan.FromMinutes(15);


    private ICookieRotation Cookies => _fixture.Strategy;

    [TestCase(-1, false)]
    [TestCase(0, true)]
    [Property("Requirement", "M-14")]
    public async Task AuthenticateCookie_AgeOfTheToken_SaysWhetherARotationIsDue(int ticks, bool isDue)
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due + TimeSpan.FromTicks(ticks));

        AuthResult first = await Cookies.AuthenticateCookieAsync(token);
        AuthResult cached = await Cookies.AuthenticateCookieAsync(token);
        AuthResult bearer = await _fixture.Strategy.AuthenticateAsync(token);

        Assert.That((first.RotationDue, cached.RotationDue, bearer.RotationDue), Is.EqualTo((isDue, isDue, false)));
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(1), "the activity, and no more");
    }

    [Test]
    public async Task AuthenticateCookie_RotationIsOff_IsNeverDue()
    {
        _fixture.Options.RotateEvery = TimeSpan.Zero;
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(59));

        Assert.That((await Cookies.AuthenticateCookieAsync(token)).RotationDue, Is.False);
        Assert.That(await Cookies.RotateAtHeadersAsync(token), Is.Null);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task RotateAtHeaders_Due_HandsTheSuccessorToOneResponse()
    {
        string token = await _fixture.IssueAsync(options: new() { Persistent = true });
        _fixture.Time.Advance(Due);
        using var rotated = new Tally(_fixture.Metrics.Rotated);

        IssuedCredential? first = await Cookies.RotateAtHeadersAsync(token);
        IssuedCredential? other = await Cookies.RotateAtHeadersAsync(token);

        Assert.That(first!.Value, Is.Not.EqualTo(token));
        Assert.That((first.Persistent, first.SessionId, first.ExpiresAt), Is.EqualTo((true, (SessionId?)SessionFixture.IdOf(token), _fixture.Now.AddDays(14))));
        Assert.That(other, Is.Null);
        Assert.That(rotated.Sum, Is.EqualTo(1));
        Assert.That((await Cookies.AuthenticateCookieAsync(first.Value)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task RotateAtHeaders_AnswerWasLost_HandsAFreshSuccessorAfterTheWindow()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);
        IssuedCredential lost = (await Cookies.RotateAtHeadersAsync(token))!;
        _fixture.Time.Advance(Window);

        AuthResult result = await Cookies.AuthenticateCookieAsync(token);
        IssuedCredential? fresh = await Cookies.RotateAtHeadersAsync(token);

        Assert.That(result.RotationDue, Is.True);
        Assert.That(fresh!.Value, Is.Not.EqualTo(token).And.Not.EqualTo(lost.Value));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task AuthenticateCookie_LateToken_BranchesAndTheSeamHandsTheNewCurrentOne()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);
        string successor = (await Cookies.RotateAtHeadersAsync(token))!.Value;
        await Cookies.AuthenticateCookieAsync(successor);
        _fixture.Time.Advance(LateWindow);

        AuthResult late = await Cookies.AuthenticateCookieAsync(token);
        IssuedCredential? handed = await Cookies.RotateAtHeadersAsync(token);
        IssuedCredential? again = await Cookies.RotateAtHeadersAsync(token);

        Assert.That((late.Succeeded, late.RotationDue, late.AuthenticatedAt), Is.EqualTo((true, true, (DateTimeOffset?)null)));
        Assert.That(handed!.Value, Is.Not.EqualTo(token).And.Not.EqualTo(successor));
        Assert.That(again!.Value, Is.EqualTo(handed.Value), "the one exception to handing once");
        Assert.That((await Cookies.AuthenticateCookieAsync(handed.Value)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task AuthenticateCookie_AfterABranchAndARotation_IsStillNotFreshlyAuthenticated()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);
        await Cookies.AuthenticateCookieAsync((await Cookies.RotateAtHeadersAsync(token))!.Value);
        _fixture.Time.Advance(LateWindow);
        await Cookies.AuthenticateCookieAsync(token);
        string branch = (await Cookies.RotateAtHeadersAsync(token))!.Value;
        await Cookies.AuthenticateCookieAsync(branch);
        _fixture.Time.Advance(Due);

        string rotated = (await Cookies.RotateAtHeadersAsync(branch))!.Value;

        Assert.That(_fixture.PayloadOf(token).Rotation.Doubted, Is.False);
        Assert.That((await Cookies.AuthenticateCookieAsync(rotated)).AuthenticatedAt, Is.Null);
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task RotateAtHeaders_CannotBeDelivered_WritesNothing()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);
        IssuedCredential? offered = null;

        IssuedCredential? handed = await Cookies.RotateAtHeadersAsync(token, credential =>
        {
            offered = credential;
            return false;
        });

        Assert.That(handed, Is.Null);
        Assert.That(offered!.Value, Is.Not.EqualTo(token));
        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(1));
    }

    [Test]
    [Property("Requirement", "M-12")]
    public async Task Refresh_CannotBeDelivered_ThrowsAndWritesNothing()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);

        await Assert.ThatAsync(
            async () => await Cookies.RefreshAsync(token, new() { InCookie = true, CanDeliver = _ => false }),
            Throws.InvalidOperationException.With.Message.Contains("nothing was changed"));

        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(1));
    }

    [TestCase(false)]
    [TestCase(true)]
    [Property("Requirement", "M-14")]
    public async Task Refresh_UsedAMomentAgo_ReplacesACookieLater(bool inCookie)
    {
        string token = (await _fixture.Strategy.IssueAsync(SessionFixture.Principal())).Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        string successor = (await _fixture.Strategy.RefreshAsync(token)).Credential!.Value;
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        await _fixture.Strategy.AuthenticateAsync(successor);
        _fixture.Time.Advance(Window);

        RefreshResult soon = await Cookies.RefreshAsync(successor, new() { InCookie = inCookie });
        _fixture.Time.Advance(LateWindow - Window);
        RefreshResult late = await Cookies.RefreshAsync(inCookie ? successor : soon.Credential!.Value, new() { InCookie = inCookie });

        Assert.That(soon.Credential!.Value == successor, Is.EqualTo(inCookie));
        Assert.That(late.Failure, Is.Null);
        Assert.That(!inCookie || late.Credential!.Value != successor, Is.True);
    }

    [TestCase(0, false)]
    [TestCase(15, true)]
    public async Task Refresh_GivenPrincipal_WritesItsClaimsAndRotatesWhereARefreshWould(int minutes, bool rotates)
    {
        string token = await _fixture.IssueAsync(options: new() { Label = "Firefox" });
        SessionRecord before = _fixture.Store.Records.Single();
        _fixture.Time.Advance(TimeSpan.FromMinutes(minutes));

        RefreshResult result = await Cookies.RefreshAsync(token, new() { InCookie = true, Principal = SessionFixture.Principal("alice", new Claim("role", "editor")) });

        SessionRecord after = _fixture.Store.Records.Single();
        Assert.That(result.Credential!.Value != token, Is.EqualTo(rotates));
        Assert.That(result.Principal!.IsInRole("editor"), Is.True);
        Assert.That((after.Id, after.AbsoluteExpiresAt, after.Version), Is.EqualTo((before.Id, before.AbsoluteExpiresAt, 2)));
        Assert.That(SessionFixture.PayloadOf(after).Label, Is.EqualTo("Firefox"));
        Assert.That((await Cookies.AuthenticateCookieAsync(token)).Principal!.IsInRole("editor"), Is.True, "requests under way");
    }

    [Test]
    public async Task Refresh_GivenPrincipalOfAnotherSubject_ThrowsAndWritesNothing()
    {
        string token = await _fixture.IssueAsync();

        await Assert.ThatAsync(
            async () => await Cookies.RefreshAsync(token, new() { Principal = SessionFixture.Principal("bob") }),
            Throws.ArgumentException.With.Message.Contains("another subject"));

        Assert.That(_fixture.Store.Records.Single().Version, Is.EqualTo(1));
    }

    [Test]
    public async Task RotateAtHeaders_NotOursOrGone_IsNothing()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);
        _fixture.Store.Drop(SessionFixture.IdOf(token));

        Assert.That(await Cookies.RotateAtHeadersAsync("a.b.c"), Is.Null);
        Assert.That(await Cookies.RotateAtHeadersAsync(token), Is.Null);
        Assert.That(await Cookies.RotateAtHeadersAsync(OpaqueToken.New().Text), Is.Null);
    }

    [Test]
    public async Task RotateAtHeaders_StoreFails_ThrowsAndChangesNothing()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);
        _fixture.Store.Before = (operation, _) => operation == "replace" ? throw new IOException("down") : Task.CompletedTask;

        await Assert.ThatAsync(async () => await Cookies.RotateAtHeadersAsync(token), Throws.TypeOf<SessionStoreException>());

        _fixture.Store.Before = null;
        Assert.That((await Cookies.RotateAtHeadersAsync(token))!.Value, Is.Not.EqualTo(token));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task FirstUse_LostToAnotherWrite_IsAcceptedWithoutTryingAgain()
    {
        string token = await _fixture.IssueAsync();
        _fixture.Time.Advance(Due);
        string successor = (await Cookies.RotateAtHeadersAsync(token))!.Value;
        bool raced = false;
        _fixture.Store.Before = async (operation, _) =>
        {
            if (operation != "replace" || raced)
                return;
            raced = true;
            await _fixture.Directory.ReplacePrincipalAsync(SessionFixture.IdOf(token), SessionFixture.Principal("alice", new Claim("role", "editor")));
        };
        _fixture.Store.Forget();

        AuthResult result = await Cookies.AuthenticateCookieAsync(successor);

        Assert.That(result.Principal!.IsInRole("editor"), Is.True);
        Assert.That(_fixture.Store.Count("replace"), Is.EqualTo(2), "its own and the other");
        Assert.That(_fixture.PayloadOf(token).Rotation.UsedAt, Is.Null);
    }

    /// <summary>Every await of every write: the session is as before or as after it, and the client goes on.</summary>
    [TestCase("first use")]
    [TestCase("rotate")]
    [TestCase("fresh successor")]
    [TestCase("win")]
    [TestCase("branch")]
    [TestCase("end")]
    [Property("Requirement", "F-45")]
    [Property("Requirement", "M-14")]
    public async Task EveryWrite_CancelledAtEachCall_LeavesTheStateBeforeOrAfterIt(string write)
    {
        foreach (bool afterEffect in (bool[])[false, true])
        {
            bool isInterrupted = true;
            for (int call = 1; isInterrupted; call++)
            {
                var fixture = new SessionFixture();
                ICookieRotation cookies = fixture.Strategy;
                (string presented, string other) = await PrepareAsync(fixture, write);
                SessionRecord before = fixture.Store.Records.Single();
                using var source = new CancellationTokenSource();
                int calls = 0;
                Task Cancel(string operation, int number) => ++calls == call ? source.CancelAsync() : Task.CompletedTask;
                _ = afterEffect ? fixture.Store.After = Cancel : fixture.Store.Before = Cancel;

                try
                {
                    if (write is "rotate" or "fresh successor")
                        await cookies.RotateAtHeadersAsync(presented, null, source.Token);
                    else
                        await cookies.AuthenticateCookieAsync(presented, source.Token);
                }
                catch (OperationCanceledException)
                {
                    // The client has left.
                }

                (fixture.Store.Before, fixture.Store.After) = (null, null);
                isInterrupted = calls >= call;
                SessionRecord? now = fixture.Store.Records.SingleOrDefault();
                Assert.That(now is null || now.Version - before.Version <= 1, Is.True, "one write at the most");
                Assert.That(now is not null || write == "end", Is.True, "only an end removes the record");
                if (now is not null && write != "end")
                    Assert.That((await cookies.AuthenticateCookieAsync(other)).Succeeded, Is.True, $"{write}, cancelled at call {call}");
            }
        }
    }

    /// <summary>A session in which presenting the first token makes the write; the second one is what another client holds.</summary>
    private static async Task<(string Presented, string Other)> PrepareAsync(SessionFixture fixture, string write)
    {
        ICookieRotation cookies = fixture.Strategy;
        string token = await fixture.IssueAsync();
        fixture.Time.Advance(Due);
        if (write == "rotate")
            return (token, token);
        if (write == "end")
            return (SessionFixture.WithOtherSecret(token), token);

        string successor = (await cookies.RotateAtHeadersAsync(token))!.Value;
        if (write == "first use")
            return (successor, token);

        if (write == "branch")
        {
            await cookies.AuthenticateCookieAsync(successor);
            fixture.Time.Advance(LateWindow);
            return (token, successor);
        }

        fixture.Time.Advance(Window);
        if (write == "win")
            await cookies.RotateAtHeadersAsync(token);
        return write == "win" ? (successor, token) : (token, successor);
    }
}
