using System.Security.Cryptography;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed partial class JwtKeyTests
{
    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    [Property("Requirement", "A-01")]
    public void Verify_OwnSignature_IsTrue(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);

        bool verified = key.Verify(KeyFixtures.Input, signature);

        Assert.That(verified);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    public void Verify_PartOfAnArray_LooksAtThatPartOnly(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);
        byte[] larger = [1, 2, 3, .. KeyFixtures.Input, 4, 5];

        bool verified = key.Verify(new ArraySegment<byte>(larger, 3, KeyFixtures.Input.Length), signature);

        Assert.That(verified);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    public void Verify_OneBitOfTheSignatureFlipped_IsFalse(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);

        bool[] verified = [.. Enumerable.Range(0, signature.Length * 8).Select(bit => key.Verify(KeyFixtures.Input, Flip(signature, bit)))];

        Assert.That(verified, Has.None.True);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    public void Verify_AnotherInput_IsFalse(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);

        bool verified = key.Verify(Flip(KeyFixtures.Input, 0), signature);

        Assert.That(verified, Is.False);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    [Property("Requirement", "T-11")]
    public void Verify_SignatureOfAnotherKey_IsFalse(string algorithm)
    {
        byte[] signature = KeyFixtures.Sign(KeyFixtures.Key(algorithm), KeyFixtures.Input);

        bool verified = JwtKey.Generate(algorithm).Verify(KeyFixtures.Input, signature);

        Assert.That(verified, Is.False);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    [Property("Requirement", "L-02")]
    public void Verify_NoInput_IsFalse(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] signature = new byte[key.SignatureSize];

        bool[] verified = [key.Verify(Array.Empty<byte>(), signature), key.Verify(default, signature)];

        Assert.That(verified, Has.None.True);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    [Property("Requirement", "L-02")]
    public void Verify_AnythingAtAll_IsFalseAndNeverThrows(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[][] garbage = [.. Enumerable.Range(0, 600).Select(length => new byte[length]), .. Enumerable.Range(0, 600).Select(KeyFixtures.Secret), .. Enumerable.Range(0, 200).Select(_ => KeyFixtures.Secret(key.SignatureSize))];

        bool[] verified = [.. garbage.Select(signature => key.Verify(KeyFixtures.Input, signature))];

        Assert.That(verified, Has.None.True);
    }

    [TestCase("HS256", 32)]
    [TestCase("HS384", 48)]
    [TestCase("HS512", 64)]
    [TestCase("RS256", 256)]
    [TestCase("PS384", 256)]
    [TestCase("ES256", 64)]
    [TestCase("ES384", 96)]
    [TestCase("ES512", 132)]
    public void SignatureSize_EachFamily_IsExact(string algorithm, int size)
    {
        JwtKey key = KeyFixtures.Key(algorithm);

        Assert.That(key.SignatureSize, Is.EqualTo(size));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    public void TrySign_TooLittleRoom_IsFalse(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] room = new byte[key.SignatureSize - 1];

        bool signed = key.TrySign(KeyFixtures.Input, room, out int written);

        Assert.That((signed, written), Is.EqualTo((false, 0)));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    public void TrySign_NothingToSign_IsFalse(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);

        bool signed = key.TrySign([], new byte[key.SignatureSize], out int written);

        Assert.That((signed, written), Is.EqualTo((false, 0)));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    public void TrySign_RoomToSpare_WritesTheSignatureOnly(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] room = new byte[key.SignatureSize + 10];

        bool signed = key.TrySign(KeyFixtures.Input, room, out int written);

        Assert.That((signed, written), Is.EqualTo((true, key.SignatureSize)));
        Assert.That(room[written..], Is.All.Zero);
        Assert.That(key.Verify(KeyFixtures.Input, room.AsSpan(0, written)));
    }

    [Test]
    public void TrySign_PublicKey_IsFalse()
    {
        JwtKey key = JwtKey.FromPem(KeyFixtures.Rsa.ExportSubjectPublicKeyInfoPem(), "RS256");

        bool signed = key.TrySign(KeyFixtures.Input, new byte[key.SignatureSize], out int written);

        Assert.That((signed, written, key.IsPrivate), Is.EqualTo((false, 0, false)));
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.SecretAlgorithms))]
    [Property("Requirement", "A-07")]
    public void Verify_TruncatedOrPaddedMac_IsFalse(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] mac = KeyFixtures.Sign(key, KeyFixtures.Input);
        byte[][] wrong = [.. Enumerable.Range(0, mac.Length).Select(length => mac[..length]), [.. mac, 0], [0, .. mac], [.. mac, .. mac]];

        bool[] verified = [.. wrong.Select(signature => key.Verify(KeyFixtures.Input, signature))];

        Assert.That(verified, Has.None.True);
    }

    [TestCaseSource(typeof(KeyFixtures), nameof(KeyFixtures.Algorithms))]
    public async Task Verify_OneKeyOnManyThreads_IsRightEveryTime(string algorithm)
    {
        JwtKey key = KeyFixtures.Key(algorithm);
        byte[] good = KeyFixtures.Sign(key, KeyFixtures.Input);
        byte[] bad = Flip(good, 7);

        bool[] right = await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(() => Enumerable.Range(0, 40).All(round =>
        {
            byte[] input = [.. KeyFixtures.Input, (byte)worker, (byte)round];
            return key.Verify(KeyFixtures.Input, good) && !key.Verify(KeyFixtures.Input, bad) && key.Verify(input, KeyFixtures.Sign(key, input));
        }))));

        Assert.That(right, Is.All.True);
    }

    [Test]
    public void Verify_Secret_AllocatesNothing()
    {
        JwtKey key = JwtKey.Generate("HS256");
        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);
        bool verified = Repeat(100, () => key.Verify(KeyFixtures.Input, signature));

        long allocated = Allocations.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
                verified &= key.Verify(KeyFixtures.Input, signature);
        });

        Assert.That((verified, allocated), Is.EqualTo((true, 0L)));
    }

    [Test]
    public void TrySign_Secret_AllocatesNothing()
    {
        JwtKey key = JwtKey.Generate("HS256");
        byte[] signature = new byte[key.SignatureSize];
        bool signed = Repeat(100, () => key.TrySign(KeyFixtures.Input, signature, out _));

        long allocated = Allocations.Least(() =>
        {
            for (int i = 0; i < 1000; i++)
                signed &= key.TrySign(KeyFixtures.Input, signature, out _);
        });

        Assert.That((signed, allocated), Is.EqualTo((true, 0L)));
    }

    [Test]
    public void From_RsaDisposedLater_StillSignsAndVerifies()
    {
        RSA rsa = RSA.Create(2048);
        JwtKey key = JwtKey.From(rsa, "RS256");
        rsa.Dispose();

        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);

        Assert.That(key.Verify(KeyFixtures.Input, signature));
    }

    [Test]
    public void From_EcDisposedLater_StillSignsAndVerifies()
    {
        ECDsa ec = KeyFixtures.Ec("ES384");
        JwtKey key = JwtKey.From(ec, "ES384");
        ec.Dispose();

        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);

        Assert.That(key.Verify(KeyFixtures.Input, signature));
    }

    [Test]
    public void FromSecret_BytesOverwrittenLater_SignsWithWhatTheyWere()
    {
        byte[] secret = KeyFixtures.Secret(32);
        JwtKey key = JwtKey.FromSecret(secret, "HS256");
        byte[] expected = HMACSHA256.HashData(secret, KeyFixtures.Input);
        CryptographicOperations.ZeroMemory(secret);

        byte[] signature = KeyFixtures.Sign(key, KeyFixtures.Input);

        Assert.That(signature, Is.EqualTo(expected));
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static bool Repeat(int times, Func<bool> act) => Enumerable.Range(0, times).All(_ => act());
}
