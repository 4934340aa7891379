using System.Security.Cryptography;
using AuthStrategies.Jwt.KeyStores;

namespace AuthStrategies.Tests.Jwt.KeyStores;

[TestFixture]
[Property("Requirement", "M-05")]
public sealed class AesJwtKeyProtectorTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];
    private static readonly byte[] Text = [.. Enumerable.Range(100, 50).Select(value => (byte)value)];

    [Test]
    public async Task Unprotect_SameKeyId_GivesTheKeyBack()
    {
        AesJwtKeyProtector protector = new([Key]);

        ReadOnlyMemory<byte> first = await protector.ProtectAsync("kid", Text, default);
        ReadOnlyMemory<byte> second = await protector.ProtectAsync("kid", Text, default);

        Assert.That(await protector.UnprotectAsync("kid", first, default), Is.EqualTo(Text));
        Assert.That(first.ToArray(), Is.Not.EqualTo(second.ToArray()), "a new nonce each time");
        Assert.That(first.Span.IndexOf(Text.AsSpan(0, 8)), Is.Negative);
    }

    [TestCase("Kid")]
    [TestCase("kid2")]
    [TestCase("")]
    public async Task Unprotect_AnotherKeyId_Throws(string keyId)
    {
        AesJwtKeyProtector protector = new([Key]);
        ReadOnlyMemory<byte> hidden = await protector.ProtectAsync("kid", Text, default);

        Assert.That(async () => await protector.UnprotectAsync(keyId, hidden, default), Throws.TypeOf<JwtKeyStoreException>());
    }

    [Test]
    public async Task Unprotect_AnyByteChanged_Throws()
    {
        AesJwtKeyProtector protector = new([Key]);
        byte[] hidden = (await protector.ProtectAsync("kid", Text, default)).ToArray();

        for (int i = 0; i < hidden.Length; i++)
        {
            byte[] changed = [.. hidden];
            changed[i] ^= 1;
            Assert.That(async () => await protector.UnprotectAsync("kid", changed, default), Throws.TypeOf<JwtKeyStoreException>(), $"byte {i}");
        }

        for (int length = 0; length < hidden.Length; length++)
            Assert.That(async () => await protector.UnprotectAsync("kid", hidden.AsMemory(0, length), default), Throws.TypeOf<JwtKeyStoreException>(), $"{length} bytes");
    }

    [Test]
    public async Task Unprotect_SeveralKeys_TheOneThatProtectedIsFound()
    {
        byte[] other = RandomNumberGenerator.GetBytes(32);
        ReadOnlyMemory<byte> hidden = await new AesJwtKeyProtector([Key]).ProtectAsync("kid", Text, default);

        Assert.That(await new AesJwtKeyProtector([other, Key]).UnprotectAsync("kid", hidden, default), Is.EqualTo(Text));
        Assert.That(async () => await new AesJwtKeyProtector([other]).UnprotectAsync("kid", hidden, default), Throws.TypeOf<JwtKeyStoreException>().With.Message.Contains("KeyEncryptionKeys"));
    }

    /// <summary>Written once, so that a change of the format does not go unnoticed: every stored key would be lost.</summary>
    [Test]
    public async Task Unprotect_WrittenByThisFormat_IsRead()
    {
        byte[] golden = Convert.FromHexString("0129CA8B1CD5586B34000102030405060708090A0BBC69D1A913C10D68120AA9289CFAF372155567F0A0B40B606346DC2E14E985FE5DE2CBE206E60007B13503C2DC54B0B8022D3467CF0C73AABBDE81A222A627DDF789");

        Assert.That(await new AesJwtKeyProtector([Key]).UnprotectAsync("kid", golden, default), Is.EqualTo(Text));
    }
}
