using AuthStrategies.Sessions;

namespace AuthStrategies.Tests.Sessions;

[TestFixture]
[Property("Requirement", "E-04")]
public sealed class ItemsCipherTests
{
    private const string Strategy = "Session";
    private const string Credential = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";

    // Made by another implementation of HKDF and AES-GCM, from the description at ItemsCipher.
    internal const string Vector = "6465666768696a6b6c6d6e6f70717273c8c9cacbcccdcecfd0d1d2d382909bf2291dcf45ceb0a5c74904d05183a9e195766c37e1b58269408a80d9cd5f";

    internal static readonly OpaqueToken Token = Parse(Credential);

    [Test]
    public void TryDecrypt_OfAnotherImplementation_IsRead() =>
        Assert.That(ItemsCodec.TryDecrypt(Convert.FromHexString(Vector), Token, Strategy), Is.EqualTo(new Dictionary<string, string?> { ["cart"] = "42", ["none"] = null }));

    [Test]
    public void TryDecrypt_EachBitFlipped_IsNull()
    {
        byte[] encrypted = Convert.FromHexString(Vector);
        for (int bit = 0; bit < encrypted.Length * 8; bit++)
        {
            byte[] changed = [.. encrypted];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(ItemsCipher.TryDecrypt(changed, Token, Strategy), Is.Null, $"bit {bit}");
        }
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void TakeAndEncrypt_TextOfItems_IsCleared()
    {
        byte[] decrypted = ItemsCipher.TryDecrypt(Convert.FromHexString(Vector), Token, Strategy)!;
        byte[] encoded = ItemsCodec.Encode(new Dictionary<string, string?> { ["cart"] = "42" });
        byte[] damaged = [.. decrypted, 1];

        Dictionary<string, string?>? items = ItemsCodec.Take(decrypted);
        byte[] encrypted = ItemsCodec.Encrypt(encoded, Token, Strategy);

        Assert.That((items!["cart"], ItemsCodec.TryDecrypt(encrypted, Token, Strategy)!["cart"]), Is.EqualTo(("42", "42")));
        Assert.That(ItemsCodec.Take(damaged), Is.Null);
        Assert.That(new[] { decrypted, encoded, damaged }.SelectMany(bytes => bytes), Is.All.Zero);
    }

    [Test]
    public void TryDecrypt_EachPrefix_IsNull()
    {
        byte[] encrypted = Convert.FromHexString(Vector);
        for (int length = 0; length < encrypted.Length; length++)
            Assert.That(ItemsCipher.TryDecrypt(encrypted.AsSpan(0, length), Token, Strategy), Is.Null, $"{length} bytes");
    }

    [Test]
    public void TryDecrypt_OfAnotherTokenOrStrategy_IsNull() => Assert.Multiple(() =>
    {
        Assert.That(ItemsCipher.TryDecrypt(Convert.FromHexString(Vector), OpaqueToken.New(), Strategy), Is.Null);
        Assert.That(ItemsCipher.TryDecrypt(Convert.FromHexString(Vector), Token, "session"), Is.Null);
    });

    [Test]
    public void TryDecrypt_AnotherSecretPartOfTheSession_IsRead()
    {
        OpaqueToken successor = Token.Rotate(default);

        Assert.That(ItemsCodec.TryDecrypt(Convert.FromHexString(Vector), successor, Strategy), Has.Count.EqualTo(2));
    }

    [Test]
    public void Encrypt_Twice_SharesNeitherSaltNorNonceNorText()
    {
        byte[] one = ItemsCipher.Encrypt("the same text"u8, Token, Strategy);
        byte[] other = ItemsCipher.Encrypt("the same text"u8, Token, Strategy);

        Assert.That(one, Has.Length.EqualTo(13 + ItemsCipher.Overhead));
        Assert.That((Same(0..16), Same(16..28), Same(28..)), Is.EqualTo((false, false, false)));

        bool Same(Range part) => one.AsSpan(part).SequenceEqual(other.AsSpan(part));
    }

    [TestCase(new byte[] { }, TestName = "Decode_Empty_IsNull")]
    [TestCase(new byte[] { 2, 0 }, TestName = "Decode_AnotherVersion_IsNull")]
    [TestCase(new byte[] { 1, 1 }, TestName = "Decode_CountWithoutItems_IsNull")]
    [TestCase(new byte[] { 1, 0, 0 }, TestName = "Decode_BytesAfterTheLast_IsNull")]
    [TestCase(new byte[] { 1, 1, 1, 97, 2, 0 }, TestName = "Decode_UnknownKindOfValue_IsNull")]
    [TestCase(new byte[] { 1, 2, 1, 97, 0, 1, 97, 0 }, TestName = "Decode_NameTwice_IsNull")]
    [TestCase(new byte[] { 1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0 }, TestName = "Decode_CountOfMillions_IsNull")]
    public void Decode(byte[] text) => Assert.That(ItemsCodec.Decode(text), Is.Null);

    private static OpaqueToken Parse(string text) => OpaqueToken.TryParse(text, out OpaqueToken token) ? token : throw new ArgumentException("no token", nameof(text));
}
