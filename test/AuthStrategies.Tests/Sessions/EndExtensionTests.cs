using AuthStrategies.Claims;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

public sealed class EndExtensionTests
{
    private static readonly byte[] Before = [8, 1, 7];
    private static readonly byte[] After = [124, 2, 1, 2];

    private static SessionPayload Session(params byte[] extensions) => new()
    {
        Kind = SessionKind.Session,
        Strategy = "Session",
        Rotation = RotationState.Issued(default, SessionFixture.Start),
        CreatedAt = SessionFixture.Start,
        AuthenticatedAt = SessionFixture.Start,
        LastSeenAt = SessionFixture.Start,
        Claims = new ClaimSet("alice", []),
        Extensions = extensions,
    };

    [Test]
    public void With_OtherFields_KeepsThemInOrder([Values] bool before, [Values] bool after)
    {
        byte[] others = [.. before ? Before : [], .. after ? After : []];

        SessionPayload set = EndExtension.With(Session(others), SessionFixture.Start.AddHours(1));
        SessionPayload again = EndExtension.With(set, SessionFixture.Start.AddHours(2));

        Assert.That(EndExtension.Find(set), Is.EqualTo(SessionFixture.Start.AddHours(1)));
        Assert.That(EndExtension.Find(again), Is.EqualTo(SessionFixture.Start.AddHours(2)));
        Assert.That(EndExtension.With(again, null).Extensions, Is.EqualTo(others));
        Assert.That(SessionPayloadCodec.Decode(SessionPayloadCodec.Encode(set).Span, "alice")!.Extensions, Is.EqualTo(set.Extensions));
    }

    [Test]
    public void Find_FieldOfAnotherForm_IsNone()
    {
        Assert.That(EndExtension.Find(Session(20, 1, 1)), Is.Null);
        Assert.That(EndExtension.Find(Session(20, 8, 255, 255, 255, 255, 255, 255, 255, 255)), Is.Null);
        Assert.That(EndExtension.Find(Session()), Is.Null);
    }

    [Test]
    public async Task Refresh_RecordThatAnOlderReleaseRenewed_HandsOutTheSetEnd()
    {
        SessionFixture fixture = new();
        string token = await fixture.IssueAsync();
        SessionRecord record = fixture.Store.Records.Single();
        DateTimeOffset end = fixture.Now.AddMinutes(5);
        fixture.Store.Put(SessionFixture.With(record, record.ExpiresAt, EndExtension.With(SessionFixture.PayloadOf(record), end)));

        IssuedCredential credential = (await fixture.Strategy.RefreshAsync(token)).Credential!;

        Assert.That((credential.ExpiresAt, credential.AbsoluteExpiresAt), Is.EqualTo((end, (DateTimeOffset?)end)));
    }
}
