using AuthStrategies.Diagnostics;
using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

public sealed class SessionCheckTests
{
    // A late token or an unknown secret is the sign of a second client.
    private static readonly string[] Suspicious = ["previous, used and late", "previous, late and doubted", "discarded, used and late", "any other"];

    [TestCaseSource(typeof(RotationRows), nameof(RotationRows.Names))]
    public async Task IsStillAccepted_EachRow_IsFalseForASignOfASecondClient(string row)
    {
        SessionFixture fixture = new();
        RotationTokens tokens = await RotationRows.Of(row).PrepareAsync(fixture);

        SessionCheck check = Check(fixture, tokens.Presented);

        Assert.That(check.Status, Is.EqualTo(SessionStatus.Live));
        Assert.That(check.IsGone, Is.False);
        Assert.That(check.IsStillAccepted(fixture.Strategy.Policy, fixture.Now), Is.EqualTo(!Suspicious.Contains(row)));
    }

    [Test]
    public async Task Of_NoRecord_IsGone()
    {
        SessionFixture fixture = new();
        string token = await fixture.IssueAsync();
        await fixture.Store.RemoveAsync(SessionFixture.IdOf(token), null, CancellationToken.None);

        SessionCheck check = Check(fixture, token);

        Assert.That((check.Status, check.IsGone), Is.EqualTo((SessionStatus.Unknown, true)));
    }

    private static SessionCheck Check(SessionFixture fixture, string text)
    {
        Assert.That(OpaqueToken.TryParse(text, out OpaqueToken token), Is.True);
        return SessionCheck.Of(fixture.Store.Peek(token.Id), token, fixture.Strategy.Policy, fixture.Now, new SessionReader(fixture.Logger, new OwnClock(fixture.Time, fixture.Logger)));
    }
}
