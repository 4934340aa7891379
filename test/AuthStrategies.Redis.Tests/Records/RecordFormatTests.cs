using System.Text;
using AuthStrategies.Redis.Records;

namespace AuthStrategies.Redis.Tests.Records;

[TestFixture]
public sealed class RecordFormatTests
{
    private static readonly SessionId Id = new([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);

    private static readonly SessionRecord Record = new()
    {
        Id = Id,
        Subject = "al\u00efce",
        ExpiresAt = new(2030, 1, 1, 1, 0, 0, TimeSpan.Zero),
        AbsoluteExpiresAt = new(2030, 1, 2, 0, 0, 0, TimeSpan.Zero),
        Version = 7,
        Payload = (byte[])[0, 255, 13, 10],
    };

    [Test]
    [Property("Requirement", "F-31")]
    public void Write_AnyRelease_IsTheseBytes()
    {
        byte[] bytes = RecordFormat.Write(Record, new(0x0102030405060708));

        Assert.That(Convert.ToHexString(bytes), Is.EqualTo("01" + "0000000000000007" + "0102030405060708" + "08E2C4E024412800" + "08E2C5A0ECE68000" + "00000006" + "616CC3AF6365" + "00FF0D0A"));
    }

    [Test]
    public void Read_Written_IsTheSame()
    {
        SessionRecord? read = RecordFormat.Read(Id, RecordFormat.Write(Record, new(42)), out RecordTag tag);

        Assert.That(read!.ToString(), Is.EqualTo(Record.ToString()));
        Assert.That(read.Subject, Is.EqualTo(Record.Subject));
        Assert.That(read.Payload.ToArray(), Is.EqualTo(Record.Payload.ToArray()));
        Assert.That(tag, Is.EqualTo(new RecordTag(42)));
    }

    [Test]
    [Property("Requirement", "F-29")]
    public void Read_TruncatedAnywhereBeforeThePayload_IsNothing()
    {
        byte[] bytes = RecordFormat.Write(Record, default);

        for (int length = 0; length < bytes.Length - Record.Payload.Length; length++)
            Assert.That(RecordFormat.Read(Id, bytes.AsMemory(0, length), out _), Is.Null, $"{length} bytes");
    }

    [Test]
    [Property("Requirement", "F-29")]
    public void Read_AnyBitFlipped_NeverThrows()
    {
        byte[] bytes = RecordFormat.Write(Record, default);

        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.DoesNotThrow(() => RecordFormat.Read(Id, flipped, out _), $"bit {bit}");
        }
    }

    [TestCase(0, 0, TestName = "Read_FormatZero_IsNothing")]
    [TestCase(0, 2, TestName = "Read_FormatToCome_IsNothing")]
    [TestCase(17, 0x7F, TestName = "Read_ExpiresAfterItsEnd_IsNothing")]
    [TestCase(25, 0x7F, TestName = "Read_EndsBeyondTime_IsNothing")]
    [TestCase(25, 0xFF, TestName = "Read_EndsBeforeTime_IsNothing")]
    [TestCase(33, 0x80, TestName = "Read_NegativeLength_IsNothing")]
    [TestCase(36, 200, TestName = "Read_SubjectLongerThanAll_IsNothing")]
    [TestCase(36, 0, TestName = "Read_NoSubject_IsNothing")]
    [TestCase(37, 0xC3, TestName = "Read_SubjectNoUnicode_IsNothing")]
    [TestCase(1, 0x80, TestName = "Read_NegativeVersion_IsNothing")]
    [Property("Requirement", "F-30")]
    public void Read_ByteChanged_IsNothing(int position, int value)
    {
        byte[] bytes = RecordFormat.Write(Record, default);
        bytes[position] = (byte)value;

        Assert.That(RecordFormat.Read(Id, bytes, out _), Is.Null);
    }

    [Test]
    [Property("Requirement", "S-05")]
    public void Index_HostileSubjects_NeverShowInTheKey()
    {
        KeySpace keys = new("app");
        string[] subjects = ["a\r\nFLUSHALL\r\n", "*", "a:b", "{slot}", "a\0b", new('x', 1_000_000), "\ud83d\udd11"];

        string[] names = [.. subjects.Select(subject => (string)keys.Index(subject)!)];

        Assert.That(names, Is.All.Match("^app:u:[A-Za-z0-9_-]{43}$"));
        Assert.That(names, Is.Unique);
        Assert.Throws<EncoderFallbackException>(() => keys.Index("lone \ud800 surrogate"));
    }
}
