using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Jwt.Encryption;

/// <summary>The compact form, and every way to tamper with it.</summary>
public sealed class EncryptedTokenTests
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private static readonly string Good = JweForge.Good.Seal();
    private static readonly string[] Parts = Good.Split('.');

    private static string With(int part, string text) => string.Join('.', Parts.Select((old, i) => i == part ? text : old));

    private static string WithBytes(int part, Func<byte[], byte[]> change) =>
        With(part, TokenForge.Part(change(System.Buffers.Text.Base64Url.DecodeFromChars(Parts[part]))));

    private static IEnumerable<TestCaseData> Misshapen()
    {
        TestCaseData Row(string name, string token) => new TestCaseData(token).SetArgDisplayNames(name);
        for (int part = 0; part < 5; part++)
        {
            yield return Row($"part {part} empty or not", With(part, part == 1 ? "AAAA" : ""));
            yield return Row($"part {part} of one character", With(part, "A"));
            yield return Row($"part {part} with padding", With(part, Parts[part] + "="));
            yield return Row($"part {part} with more padding", With(part, Parts[part] + "=="));
            yield return Row($"part {part} with plus", With(part, "+" + Parts[part]));
            yield return Row($"part {part} with slash", With(part, Parts[part] + "/"));
            yield return Row($"part {part} after a blank", With(part, " " + Parts[part]));
            yield return Row($"part {part} before a line break", With(part, Parts[part] + "\n"));
            yield return Row($"part {part} with NUL", With(part, Parts[part] + "\0"));
            yield return Row($"part {part} with a letter beyond ASCII", With(part, Parts[part] + "é"));
            yield return Row($"part {part} with a full-width letter", With(part, Parts[part] + "\uFF21"));
        }

        yield return Row("four parts", string.Join('.', Parts[..4]));
        yield return Row("six parts", Good + ".AAAA");
        yield return Row("a dot before", "." + Good);
        yield return Row("a dot behind", Good + ".");
        yield return Row("four dots", "....");
        yield return Row("sixteen thousand dots", new string('.', 16_000));
        yield return Row("a quote before", "\"" + Good);
        yield return Row("Bearer", "Bearer " + Good);
        yield return Row("BOM", "\uFEFF" + Good);
        yield return Row("JSON serialization", $$"""{"protected":"{{Parts[0]}}","iv":"{{Parts[2]}}","ciphertext":"{{Parts[3]}}","tag":"{{Parts[4]}}","note":"a.b.c.d.e"}""");
        yield return Row("signed token behind it", Good + "." + TokenForge.Good.Sign());
    }

    [TestCaseSource(nameof(Misshapen))]
    [Property("Requirement", "T-01")]
    [Property("Requirement", "T-13")]
    public void Authenticate_NotFiveCanonicalParts_IsMalformed(string token) =>
        Assert.That(JweFixture.Encrypting().Reason(token), Is.EqualTo(Malformed));

    [Test]
    [Property("Requirement", "T-02")]
    public void Authenticate_LooseTrailingBits_IsMalformed([Values(0, 2, 3, 4)] int part)
    {
        // A length that leaves bits unused is needed; header and content are made to have one.
        JweForge forge = JweForge.Good with { Content = TokenForge.Utf8(TokenForge.WithMembers("\"x\":\"xxxxxxx\"").Sign()) };
        string[] parts = forge.Seal().Split('.');
        for (int i = 0; parts[part].Length % 4 == 0 && i < 3; i++)
        {
            forge = part == 0
                ? forge with { Header = TokenForge.Utf8(JweForge.GoodHeader[..^1] + $",\"x\":\"{new string('x', i)}\"}}") }
                : forge with { Content = [.. forge.Content, .. new byte[16]] };
            parts = forge.Seal().Split('.');
        }

        Assert.That(parts[part].Length % 4, Is.EqualTo(2).Or.EqualTo(3));
        for (int bit = 1; bit < (parts[part].Length % 4 == 2 ? 16 : 4); bit++)
        {
            string[] respelled = [.. parts];
            respelled[part] = parts[part][..^1] + Digits[Digits.IndexOf(parts[part][^1], StringComparison.Ordinal) | bit];
            Assert.That(JweFixture.Encrypting().Reason(string.Join('.', respelled)), Is.EqualTo(Malformed));
        }
    }

    private static IEnumerable<TestCaseData> Tampered()
    {
        TestCaseData Row(string name, string token) => new TestCaseData(token).SetArgDisplayNames(name);
        yield return Row("IV of 15 bytes", WithBytes(2, iv => iv[..15]));
        yield return Row("IV of 17 bytes", WithBytes(2, iv => [.. iv, 0]));
        yield return Row("IV of 12 bytes", WithBytes(2, iv => iv[..12]));
        yield return Row("IV of 32 bytes", WithBytes(2, iv => [.. iv, .. iv]));
        yield return Row("another IV", WithBytes(2, iv => [.. iv.Reverse()]));
        yield return Row("tag of 31 bytes", WithBytes(4, tag => tag[..31]));
        yield return Row("tag of 1 byte", WithBytes(4, tag => tag[..1]));
        yield return Row("tag of 16 bytes", WithBytes(4, tag => tag[..16]));
        yield return Row("tag of 33 bytes", WithBytes(4, tag => [.. tag, 0]));
        yield return Row("tag of 64 bytes, the whole MAC", WithBytes(4, tag => [.. tag, .. new byte[32]]));
        yield return Row("tag of zeros", WithBytes(4, _ => new byte[32]));
        yield return Row("last block cut off", WithBytes(3, text => text[..^16]));
        yield return Row("first block cut off", WithBytes(3, text => text[16..]));
        yield return Row("one block left", WithBytes(3, text => text[..16]));
        yield return Row("half a block cut off", WithBytes(3, text => text[..^8]));
        yield return Row("a byte cut off", WithBytes(3, text => text[..^1]));
        yield return Row("a byte more", WithBytes(3, text => [.. text, 0]));
        yield return Row("a block more", WithBytes(3, text => [.. text, .. new byte[16]]));
        yield return Row("two blocks swapped", WithBytes(3, text => [.. text[16..32], .. text[..16], .. text[32..]]));
        yield return Row("another header", With(0, TokenForge.Part(TokenForge.Utf8(JweForge.GoodHeader.Replace("\"cty\":\"JWT\",", "", StringComparison.Ordinal)))));
        yield return Row("the IV's border moved", string.Join('.', Parts[0], "", Parts[2], TokenForge.Part([.. System.Buffers.Text.Base64Url.DecodeFromChars(Parts[3])[1..]]), Parts[4]));
        yield return Row("parts of another token", With(3, JweForge.Good.Seal().Split('.')[3]));
        yield return Row("tag of another token", With(4, JweForge.Good.Seal().Split('.')[4]));
    }

    [TestCaseSource(nameof(Tampered))]
    [Property("Requirement", "T-13")]
    public void Authenticate_AnyPartChanged_IsUndecryptable(string token) =>
        Assert.That(JweFixture.Encrypting().Reason(token), Is.EqualTo(Undecryptable));

    [Test]
    [Property("Requirement", "T-13")]
    public void Authenticate_EveryByteChangedOnce_IsRefused([Values(0, 2, 3, 4)] int part)
    {
        JwtFixture fixture = JweFixture.Encrypting();
        int size = System.Buffers.Text.Base64Url.DecodeFromChars(Parts[part]).Length;
        for (int at = 0; at < size; at++)
        {
            foreach (byte mask in (byte[])[0x01, 0x20, 0x80, 0xFF])
            {
                string token = WithBytes(part, bytes => [.. bytes[..at], (byte)(bytes[at] ^ mask), .. bytes[(at + 1)..]]);

                AuthFailureReason? reason = fixture.Reason(token);

                Assert.That(reason, part == 0 ? Is.EqualTo(Undecryptable).Or.EqualTo(Malformed).Or.EqualTo(UnsupportedAlgorithm) : Is.EqualTo(Undecryptable), $"byte {at}, {mask:X2}");
            }
        }
    }

    [Test]
    [Property("Requirement", "T-14")]
    public void Authenticate_LongerThanMaxTokenLength_IsTooLargeBeforeAnythingIsDecoded()
    {
        string token = JweForge.Around(TokenForge.WithMembers($"\"x\":\"{new string('x', 60_000)}\"").Sign()).Seal();
        JwtFixture fixture = JweFixture.Encrypting();
        JwtFixture roomy = JweFixture.Encrypting(options => options.MaxTokenLength = token.Length);

        long bytes = JwtProbe.Bytes(() => JwtProbe.Refuse(fixture.Policy, token), rounds: 16);

        Assert.That(fixture.Reason(token), Is.EqualTo(TooLarge));
        Assert.That(bytes, Is.Zero);
        Assert.That(roomy.Reason(token), Is.Null);
    }

    private static IEnumerable<TestCaseData> Hostile()
    {
        TestCaseData Row(string name, string token) => new TestCaseData(token).SetArgDisplayNames(name);
        string header = TokenForge.Part(TokenForge.Utf8(JweForge.GoodHeader));
        yield return Row("dots only", new string('.', 1_000_000));
        yield return Row("a ciphertext of a megabyte", $"{header}..{TokenForge.Part(new byte[16])}.{TokenForge.Part(new byte[750_000])}.{TokenForge.Part(new byte[32])}");
        yield return Row("a tag of a megabyte", $"{header}..{TokenForge.Part(new byte[16])}.{TokenForge.Part(new byte[16])}.{TokenForge.Part(new byte[750_000])}");
        yield return Row("an IV of a megabyte", $"{header}..{TokenForge.Part(new byte[750_000])}.{TokenForge.Part(new byte[16])}.{TokenForge.Part(new byte[32])}");
        yield return Row("a header of a megabyte", $"{TokenForge.Part(new byte[750_000])}..AAAA.AAAA.AAAA");
        yield return Row("a header as deep as it is long", $"{TokenForge.Part(TokenForge.Utf8("{\"x\":" + new string('[', 8000) + "}"))}..AAAA.AAAA.AAAA");
        yield return Row("a header of as many members as fit", $"{TokenForge.Part(TokenForge.Utf8("{" + string.Join(',', Enumerable.Range(0, 900).Select(i => $"\"{i:D3}\":1")) + "}"))}..AAAA.AAAA.AAAA");
        yield return Row("a number as long as fits", $"{TokenForge.Part(TokenForge.Utf8("{\"p2c\":" + new string('9', 8000) + "}"))}..AAAA.AAAA.AAAA");
    }

    [TestCaseSource(nameof(Hostile))]
    [Property("Requirement", "T-14")]
    public void Authenticate_Hostile_AllocatesInProportionToItsLength(string token)
    {
        JwtFixture fixture = JweFixture.Encrypting(options => options.MaxTokenLength = 1024 * 1024);

        long bytes = JwtProbe.Bytes(() => JwtProbe.Refuse(fixture.Policy, token), rounds: 2);

        TestContext.Out.WriteLine($"{token.Length} characters: {bytes} B");
        Assert.That(bytes, Is.LessThan((3 * token.Length) + (128 * 1024)));
    }
}
