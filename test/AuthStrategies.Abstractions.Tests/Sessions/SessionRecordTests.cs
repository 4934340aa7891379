namespace AuthStrategies.Tests.Sessions;

[TestFixture]
public sealed class SessionRecordTests
{
    private static readonly SessionId Id = new([.. Enumerable.Repeat((byte)7, SessionId.Size)]);
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    [Test]
    public void Payload_BufferChangedAfterwards_StaysAsItWas()
    {
        byte[] buffer = [1, 2, 3];
        var record = new SessionRecord(Id, "alice", Now, Now, 1, buffer);

        buffer[0] = 9;

        Assert.That(record.Payload.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public void Times_GivenWithAnOffset_AreUtc()
    {
        var record = new SessionRecord(Id, "alice", Now, Now.AddHours(1), 1, default);

        Assert.That(record.ExpiresAt, Is.EqualTo(Now));
        Assert.That(record.ExpiresAt.Offset, Is.EqualTo(TimeSpan.Zero));
        Assert.That(record.AbsoluteExpiresAt.Offset, Is.EqualTo(TimeSpan.Zero));
    }

    private static IEnumerable<TestCaseData> WrongArguments()
    {
        yield return new TestCaseData((Action)(() => _ = new SessionRecord(default, "a", Now, Now, 1, default)), "id");
        yield return new TestCaseData((Action)(() => _ = new SessionRecord(Id, "", Now, Now, 1, default)), "subject");
        yield return new TestCaseData((Action)(() => _ = new SessionRecord(Id, null!, Now, Now, 1, default)), "subject");
        yield return new TestCaseData((Action)(() => _ = new SessionRecord(Id, "a", Now.AddTicks(1), Now, 1, default)), "expiresAt");
        yield return new TestCaseData((Action)(() => _ = new SessionRecord(Id, "a", Now, Now, 0, default)), "version");
    }

    [TestCaseSource(nameof(WrongArguments))]
    public void Constructor_WrongArgument_NamesTheParameter(Action make, string parameter)
    {
        Assert.That(() => make(), Throws.InstanceOf<ArgumentException>().With.Property("ParamName").EqualTo(parameter));
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void ToString_Always_TellsNeitherSubjectNorPayload()
    {
        var record = new SessionRecord(Id, "alice-the-subject", Now, Now, 3, "payload-bytes"u8);

        Assert.That(record.ToString(), Does.Contain(Id.ToString()).And.Not.Contain("alice").And.Not.Contain("payload-bytes"));
    }
}
