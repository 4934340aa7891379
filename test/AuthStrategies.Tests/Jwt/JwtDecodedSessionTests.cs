using AuthStrategies.Sessions;
using AuthStrategies.Tests.Sessions.Doubles;
using AuthStrategies.Tests.Strategies.Doubles;

namespace AuthStrategies.Tests.Jwt;

/// <summary>With RequireLiveSession, a session that was decoded before is decoded again as soon as any byte of its record is another one.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class JwtDecodedSessionTests : IDisposable
{
    private readonly SessionScenario _fixture = new();

    private SessionRecord Record
    {
        get => _fixture.Store.Records.Single();
        set => _fixture.Store.Put(value);
    }

    public void Dispose() => _fixture.Dispose();

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Case("the session ended", AuthFailureReason.Revoked, test => test._fixture.Store.Drop(test.Record.Id));
        yield return Case("the payload is damaged", AuthFailureReason.Revoked, test => test.Record = UnreadableRecords.With(test.Record, Damaged(test.Record)));
        yield return Case("the record is of another subject", AuthFailureReason.Revoked, test => test.Record = OfBob(test.Record));
        yield return Case("an end was set, and has come", AuthFailureReason.Expired, test =>
        {
            DateTimeOffset end = test._fixture.Now.AddMinutes(1);
            test.Record = SessionFixture.With(test.Record, test.Record.ExpiresAt, EndExtension.With(SessionFixture.PayloadOf(test.Record), end));
            test._fixture.Time.Advance(TimeSpan.FromMinutes(1));
        });
        yield return Case("another version says the same", null, test => test.Record = SessionFixture.With(test.Record, test.Record.ExpiresAt, SessionFixture.PayloadOf(test.Record)));
        yield return Case("nothing", null, _ => { });

        static TestCaseData Case(string name, AuthFailureReason? expected, Action<JwtDecodedSessionTests> change) => new TestCaseData(change, expected).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Changes))]
    [Property("Requirement", "M-07")]
    public async Task Authenticate_RecordChangesAfterTheTokenWasSeen_TheRecordCounts(object change, AuthFailureReason? expected)
    {
        IAuthStrategy strategy = _fixture.Api(options => options.RequireLiveSession = true).Strategy;
        string token = (await strategy.IssueAsync(SessionScenario.Principal())).Value;
        for (int i = 0; i < 3; i++)
            Assert.That((await strategy.AuthenticateAsync(token)).Succeeded, Is.True);

        ((Action<JwtDecodedSessionTests>)change)(this);

        Assert.That((await strategy.AuthenticateAsync(token)).Failure?.Reason, Is.EqualTo(expected));
    }

    /// <summary>The session of a user with many claims is decoded each time, so that the bound of the cache holds.</summary>
    [TestCase(10)]
    [TestCase(2_000)]
    public async Task Authenticate_ManyClaims_IsAccepted(int size)
    {
        IAuthStrategy strategy = _fixture.Api(options => options.RequireLiveSession = true).Strategy;
        string token = (await strategy.IssueAsync(SessionScenario.Principal("alice", new System.Security.Claims.Claim("note", new string('a', size))))).Value;

        for (int i = 0; i < 3; i++)
            Assert.That((await strategy.AuthenticateAsync(token)).Succeeded, Is.True);
    }

    private static SessionRecord OfBob(SessionRecord record) => new()
    {
        Id = record.Id,
        Subject = "bob",
        ExpiresAt = record.ExpiresAt,
        AbsoluteExpiresAt = record.AbsoluteExpiresAt,
        Version = record.Version,
        Payload = record.Payload,
    };

    private static byte[] Damaged(SessionRecord record)
    {
        byte[] payload = record.Payload.ToArray();
        payload[payload.Length / 2] ^= 1;
        return payload;
    }
}
