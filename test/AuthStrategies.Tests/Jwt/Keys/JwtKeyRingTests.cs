using System.Text;
using AuthStrategies.Jwt.Keys;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed class JwtKeyRingTests
{
    private static readonly JwtKey First = JwtKey.Generate("HS256", "first");
    private static readonly JwtKey Second = JwtKey.Generate("HS256", "second");
    private static readonly JwtKey Ec = JwtKey.Generate("ES256", "ec");
    private static readonly JwtKey PublicEc = JwtKey.FromJwk(Ec.ExportPublicJwk());

    [Test]
    public void SigningKey_SeveralSigningKeys_IsTheFirst()
    {
        JwtKeyRing ring = new([Second, First], [PublicEc]);

        Assert.That(ring.SigningKey, Is.SameAs(Second));
        Assert.That(ring.All, Is.EqualTo(new[] { Second, First, PublicEc }));
    }

    [Test]
    public void SigningKey_VerificationKeysOnly_IsNone()
    {
        JwtKeyRing ring = new([], [PublicEc]);

        Assert.That(ring.SigningKey, Is.Null);
    }

    [TestCase("first", "first")]
    [TestCase("second", "second")]
    [TestCase("ec", "ec")]
    [TestCase("First", null)]
    [TestCase("firs", null)]
    [TestCase("first ", null)]
    [TestCase("first\0", null)]
    [TestCase("", null)]
    [Property("Requirement", "T-11")]
    public void Find_KeyId_IsThatKeyOrNone(string keyId, string? found)
    {
        JwtKeyRing ring = new([First, Second], [PublicEc]);

        JwtKey? key = ring.Find(Encoding.UTF8.GetBytes(keyId));

        Assert.That(key?.KeyId, Is.EqualTo(found));
    }

    [TestCase("ES256", "ec")]
    [TestCase("HS256", null)]
    [TestCase("HS384", null)]
    [TestCase("es256", null)]
    [TestCase("none", null)]
    [TestCase("", null)]
    [Property("Requirement", "A-01")]
    public void FindOnly_Algorithm_IsTheOnlyKeyOfThatAlgorithm(string algorithm, string? found)
    {
        JwtKeyRing ring = new([First, Second], [PublicEc]);

        JwtKey? key = ring.FindOnly(Encoding.UTF8.GetBytes(algorithm));

        Assert.That(key?.KeyId, Is.EqualTo(found));
    }

    [Test]
    [Property("Requirement", "A-10")]
    public void Find_NoKeysAtAll_IsNone()
    {
        JwtKeyRing ring = new([], []);

        Assert.That((ring.SigningKey, ring.Find("first"u8), ring.FindOnly("HS256"u8)), Is.EqualTo(((JwtKey?)null, (JwtKey?)null, (JwtKey?)null)));
    }

    [Test]
    public void Find_AnyKeyId_AllocatesNothing()
    {
        JwtKeyRing ring = new([First, Second], [PublicEc]);
        Find();

        Assert.That(Allocations.Least(Find), Is.Zero);

        void Find() => _ = (ring.Find("ec"u8), ring.Find("none"u8), ring.FindOnly("ES256"u8));
    }

    [Test]
    [Property("Requirement", "K-06")]
    public void Ring_ListsChangedLater_IsUnchanged()
    {
        List<JwtKey> signing = [First];
        List<JwtKey> verification = [PublicEc];
        JwtKeyRing ring = new(signing, verification);
        signing.Clear();
        verification.Add(Second);

        Assert.That(ring.All, Is.EqualTo(new[] { First, PublicEc }));
    }

    [Test]
    [Property("Requirement", "K-06")]
    public void All_Cast_CannotBeChanged()
    {
        JwtKeyRing ring = new([First], []);

        Assert.That(ring.All, Is.Not.InstanceOf<JwtKey[]>());
        Assert.That(() => ((IList<JwtKey>)ring.All)[0] = Second, Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    [Property("Requirement", "K-06")]
    public async Task Ring_SwappedWholeUnderReaders_IsTheOldOneOrTheNewOne()
    {
        JwtKeyRing one = new([First], [PublicEc]);
        JwtKeyRing other = new([Second], [Ec]);
        JwtKeyRing current = one;
        using CancellationTokenSource done = new();

        Task<bool>[] readers = [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            bool whole = true;
            while (!done.IsCancellationRequested)
            {
                JwtKeyRing seen = Volatile.Read(ref current);
                whole &= ReferenceEquals(seen.SigningKey, First) ? seen.Find("first"u8) == First && seen.Find("ec"u8) == PublicEc : seen.Find("second"u8) == Second && seen.Find("ec"u8) == Ec;
            }

            return whole;
        }))];
        for (int i = 0; i < 1000; i++)
            Volatile.Write(ref current, i % 2 == 0 ? other : one);
        await done.CancelAsync();

        Assert.That(await Task.WhenAll(readers), Is.All.True);
    }

    [Test]
    public void Problems_GoodKeys_AreNone()
    {
        string[] problems = [.. JwtKeyRing.Problems([First, Second], [PublicEc], new())];

        Assert.That(problems, Is.Empty);
    }

    [Test]
    public void Problems_EverythingWrong_AreAllReported()
    {
        JwtKey twin = JwtKey.Generate("RS256", "first");

        string[] problems = [.. JwtKeyRing.Problems([null, PublicEc, First], [twin, null, Second], new())];

        Assert.That(problems, Is.EqualTo(new[]
        {
            "SigningKeys[0] is null; it must be a JwtKey. Write for example JwtKey.FromBase64(secret, \"HS256\"), where secret is read from the configuration, or remove the entry.",
            "VerificationKeys[1] is null; it must be a JwtKey. Write for example JwtKey.FromBase64(secret, \"HS256\"), where secret is read from the configuration, or remove the entry.",
            "SigningKeys[1] is a public key; it must be a key that can sign. Write for example JwtKey.FromPem(privateKey, \"ES256\"), or move the key to VerificationKeys.",
            "The key id of SigningKeys[2] and VerificationKeys[0] is \"first\"; it must be different for each key. Write for example another keyId, or remove all but one of the keys.",
        }));
    }

    [Test]
    public void Problems_OneKeyInBothLists_IsReported()
    {
        string[] problems = [.. JwtKeyRing.Problems([Ec], [PublicEc], new())];

        Assert.That(problems, Has.One.Contains("The key id of SigningKeys[0] and VerificationKeys[0] is "));
    }
}
