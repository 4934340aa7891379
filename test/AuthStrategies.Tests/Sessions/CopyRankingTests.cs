using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Several tokens of one session in one request.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Property("Requirement", "M-13")]
public sealed class CopyRankingTests
{
    private readonly SessionFixture _fixture = new();

    private ICookieCopies Copies => _fixture.Strategy;

    private ICookieRotation Cookies => _fixture.Strategy;

    [TestCase(new[] { 0, 1, 2 }, 2, TestName = "Authenticate_CurrentLast_ItCounts")]
    [TestCase(new[] { 2, 1, 0 }, 2, TestName = "Authenticate_CurrentFirst_ItCounts")]
    [TestCase(new[] { 0, 1 }, 1, TestName = "Authenticate_PreviousAndOlder_ThePreviousCounts")]
    [TestCase(new[] { 1, 0 }, 1, TestName = "Authenticate_PreviousFirst_ThePreviousCounts")]
    public async Task Authenticate(int[] presented, int counting)
    {
        string[] tokens = await RotatedTwiceAsync();
        int reads = _fixture.Store.Count("find");

        CookieCopyResult answer = await Copies.AuthenticateCopiesAsync([.. presented.Select(index => tokens[index])]);

        Assert.That((answer.Result.Succeeded, answer.Credential), Is.EqualTo((true, tokens[counting])));
        Assert.That(_fixture.Store.Count("find") - reads, Is.EqualTo(1));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(tokens[2])).Succeeded, Is.True);
    }

    [Test]
    public async Task Authenticate_AllOther_EndsTheSession()
    {
        string token = await _fixture.IssueAsync();

        CookieCopyResult answer = await Copies.AuthenticateCopiesAsync([SessionFixture.WithOtherSecret(token), token[..30] + new string('B', 34)]);

        Assert.That(answer.Result.Failure?.Reason, Is.EqualTo(AuthFailureReason.Reused));
        Assert.That(_fixture.Store.Records, Is.Empty);
    }

    [Test]
    public async Task Authenticate_OfAnEndedSession_IsUnknown()
    {
        string token = await _fixture.IssueAsync();
        await _fixture.Strategy.RevokeAsync(token);

        CookieCopyResult answer = await Copies.AuthenticateCopiesAsync([token, SessionFixture.WithOtherSecret(token)]);

        Assert.That((answer.Result.Failure?.Reason, answer.Credential), Is.EqualTo((AuthFailureReason.UnknownSession, token)));
    }

    [Test]
    public async Task Authenticate_OfTextsThatAreNoTokens_IsNotApplicable()
    {
        CookieCopyResult answer = await Copies.AuthenticateCopiesAsync(["a", "b"]);

        Assert.That(answer.Result.IsApplicable, Is.False);
        Assert.That(answer.ToString(), Does.Not.Contain("Credential"));
        await Assert.CatchAsync<ArgumentException>(async () => await Copies.AuthenticateCopiesAsync([]));
    }

    [Test]
    public async Task FindSession_OfTokens_NamesTheSessionWithoutTheStore()
    {
        string token = await _fixture.IssueAsync();
        string other = await _fixture.IssueAsync();
        int reads = _fixture.Store.Count("find");

        string? name = await Copies.FindSessionAsync(token);

        Assert.That(name, Is.Not.Null.And.EqualTo(await Copies.FindSessionAsync(SessionFixture.WithOtherSecret(token))));
        Assert.That(name, Is.Not.EqualTo(await Copies.FindSessionAsync(other)));
        Assert.That((await Copies.FindSessionAsync(""), await Copies.FindSessionAsync("a.b.c"), _fixture.Store.Count("find")), Is.EqualTo(((string?)null, (string?)null, reads)));
    }

    [Test]
    [Property("Requirement", "M-11")]
    public async Task FindCurrent_OfEachToken_GivesTheCurrentOneOnly()
    {
        string[] tokens = await RotatedTwiceAsync();

        IssuedCredential? current = await Copies.FindCurrentAsync(tokens[2]);

        Assert.That((current?.Value, current?.Persistent, current?.ExpiresAt), Is.EqualTo((tokens[2], true, _fixture.Store.Records.Single().ExpiresAt)));
        Assert.That(await Copies.FindCurrentAsync(tokens[1]), Is.Null);
        Assert.That(await Copies.FindCurrentAsync(tokens[0]), Is.Null);
        Assert.That(await Copies.FindCurrentAsync("a"), Is.Null);
        Assert.That(_fixture.Store.Records, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Refresh_WithCopies_RefreshesTheHighest()
    {
        string[] tokens = await RotatedTwiceAsync();
        _fixture.Time.Advance(TimeSpan.FromMinutes(20));

        RefreshResult result = await Cookies.RefreshAsync(tokens[0], new() { InCookie = true, Copies = [tokens[2], tokens[1], "garbage", await _fixture.IssueAsync("bob")] });

        Assert.That(result.Credential?.Value, Is.Not.Null.And.Not.AnyOf(tokens[0], tokens[1], tokens[2]));
        Assert.That((await _fixture.Strategy.AuthenticateAsync(result.Credential!.Value)).Principal?.FindFirst("sub")?.Value, Is.EqualTo("alice"));
    }

    /// <summary>Three tokens of a session, each the successor of the one before; the last was used.</summary>
    private async Task<string[]> RotatedTwiceAsync()
    {
        List<string> tokens = [await _fixture.IssueAsync(options: new() { Persistent = true })];
        for (int rotation = 0; rotation < 2; rotation++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(20));
            tokens.Add((await Cookies.RotateAtHeadersAsync(tokens[^1]))!.Value);
            await Cookies.AuthenticateCookieAsync(tokens[^1]);
        }

        return [.. tokens];
    }
}
