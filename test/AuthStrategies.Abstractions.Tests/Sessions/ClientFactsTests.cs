using System.Text;

namespace AuthStrategies.Abstractions.Tests.Sessions;

/// <summary>Texts of a client, of any length and content, never break a line, a header, a page or a record.</summary>
[TestFixture]
public sealed class ClientFactsTests
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    [TestCase("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")]
    [TestCase("curl/8.5.0")]
    [TestCase("Приложение/1.0 (日本語; 😀)")]
    public void UserAgent_OrdinaryText_IsKeptUnchanged(string text) =>
        Assert.That(new ClientFacts { UserAgent = text }.UserAgent, Is.EqualTo(text));

    // An attribute cannot hold half of a surrogate pair.
    private static IEnumerable<TestCaseData> Halves =>
    [
        new TestCaseData("\ud800", null).SetArgDisplayNames("high half"),
        new TestCaseData("a\ud800b\udc00c", "a b c").SetArgDisplayNames("both halves, apart"),
        new TestCaseData("\udc00\ud800", null).SetArgDisplayNames("both halves, in the wrong order"),
    ];

    [TestCase(null, null)]
    [TestCase("", null)]
    [TestCase("   ", null)]
    [TestCase("\r\n\t\0", null)]
    [TestCase("  Firefox  ", "Firefox")]
    [TestCase("Fire\r\nfox", "Fire fox")]
    [TestCase("Fire\r\n\r\nSet-Cookie: a=b", "Fire Set-Cookie: a=b")]
    [TestCase("a\u0000b\u001bc\u007fd\u0085e\u009bf", "a b c d e f")]
    [TestCase("a\u2028b\u2029c", "a b c")]
    [TestCase("a\u202eb\u200bc\ufeffd\u2066e", "a b c d e")]
    [TestCase("a\ufdd0b\uffffc\ue000d", "a b c d")]
    [TestCaseSource(nameof(Halves))]
    public void UserAgent_TextThatCouldBreakALine_IsCleaned(string? text, string? expected)
    {
        ClientFacts client = new() { UserAgent = text, Address = text };

        Assert.That(client.UserAgent, Is.EqualTo(expected));
        Assert.That(client.Address, Is.EqualTo(expected));
    }

    [TestCase("x", ClientFacts.MaxUserAgentSize)]
    [TestCase("é", ClientFacts.MaxUserAgentSize)]
    [TestCase("日", 255)]
    [TestCase("😀", ClientFacts.MaxUserAgentSize)]
    [TestCase("x\n", 255)]
    public void UserAgent_TooLong_IsCutBetweenCharacters(string repeated, int size)
    {
        string? kept = new ClientFacts { UserAgent = string.Concat(Enumerable.Repeat(repeated, 100_000)) }.UserAgent;

        Assert.That(Strict.GetByteCount(kept!), Is.EqualTo(size));
    }

    [Test]
    public void Texts_AnyCharacter_BecomeValidUnicodeWithoutControl()
    {
        for (int code = 0; code <= char.MaxValue; code++)
        {
            string text = $"a{(char)code}b";
            ClientFacts client = new() { UserAgent = text, Address = text };

            Assert.That(Strict.GetByteCount(client.UserAgent!), Is.Positive);
            Assert.That(client.UserAgent!.Any(char.IsControl), Is.False, $"U+{code:X4}");
            Assert.That(client.Address, Is.EqualTo(client.UserAgent));
        }
    }

    [Test]
    public void Address_TooLong_IsCut() =>
        Assert.That(new ClientFacts { Address = new string('1', 1000) }.Address, Has.Length.EqualTo(ClientFacts.MaxAddressSize));

    [Test]
    public void ToString_Always_ShowsNoPersonalData() =>
        Assert.That(new ClientFacts { Address = "203.0.113.7", UserAgent = "Firefox" }.ToString(), Is.EqualTo("ClientFacts"));
}
