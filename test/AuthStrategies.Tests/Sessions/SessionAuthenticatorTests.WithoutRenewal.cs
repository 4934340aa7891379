using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Requests that are no activity: no time of the session moves, and a second client is noticed as in any other request.</summary>
public sealed partial class SessionAuthenticatorTests
{
    private static readonly TimeSpan Late = new(0, 10, 30);

    private IAuthenticationWithoutRenewal Quiet => _fixture.Strategy;

    [TestCase("current", 0)]
    [TestCase("current", 7, Description = "a renewal is due")]
    [TestCase("current", 59)]
    [TestCase("first use", 1)]
    [TestCase("previous", 1)]
    [TestCase("branch", 12)]
    [Property("Requirement", "D-02")]
    public async Task WithoutRenewal_OfAnyAcceptedToken_MovesNoTime(string presented, int minutesLater)
    {
        (string first, string second) = await RotatedAsync(isUsed: presented == "branch");
        string token = presented switch
        {
            "current" => await _fixture.IssueAsync(),
            "first use" => second,
            _ => first,
        };
        SessionRecord before = _fixture.Store.Peek(SessionFixture.IdOf(token))!;
        _fixture.Time.Advance(TimeSpan.FromMinutes(minutesLater));

        AuthResult result = (await Quiet.AuthenticateWithoutRenewalAsync(token, [])).Result;

        SessionRecord after = _fixture.Store.Peek(before.Id)!;
        Assert.That((result.Succeeded, result.ExpiresAt, result.RotationDue), Is.EqualTo((true, before.ExpiresAt, false)));
        Assert.That((after.ExpiresAt, SessionFixture.PayloadOf(after).LastSeenAt), Is.EqualTo((before.ExpiresAt, SessionFixture.PayloadOf(before).LastSeenAt)));
        Assert.That(after.Version - before.Version, Is.EqualTo(presented is "first use" or "branch" ? 1 : 0));
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task WithoutRenewal_OfANewToken_IsItsFirstUse()
    {
        (string first, string second) = await RotatedAsync(isUsed: false);

        await Quiet.AuthenticateWithoutRenewalAsync(second, []);
        _fixture.Time.Advance(Late);
        AuthResult late = await _fixture.Strategy.AuthenticateAsync(first);

        Assert.That((late.Succeeded, late.AuthenticatedAt), Is.EqualTo((true, (DateTimeOffset?)null)), "a replaced token after the first use of the new one is a branch");
    }

    [Test]
    [Property("Requirement", "M-14")]
    public async Task WithoutRenewal_OfAThief_EndsTheSessionWhenBothHaveUsedIt()
    {
        (string stolen, string own) = await RotatedAsync(isUsed: true);
        _fixture.Time.Advance(Late);

        AuthResult thief = (await Quiet.AuthenticateWithoutRenewalAsync(stolen, [])).Result;
        AuthResult owner = await _fixture.Strategy.AuthenticateAsync(own);
        _fixture.Time.Advance(Late);
        AuthResult again = (await Quiet.AuthenticateWithoutRenewalAsync(stolen, [])).Result;

        Assert.That((thief.Succeeded, owner.Succeeded, again.Failure?.Reason), Is.EqualTo((true, true, (AuthFailureReason?)AuthFailureReason.Reused)));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(own)).Failure?.Reason, Is.EqualTo(AuthFailureReason.UnknownSession));
    }

    [TestCase(1, true)]
    [TestCase(2, true)]
    [TestCase(0, false)]
    public async Task WithoutRenewal_OfACachedToken_EndsAtTheIdleEnd(int polls, bool caches)
    {
        _fixture.Options.CredentialCacheSize = caches ? 100 : 0;
        string token = await _fixture.IssueAsync();
        for (int poll = 0; poll < polls; poll++)
            await Quiet.AuthenticateWithoutRenewalAsync(token, []);
        _fixture.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));

        AuthResult last = (await Quiet.AuthenticateWithoutRenewalAsync(token, [])).Result;
        _fixture.Time.Advance(TimeSpan.FromTicks(1));
        AuthResult ended = (await Quiet.AuthenticateWithoutRenewalAsync(token, [])).Result;

        Assert.That((last.Succeeded, ended.Failure?.Reason), Is.EqualTo((true, (AuthFailureReason?)AuthFailureReason.Expired)));
    }

    [TestCase("")]
    [TestCase("a.b.c")]
    [TestCase("not a token")]
    public async Task WithoutRenewal_OfAnotherText_IsNotApplicable(string text)
    {
        CookieCopyResult alone = await Quiet.AuthenticateWithoutRenewalAsync(text, []);
        CookieCopyResult copies = await Quiet.AuthenticateWithoutRenewalAsync(text, ["b"]);

        Assert.That((alone.Result.IsApplicable, alone.Credential, copies.Result.IsApplicable, copies.Credential), Is.EqualTo((false, text, false, text)));
    }

    [Test]
    public async Task WithoutRenewal_WithoutArguments_Throws()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Quiet.AuthenticateWithoutRenewalAsync(null!, []));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await Quiet.AuthenticateWithoutRenewalAsync("a", null!));
    }

    /// <summary>A token, and its successor.</summary>
    private async Task<(string First, string Second)> RotatedAsync(bool isUsed)
    {
        string first = await _fixture.IssueAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(5));
        string second = (await _fixture.Strategy.RefreshAsync(first)).Credential!.Value;
        if (isUsed)
            await _fixture.Strategy.AuthenticateAsync(second);
        return (first, second);
    }
}
