using System.Buffers;
using System.Security.Claims;
using System.Text;
using AuthStrategies.Jwt.Tokens;
using AuthStrategies.Tests.Sessions.Doubles;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Tokens;

/// <summary>The compact form and nothing beside.</summary>
public sealed class CompactTokenTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static IEnumerable<TestCaseData> Misshapen()
    {
        string good = TokenForge.Good.Sign();
        string[] parts = good.Split('.');
        (string Name, string Text)[] rows =
        [
            ("one dot", $"{parts[0]}.{parts[1]}"),
            ("no signature", $"{parts[0]}.{parts[1]}."),
            ("no payload", $"{parts[0]}..{parts[2]}"),
            ("no header", $".{parts[1]}.{parts[2]}"),
            ("dots only", ".."),
            ("one lone dot", "."),
            ("a dot behind", good + "."),
            ("a dot before", "." + good),
            ("four parts", good + ".AAAA"),
            ("five parts", $"{parts[0]}.AAAA.AAAA.AAAA.AAAA"),
            ("five parts, key part empty", $"{parts[0]}..AAAA.AAAA.AAAA"),
            ("JSON serialization", $$"""{"protected":"{{parts[0]}}","payload":"{{parts[1]}}.","signature":"{{parts[2]}}"}"""),
            ("Bearer left on", "Bearer " + good),
            ("quoted", $"\"{good}\""),
            ("space before", " " + good),
            ("space behind", good + " "),
            ("line break behind", good + "\n"),
            ("line break inside", good.Insert(20, "\r\n")),
            ("tab inside", good.Insert(20, "\t")),
            ("space inside the signature", good.Insert(good.Length - 5, " ")),
            ("NUL behind", good + "\0"),
            ("NUL before", "\0" + good),
            ("BOM", "\uFEFF" + good),
            ("padding", good + "="),
            ("padded header", $"{parts[0]}=.{parts[1]}.{parts[2]}"),
            ("double padding", good + "=="),
            ("percent", good + "%3D"),
            ("plus", good.Insert(5, "+")),
            ("slash", good.Insert(5, "/")),
            ("non-ASCII digit", good.Insert(5, "\u0661")),
            ("fullwidth letter", good.Insert(5, "\uFF21")),
            ("letter that folds to ASCII", good.Insert(5, "\u212A")),
            ("low byte of a wide character is a letter", good.Insert(5, "\u0141")),
            ("lone surrogate", good.Insert(5, "\uD800")),
            ("fullwidth dot", $"{parts[0]}\uFF0E{parts[1]}.{parts[2]}"),
            ("comma list", $"{good},{good}"),
        ];
        foreach ((string name, string text) in rows)
            yield return new TestCaseData(text).SetArgDisplayNames(name);
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void Dispose_AToken_ClearsTheRentedBuffer()
    {
        string text = TokenForge.Good.Sign();
        byte[] rented = Primed(2 * text.Length);

        Assert.That(CompactToken.TryRead(text, out CompactToken token), Is.True);
        Assert.That(token.SigningInput.Array, Is.SameAs(rented));
        Assert.That(rented.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)), Is.Zero);
        token.Dispose();

        Assert.That(rented.AsSpan().ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void TryRead_APartThatCannotBeDecoded_ClearsTheRentedBuffer([Values(0, 1, 2)] int part)
    {
        string[] parts = TokenForge.Good.Sign().Split('.');
        // One character more than whole bytes need: the decoder refuses it.
        parts[part] = parts[part][..(parts[part].Length / 4 * 4)] + "A";
        string text = string.Join('.', parts);
        byte[] rented = Primed(2 * text.Length);

        Assert.That(CompactToken.TryRead(text, out _), Is.False);

        Assert.That(rented.AsSpan().ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void Write_AToken_LeavesNothingInRentedBuffers()
    {
        byte[][] rented = [.. Enumerable.Range(8, 5).Select(power => Primed(1 << power))];

        string token = new JwtFixture().Strategy.IssueAsync(SessionFixture.Principal("alice", new Claim("secret", "of alice"))).AsTask().Result.Value;

        byte[] payload = Encoding.ASCII.GetBytes(token.Split('.')[1]);
        Assert.That(payload, Has.Length.GreaterThan(100));
        Assert.That(rented.Count(buffer => buffer.AsSpan().IndexOf(payload.AsSpan(0, 20)) >= 0), Is.Zero);
    }

    /// <summary>The buffer of zeros that this thread rents next.</summary>
    private static byte[] Primed(int size)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        Array.Clear(buffer);
        ArrayPool<byte>.Shared.Return(buffer);
        return buffer;
    }

    [TestCaseSource(nameof(Misshapen))]
    [SetCulture("tr-TR")]
    [Property("Requirement", "T-01")]
    public void Authenticate_NotTheCompactForm_IsMalformed(string text) =>
        Assert.That(new JwtFixture().Reason(text), Is.EqualTo(Malformed));

    [Test]
    [Property("Requirement", "T-01")]
    public void Authenticate_AnyOtherCharacterAnywhere_IsMalformed([Values('=', '+', '/', '%', ' ', '\n', '\0', '~', '.', '\u00e4', '\u0141', '\uff21')] char stranger)
    {
        JwtFixture fixture = new();
        string good = TokenForge.Good.Sign();

        Assert.Multiple(() =>
        {
            for (int at = 0; at <= good.Length; at++)
                Assert.That(fixture.Reason(good.Insert(at, stranger.ToString())), Is.EqualTo(Malformed), $"at {at}");
        });
    }

    [Test]
    [Property("Requirement", "T-02")]
    public void Authenticate_SetBitsBehindTheLastByte_IsMalformed([Values(0, 1, 2)] int part)
    {
        JwtFixture fixture = new();
        int tried = 0;
        for (int filler = 0; filler < 3; filler++)
        {
            // Correctly signed, each part of each length modulo 3 once.
            TokenForge token = TokenForge.WithHeaderMembers($"\"f\":\"{new string('x', filler)}\"") with
            {
                Payload = TokenForge.Utf8("{" + TokenForge.GoodClaims + $",\"f\":\"{new string('x', filler)}\"}}"),
            };
            string[] parts = token.Sign().Split('.');
            int unusedBits = 6 * parts[part].Length % 8;
            int last = Alphabet.IndexOf(parts[part][^1]);
            for (int bits = 1; bits < 1 << unusedBits; bits++)
            {
                string[] respelled = [.. parts];
                respelled[part] = parts[part][..^1] + Alphabet[last | bits];
                // The signature covers the spelling it is given, so that only the spelling can be the fault.
                if (part < 2)
                    respelled[2] = TokenForge.Part(token.Key.Sign($"{respelled[0]}.{respelled[1]}"));
                Assert.That(fixture.Reason(string.Join('.', respelled)), Is.EqualTo(Malformed));
                tried++;
            }
        }

        Assert.That(tried, Is.GreaterThan(2));
    }

    [Test]
    [Property("Requirement", "T-02")]
    public void Authenticate_PartOfALengthNoBytesHave_IsMalformed([Values(0, 1, 2)] int part)
    {
        string[] parts = TokenForge.Good.Sign().Split('.');
        while (parts[part].Length % 4 != 1)
            parts[part] += "A";

        Assert.That(new JwtFixture().Reason(string.Join('.', parts)), Is.EqualTo(Malformed));
    }

    private static IEnumerable<TestCaseData> Enormous()
    {
        string[] parts = TokenForge.Good.Sign().Split('.');
        yield return new TestCaseData($"{parts[0]}.{parts[1]}.{new string('A', 600_000)}", TooLarge).SetArgDisplayNames("signature of 600 KB");
        yield return new TestCaseData(new string('.', 100_000), TooLarge).SetArgDisplayNames("100,000 dots");
        yield return new TestCaseData(new string('.', 16_000), Malformed).SetArgDisplayNames("as many dots as fit");
        yield return new TestCaseData(TokenForge.WithMembers($"\"d\":{new string('[', 50_000)}").Sign(), TooLarge).SetArgDisplayNames("depth of 50,000");
        yield return new TestCaseData(TokenForge.WithMembers($"\"d\":{new string('[', 5_000)}{new string(']', 5_000)}").Sign(), Malformed).SetArgDisplayNames("depth of 5,000");
        yield return new TestCaseData(TokenForge.WithMembers($"\"n\":{new string('9', 100_000)}").Sign(), TooLarge).SetArgDisplayNames("number of 100,000 digits");
        yield return new TestCaseData(TokenForge.WithMembers($"\"n\":{new string('9', 10_000)}").Sign(), Malformed).SetArgDisplayNames("number of 10,000 digits");
        yield return new TestCaseData(TokenForge.WithClaims(("exp", new string('9', 10_000))).Sign(), Malformed).SetArgDisplayNames("date of 10,000 digits");
        yield return new TestCaseData(TokenForge.WithClaims(("exp", "1" + new string('0', 60) + "e9999999")).Sign(), Malformed).SetArgDisplayNames("enormous exponent");
        yield return new TestCaseData(TokenForge.WithMembers($"\"c\":[{string.Join(',', Enumerable.Repeat('1', 1001))}]").Sign(), Malformed).SetArgDisplayNames("1,001 claims of one type");
        yield return new TestCaseData(TokenForge.WithMembers(string.Join(',', Enumerable.Range(0, 1001).Select(i => $"\"{i}\":1"))).Sign(), Malformed).SetArgDisplayNames("1,001 claims");
        yield return new TestCaseData(TokenForge.WithHeaderMembers($"\"x\":\"{new string('x', 9_000)}\"").Sign(), TooLarge).SetArgDisplayNames("header of 9,000 bytes");
    }

    [TestCaseSource(nameof(Enormous))]
    [Property("Requirement", "T-14")]
    public void Authenticate_Enormous_IsRefusedForLittleMemory(string token, AuthFailureReason reason)
    {
        JwtFixture fixture = new();
        fixture.Reason(token);

        long before = GC.GetAllocatedBytesForCurrentThread();
        AuthFailureReason? actual = fixture.Reason(token);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(actual, Is.EqualTo(reason));
        Assert.That(allocated, Is.LessThan(512 * 1024));
    }

    [Test]
    [Property("Requirement", "T-14")]
    public void Authenticate_TooLarge_DoesNotAllocateByItsLength()
    {
        JwtFixture fixture = new(logLevel: Microsoft.Extensions.Logging.LogLevel.None);
        string token = "a." + new string('A', 600_000) + ".a";
        JwtProbe.Refuse(fixture.Policy, token);

        Assert.That(JwtProbe.Bytes(() => JwtProbe.Refuse(fixture.Policy, token)), Is.Zero);
    }

    [Test]
    [Property("Requirement", "T-14")]
    public void Authenticate_LengthLimit_IsExact()
    {
        string token = TokenForge.WithMembers($"\"x\":\"{new string('x', 100)}\"").Sign();

        Assert.That(new JwtFixture(options => options.MaxTokenLength = token.Length).Reason(token), Is.Null);
        Assert.That(new JwtFixture(options => options.MaxTokenLength = token.Length - 1).Reason(token), Is.EqualTo(TooLarge));
    }

    [Test]
    [Property("Requirement", "T-14")]
    public void Authenticate_DepthLimit_IsExact()
    {
        string At(int depth) => TokenForge.WithMembers($"\"d\":{new string('[', depth - 1)}{new string(']', depth - 1)}").Sign();

        Assert.That(new JwtFixture().Reason(At(32)), Is.Null);
        Assert.That(new JwtFixture().Reason(At(33)), Is.EqualTo(Malformed));
    }

    [Test]
    [Property("Requirement", "T-14")]
    public void Authenticate_NumberLimit_IsExact()
    {
        Assert.That(new JwtFixture().Reason(TokenForge.WithMembers($"\"n\":{new string('9', 64)}").Sign()), Is.Null);
        Assert.That(new JwtFixture().Reason(TokenForge.WithMembers($"\"n\":{new string('9', 65)}").Sign()), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Reason(TokenForge.WithMembers($"\"n\":[[{new string('9', 65)}]]").Sign()), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Reason(TokenForge.WithMembers($"\"cnf\":{new string('9', 65)}").Sign()), Is.EqualTo(Malformed));
        Assert.That(new JwtFixture().Reason(TokenForge.WithHeaderMembers($"\"n\":{new string('9', 65)}").Sign()), Is.EqualTo(Malformed));
    }
}
