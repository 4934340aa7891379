using AuthStrategies.Testing;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.Extensions.Options;

namespace AuthStrategies.Tests.Sessions;

/// <summary>Ends to the tick for a token that was seen before, and a clock that was wrong for a while.</summary>
public sealed partial class SessionAuthenticatorTests
{
    private static readonly TimeSpan Far = TimeSpan.FromDays(10);

    private readonly SettableTimeProvider _clock = new(SessionFixture.Start);

    private static IEnumerable<TestCaseData> Ends =>
        from cache in new[] { true, false }
        from near in new[] { true, false }
        from end in new[] { "idle", "absolute", "set" }
        select new TestCaseData(cache, near, end).SetName($"Authenticate_SeenBefore_EndsToTheTick({(cache ? "cached" : "not cached")}, {(near ? "near cache" : "no near cache")}, {end} end)");

    [TestCaseSource(nameof(Ends))]
    [Property("Requirement", "M-08")]
    public async Task Authenticate_SeenBefore_EndsToTheTick(bool isCached, bool hasNearCache, string kind)
    {
        _fixture.Options.CredentialCacheSize = isCached ? 8 : 0;
        _fixture.Options.AbsoluteTimeout = TimeSpan.FromMinutes(90);
        SessionStrategy node = ClockNode(hasNearCache);
        string token = (await node.IssueAsync(SessionFixture.Principal())).Value;
        DateTimeOffset end = _clock.GetUtcNow().AddHours(1);
        if (kind == "absolute")
        {
            // The last renewal comes just before the absolute end.
            end = _clock.GetUtcNow().AddMinutes(90);
            _clock.Advance(TimeSpan.FromMinutes(50));
            await node.AuthenticateAsync(token);
            _clock.Advance(TimeSpan.FromMinutes(39));
            await node.AuthenticateAsync(token);
        }
        else if (kind == "set")
        {
            end = _clock.GetUtcNow().AddMinutes(20);
            await _fixture.Directory.SetLifetimeAsync(SessionFixture.IdOf(token), TimeSpan.FromMinutes(20));
        }

        AuthResult first = await ((IAuthenticationWithoutRenewal)node).AuthenticateWithoutRenewalAsync(token, []) is var answer ? answer.Result : default;
        _clock.Advance(end - _clock.GetUtcNow() - Tick);
        AuthResult before = (await ((IAuthenticationWithoutRenewal)node).AuthenticateWithoutRenewalAsync(token, [])).Result;
        _clock.Advance(Tick);
        AuthResult at = (await ((IAuthenticationWithoutRenewal)node).AuthenticateWithoutRenewalAsync(token, [])).Result;
        AuthResult withRenewal = await node.AuthenticateAsync(token);

        Assert.That(first.ExpiresAt, Is.EqualTo(end));
        Assert.That(before.Succeeded, Is.True);
        Assert.That(at.Failure?.Reason, Is.EqualTo(AuthFailureReason.Expired));
        Assert.That(withRenewal.Failure?.Reason, Is.EqualTo(AuthFailureReason.Expired));
    }

    [TestCase("00:05:00.0000001", true, false)]
    [TestCase("00:05:00.0000001", false, false)]
    [TestCase("00:50:00", true, false)]
    [TestCase("00:50:00", true, true)]
    [TestCase("00:50:00", false, false)]
    [TestCase("00:50:00", false, true)]
    [Property("Requirement", "M-07")]
    public async Task Authenticate_ClockWasAheadForOneRequest_TheRenewedSessionWaits(string ahead, bool isCached, bool hasNearCache)
    {
        _fixture.Options.CredentialCacheSize = isCached ? 8 : 0;
        SessionStrategy node = ClockNode(hasNearCache);
        string token = (await node.IssueAsync(SessionFixture.Principal())).Value;
        _clock.SetUtcNow(SessionFixture.Start + TimeSpan.Parse(ahead));
        Assert.That((await node.AuthenticateAsync(token)).Succeeded, Is.True);
        Assert.That((await node.AuthenticateAsync(token)).Succeeded, Is.True);
        bool isRenewed = TimeSpan.Parse(ahead) >= TimeSpan.FromMinutes(6);

        _clock.SetUtcNow(SessionFixture.Start);
        AuthResult right = await node.AuthenticateAsync(token);
        AuthResult again = await node.AuthenticateAsync(token);

        Assert.That(right.Failure?.Reason, Is.EqualTo(isRenewed ? AuthFailureReason.NotYetValid : (AuthFailureReason?)null));
        Assert.That(again.Failure?.Reason, Is.EqualTo(right.Failure?.Reason));
        Assert.That(_fixture.Log.Count(51), Is.EqualTo(isRenewed ? 1 : 0), "one line, however many requests");
    }

    [TestCase(true, true)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    [Property("Requirement", "M-07")]
    public async Task Authenticate_IssuedByAClockDaysAhead_CachedTokenIsNotAcceptedBefore(bool isCached, bool hasNearCache)
    {
        _fixture.Options.CredentialCacheSize = isCached ? 8 : 0;
        SessionStrategy node = ClockNode(hasNearCache);
        _clock.SetUtcNow(SessionFixture.Start + Far);
        string token = (await node.IssueAsync(SessionFixture.Principal())).Value;
        await node.AuthenticateAsync(token);
        await node.AuthenticateAsync(token);

        foreach (TimeSpan later in new[] { TimeSpan.Zero, TimeSpan.FromDays(9), Far - TimeSpan.FromMinutes(5) - Tick })
        {
            _clock.SetUtcNow(SessionFixture.Start + later);
            Assert.That((await node.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(AuthFailureReason.NotYetValid), $"after {later}");
        }

        _clock.SetUtcNow(SessionFixture.Start + Far - TimeSpan.FromMinutes(5));
        Assert.That((await node.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    [TestCase(true, true)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    [Property("Requirement", "M-07")]
    [Property("Requirement", "F-15")]
    public async Task EveryCall_OwnClockWasSetBack_CannotTellAndChangesNothing(bool isCached, bool hasNearCache)
    {
        _fixture.Options.CredentialCacheSize = isCached ? 8 : 0;
        SessionStrategy node = ClockNode(hasNearCache);
        _clock.Advance(TimeSpan.FromHours(2));
        string token = (await node.IssueAsync(SessionFixture.Principal())).Value;
        await node.AuthenticateAsync(token);
        SessionRecord before = _fixture.Store.Records.Single();

        _clock.SetUtcNow(_clock.GetUtcNow() - TimeSpan.FromHours(1));

        Func<Task>[] calls =
        [
            async () => await node.AuthenticateAsync(token),
            async () => await node.RefreshAsync(token),
            async () => await ((ICookieRotation)node).AuthenticateCookieAsync(token),
            async () => await ((IAuthenticationWithoutRenewal)node).AuthenticateWithoutRenewalAsync(token, []),
            async () => await ((ICookieCopies)node).AuthenticateCopiesAsync([token, SessionFixture.WithOtherSecret(token)]),
            async () => await ((ISessionItems)node).UpdateAsync(token, items => items["a"] = "b"),
        ];
        foreach (Func<Task> call in calls)
            await Assert.ThatAsync(async () => await call(), Throws.InstanceOf<AuthUnavailableException>().With.Message.Contains("clock of this server was set back"));

        Assert.That(_fixture.Store.Records.Single(), Is.SameAs(before));
        Assert.That(_fixture.Log.Count(50), Is.EqualTo(1));
        _clock.SetUtcNow(_clock.GetUtcNow() + TimeSpan.FromHours(1));
        Assert.That((await node.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    private SessionStrategy ClockNode(bool hasNearCache)
    {
        ISessionStore store = hasNearCache
            ? new NearCacheSessionStore(_fixture.Store, Options.Create(new NearCacheOptions { Capacity = 16, MaxStaleness = TimeSpan.FromMinutes(1) }), _clock)
            : _fixture.Store;
        return _fixture.Node(_clock, store: store);
    }
}
