using AuthStrategies.EntityFrameworkCore.Records;

namespace AuthStrategies.EntityFrameworkCore.Tests.Records;

[TestFixture]
[Property("Requirement", "F-29")]
public sealed class RowFormatTests
{
    private static IEnumerable<TestCaseData> Damages =>
    [
        Damage("Id_Short", row => row.Id = new byte[15]),
        Damage("Id_Default", row => row.Id = new byte[16]),
        Damage("Subject_Another", row => row.Subject = "bob"u8.ToArray()),
        Damage("Subject_Empty", row => row.Subject = []),
        Damage("SubjectHash_BitFlipped", row => row.SubjectHash[0] ^= 1),
        Damage("Version_Zero", row => row.Version = 0),
        Damage("ExpiresAt_Negative", row => row.ExpiresAt = -1),
        Damage("ExpiresAt_AfterTheEnd", row => row.ExpiresAt = row.AbsoluteExpiresAt + 1),
        Damage("EndsAt_PastAllTime", row => row.AbsoluteExpiresAt = long.MaxValue),
    ];

    [Test]
    public void Read_WhatWasWritten_IsTheRecord()
    {
        SessionRecord record = Sample.Record("ali\u0308ce\u0000");

        SessionRecord? read = RowFormat.Read(RowFormat.Write(record));

        Assert.That(read!.Subject, Is.EqualTo(record.Subject));
        Assert.That((read.Id, read.ExpiresAt, read.AbsoluteExpiresAt, read.Version), Is.EqualTo((record.Id, record.ExpiresAt, record.AbsoluteExpiresAt, record.Version)));
        Assert.That(read.Payload.ToArray(), Is.EqualTo(record.Payload.ToArray()));
    }

    [TestCaseSource(nameof(Damages))]
    public void Read_Damaged_IsNoRecord(Action<SessionRow> damage)
    {
        SessionRow row = RowFormat.Write(Sample.Record());
        damage(row);

        Assert.That(RowFormat.Read(row), Is.Null);
    }

    [Test]
    public void Read_SubjectNoUnicode_IsNoRecord()
    {
        SessionRow row = RowFormat.Write(Sample.Record());
        row.Subject = [0xFF];
        row.SubjectHash = System.Security.Cryptography.SHA256.HashData(row.Subject);

        Assert.That(RowFormat.Read(row), Is.Null);
    }

    [Test]
    public void Write_SubjectNoUnicode_Throws() => Assert.Throws<ArgumentException>(() => RowFormat.Write(Sample.Record("\ud800")));

    private static TestCaseData Damage(string name, Action<SessionRow> damage) => new(damage) { TestName = $"Read_{name}_IsNoRecord" };
}
