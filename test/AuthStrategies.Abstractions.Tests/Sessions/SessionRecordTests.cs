namespace AuthStrategies.Tests.Sessions;

[TestFixture]
public sealed class SessionRecordTests
{
    private static readonly SessionId Id = new([.. Enumerable.Repeat((byte)7, SessionId.Size)]);
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    [Test]
    public void Payload_BufferChangedLater_StaysAsItWas()
    {
        byte[] buffer = [1, 2, 3];
        SessionRecord record = New(payload: buffer);

        buffer[0] = 9;

        Assert.That(record.Payload.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Times_GivenWithAnOffset_AreUtc()
    {
        SessionRecord record = New(absoluteExpiresAt: Now.AddHours(1));

        Assert.That(record.ExpiresAt, Is.EqualTo(Now));
        Assert.That(record.ExpiresAt.Offset, Is.EqualTo(TimeSpan.Zero));
        Assert.That(record.AbsoluteExpiresAt.Offset, Is.EqualTo(TimeSpan.Zero));
    }

    private static IEnumerable<TestCaseData> WrongValues()
    {
        yield return new TestCaseData((Action)(() => New(id: default(SessionId))), "Id");
        yield return new TestCaseData((Action)(() => New(subject: "")), "Subject");
        yield return new TestCaseData((Action)(() => New(subject: null)), "Subject");
        yield return new TestCaseData((Action)(() => New(expiresAt: Now.AddTicks(1))), "ExpiresAt");
        yield return new TestCaseData((Action)(() => New(expiresAt: DateTimeOffset.MaxValue, absoluteExpiresAt: default(DateTimeOffset))), "ExpiresAt");
        yield return new TestCaseData((Action)(() => New(version: 0)), "Version");
    }

    [TestCaseSource(nameof(WrongValues))]
    public void Initializer_WrongValue_NamesTheProperty(Action create, string property)
    {
        Assert.That(() => create(), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(property));
    }

    [Test]
    public void Initializer_AbsoluteExpiresAtSetFirst_ComparesTheTimesTheSame()
    {
        Assert.That(
            () => new SessionRecord { AbsoluteExpiresAt = Now, ExpiresAt = Now.AddTicks(1), Id = Id, Subject = "a", Version = 1, Payload = default },
            Throws.ArgumentException.With.Property("ParamName").EqualTo("ExpiresAt"));
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void ToString_Always_TellsNeitherSubjectNorPayload()
    {
        SessionRecord record = New(subject: "alice-the-subject", payload: "payload-bytes"u8.ToArray());

        Assert.That(record.ToString(), Does.Contain(Id.ToString()).And.Not.Contain("alice").And.Not.Contain("payload-bytes"));
    }

    private static SessionRecord New(
        SessionId? id = null, string? subject = "alice", DateTimeOffset? expiresAt = null, DateTimeOffset? absoluteExpiresAt = null, long version = 1, byte[]? payload = null) => new()
        {
            Id = id ?? Id,
            Subject = subject!,
            ExpiresAt = expiresAt ?? Now,
            AbsoluteExpiresAt = absoluteExpiresAt ?? Now,
            Version = version,
            Payload = payload,
        };
}
