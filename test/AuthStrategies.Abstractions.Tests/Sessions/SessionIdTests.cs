namespace AuthStrategies.Tests.Sessions;

[TestFixture]
public sealed class SessionIdTests
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(1, SessionId.Size).Select(i => (byte)(i * 15))];

    [Test]
    public void ToString_ParsedAgain_IsTheSameId()
    {
        var id = new SessionId(Bytes);

        SessionId again = SessionId.Parse(id.ToString());

        Assert.That(again, Is.EqualTo(id));
        Assert.That(again.ToByteArray(), Is.EqualTo(Bytes));
        Assert.That(id.ToString(), Has.Length.EqualTo(SessionId.TextLength));
    }

    [TestCase(0)]
    [TestCase(15)]
    [TestCase(17)]
    public void Constructor_WrongLength_NamesTheParameter(int length)
    {
        Assert.That(() => new SessionId(new byte[length]), Throws.ArgumentException.With.Property("ParamName").EqualTo("bytes"));
    }

    private static IEnumerable<TestCaseData> NotIds()
    {
        string good = new SessionId(Bytes).ToString();
        yield return new TestCaseData(null).SetName("TryParse_Null_IsFalse");
        yield return new TestCaseData("").SetName("TryParse_Empty_IsFalse");
        yield return new TestCaseData(good[..^1]).SetName("TryParse_TooShort_IsFalse");
        yield return new TestCaseData(good + "A").SetName("TryParse_TooLong_IsFalse");
        yield return new TestCaseData(good[..^1] + "=").SetName("TryParse_Padding_IsFalse");
        yield return new TestCaseData(good[..^1] + "+").SetName("TryParse_StandardBase64_IsFalse");
        yield return new TestCaseData(" " + good[1..]).SetName("TryParse_Space_IsFalse");
        yield return new TestCaseData(good[..^1] + "\n").SetName("TryParse_NewLine_IsFalse");
        yield return new TestCaseData("é" + good[1..]).SetName("TryParse_NotAscii_IsFalse");
    }

    [TestCaseSource(nameof(NotIds))]
    public void TryParse_NotAnId_IsFalse(string? text)
    {
        bool parsed = SessionId.TryParse(text, out SessionId id);

        Assert.That(parsed, Is.False);
        Assert.That(id, Is.EqualTo(default(SessionId)));
    }

    [Test]
    public void TryParse_EveryOtherLastCharacter_HasOneSpellingPerId()
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        string prefix = new SessionId(Bytes).ToString()[..^1];

        IEnumerable<SessionId> read = Alphabet.Select(c => SessionId.TryParse(prefix + c, out SessionId id) ? id : default).Where(id => id != default);

        // 22 characters carry 132 bits; the last four must be zero, so 4 of 64 endings are ids.
        Assert.That(read.ToArray(), Has.Length.EqualTo(4).And.Unique);
    }

    [Test]
    public void Parse_NotAnId_SaysWhatOneLooksLike()
    {
        Assert.That(() => SessionId.Parse("no"), Throws.TypeOf<FormatException>().With.Message.Contains("22"));
    }

    [Test]
    public void Comparison_TwoIds_IsByBytes()
    {
        SessionId[] ordered = [new([.. new byte[15], 1]), new([.. new byte[15], 2]), new([1, .. new byte[15]])];

        Assert.That(ordered.Reverse().Order(), Is.EqualTo(ordered));
        Assert.That(ordered[0] < ordered[1] && ordered[2] > ordered[1] && ordered[0] <= ordered[0] && ordered[0] >= ordered[0], Is.True);
    }
}
