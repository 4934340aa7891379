using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Sessions;
using AuthStrategies.Sessions.Rotation;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Sessions;

public sealed class OpaqueTokenTests
{
    private const string Good = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4v";

    [Test]
    [Property("Requirement", "S-01")]
    public void New_Always_Is64CharactersOfBase64Url()
    {
        var token = OpaqueToken.New();

        Assert.That(token.Text, Does.Match("^[A-Za-z0-9_-]{64}$"));
    }

    [Test]
    [Property("Requirement", "S-01")]
    public void New_AHundredThousandTimes_NeverRepeatsAndIsBalanced()
    {
        const int count = 100_000;
        var names = new HashSet<SessionId>();
        var texts = new HashSet<string>();
        long[] ones = new long[OpaqueToken.Size * 8];

        for (int i = 0; i < count; i++)
        {
            var token = OpaqueToken.New();
            names.Add(token.Id);
            texts.Add(token.Text);
            byte[] bytes = Base64Url.DecodeFromChars(token.Text);
            for (int bit = 0; bit < ones.Length; bit++)
                ones[bit] += bytes[bit / 8] >> (bit % 8) & 1;
        }

        Assert.That(names, Has.Count.EqualTo(count));
        Assert.That(texts, Has.Count.EqualTo(count));
        // Seven standard deviations of a fair coin: fails by chance once in 10^9 runs.
        Assert.That(ones, Has.All.InRange(count / 2 - 1107, count / 2 + 1107));
    }

    [Test]
    [Property("Requirement", "S-04")]
    public void TryParse_Token_NamesItByHashesOnly()
    {
        byte[] bytes = Base64Url.DecodeFromChars(Good);

        Assert.That(OpaqueToken.TryParse(Good, out OpaqueToken token), Is.True);

        Assert.That(token.Id, Is.EqualTo(new SessionId(SHA256.HashData(bytes.AsSpan(0, 16)).AsSpan(0, 16))));
        Assert.That(token.SecretHash, Is.EqualTo(Bytes32.From(SHA256.HashData(bytes.AsSpan(16)))));
        Assert.That(token.Text, Is.EqualTo(Good));
    }

    [Test]
    public void TryParse_NewToken_ReadsBackTheSame()
    {
        var token = OpaqueToken.New();

        Assert.That(OpaqueToken.TryParse(token.Text, out OpaqueToken parsed), Is.True);

        Assert.That(parsed.Id, Is.EqualTo(token.Id));
        Assert.That(parsed.SecretHash, Is.EqualTo(token.SecretHash));
    }

    [TestCaseSource(typeof(HostileTexts), nameof(HostileTexts.NotOfTheShape))]
    [Property("Requirement", "S-05")]
    public void TryParse_NotOfTheShape_IsFalse(string? text)
    {
        Assert.That(OpaqueToken.TryParse(text, out OpaqueToken token), Is.False);
        Assert.That(token.Text, Is.Null);
    }

    [Test]
    public void Rotate_KnownInput_IsTheDocumentedFunction()
    {
        byte[] bytes = Base64Url.DecodeFromChars(Good);
        byte[] salt = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];
        byte[] message = [.. Encoding.ASCII.GetBytes("AuthStrategies/rotate/1"), .. bytes[..16], .. salt];
        byte[] expected = HMACSHA256.HashData(bytes[16..], message);
        Assert.That(OpaqueToken.TryParse(Good, out OpaqueToken token), Is.True);

        OpaqueToken successor = token.Rotate(Bytes32.From(salt));

        Assert.That(Base64Url.DecodeFromChars(successor.Text), Is.EqualTo((byte[])[.. bytes[..16], .. expected]));
        Assert.That(successor.Id, Is.EqualTo(token.Id));
        Assert.That(successor.SecretHash, Is.EqualTo(Bytes32.Sha256(expected)));
    }

    [Test]
    public void Rotate_OtherSaltNameOrSecret_GivesAnotherSuccessor()
    {
        byte[] secret = new byte[32], name = new byte[16], salt = new byte[32];
        byte[][] successors = [.. Enumerable.Range(0, 4).Select(_ => new byte[32])];

        OpaqueToken.Rotate(secret, name, salt, successors[0]);
        OpaqueToken.Rotate([.. secret[1..], 1], name, salt, successors[1]);
        OpaqueToken.Rotate(secret, [.. name[1..], 1], salt, successors[2]);
        OpaqueToken.Rotate(secret, name, [.. salt[1..], 1], successors[3]);

        Assert.That(successors.Select(Convert.ToHexString), Is.Unique);
    }

    [Test]
    [Property("Requirement", "L-01")]
    public void ToString_Token_ShowsThePublicNameOnly()
    {
        var token = OpaqueToken.New();

        Assert.That(token.ToString(), Is.EqualTo($"OpaqueToken {{ SessionId = {token.Id} }}"));
    }
}
