using System.Buffers.Text;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using AuthStrategies.Jwt.Encryption;

namespace AuthStrategies.Tests.Jwt.Encryption;

public sealed class JwtEncryptorTests
{
    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_ThenAuthenticate_HandsThePrincipalBack([ValueSource(typeof(ForgeKey), nameof(ForgeKey.Algorithms))] string algorithm)
    {
        JwtFixture fixture = JweFixture.Encrypting(options => options.SigningKeys.Add(ForgeKey.Of(algorithm).Key));

        AuthResult result = fixture.Authenticate(await JweFixture.IssueAsync(fixture));

        Assert.That(result.Failure, Is.Null);
        Assert.That(
            result.Principal!.Claims.Select(claim => (claim.Type, claim.Value)),
            Is.EqualTo(new[] { ("sub", "subject-5f0c6a7e"), ("name", "Älice 🎉"), ("diagnosis", "very-secret-illness"), ("level", "3") }));
    }

    [TestCase("a.b.c", true)]
    [TestCase("a.b", false)]
    [TestCase("a.b.c.d.e", false)]
    [Property("Requirement", "L-01")]
    public void TakeAndEncrypt_SignedToken_IsCleared(string text, bool isTaken)
    {
        TokenEncryption encryption = JweFixture.Encrypting().Policy.Encryption!;
        byte[] decrypted = Encoding.ASCII.GetBytes(text);
        byte[] content = Encoding.ASCII.GetBytes(text);

        AuthFailure? refusal = JwtDecryptor.Take(decrypted, out string signed);
        string encrypted = JwtEncryptor.Encrypt(content, encryption.EncryptionKey!, encryption);

        Assert.That((refusal is null, signed), Is.EqualTo((isTaken, isTaken ? text : "")));
        Assert.That(encrypted.Split('.'), Has.Length.EqualTo(5));
        Assert.That(decrypted.Concat(content), Is.All.Zero);
    }

    [Test]
    public async Task IssueAsync_Header_SaysHowItIsEncryptedAndNothingElse()
    {
        string[] parts = (await JweFixture.IssueAsync(JweFixture.Encrypting())).Split('.');

        using JsonDocument header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
        Assert.That(
            header.RootElement.EnumerateObject().Select(member => (member.Name, member.Value.GetString())),
            Is.EqualTo(new[] { ("alg", "dir"), ("enc", "A256CBC-HS512"), ("cty", "JWT"), ("kid", JweForge.KeyId) }));
        Assert.That(parts, Has.Length.EqualTo(5));
        Assert.That(parts[1], Is.Empty);
        Assert.That((Base64Url.DecodeFromChars(parts[2]).Length, Base64Url.DecodeFromChars(parts[4]).Length), Is.EqualTo((16, 32)));
    }

    [Test]
    [Property("Requirement", "T-13")]
    public async Task IssueAsync_SecretClaim_CannotBeReadFromTheCredential()
    {
        JwtFixture signs = new();
        JwtFixture encrypts = JweFixture.Encrypting();
        string[] hidden = ["subject-5f0c6a7e", "very-secret-illness", "diagnosis", "lice", TokenForge.Issuer, TokenForge.Audience + "\"", "\"exp\"", "HS256"];

        string open = Legible(await JweFixture.IssueAsync(signs));
        string closed = Legible(await JweFixture.IssueAsync(encrypts));

        // What can be read where it is only signed: the test can fail.
        Assert.That(hidden.Where(text => !open.Contains(text, StringComparison.Ordinal)), Is.Empty);
        Assert.That(hidden.Where(text => closed.Contains(text, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task IssueAsync_SamePrincipalTwice_SharesNothingButTheHeader()
    {
        JwtFixture fixture = JweFixture.Encrypting();

        string[] one = (await JweFixture.IssueAsync(fixture)).Split('.');
        string[] other = (await JweFixture.IssueAsync(fixture)).Split('.');

        Assert.That(one[0], Is.EqualTo(other[0]));
        Assert.That(one[2], Is.Not.EqualTo(other[2]));
        Assert.That(one[3][..22], Is.Not.EqualTo(other[3][..22]));
    }

    [Test]
    public async Task IssueAsync_OpenedByOtherMeans_HoldsASignedTokenThatPassesAlone()
    {
        string token = await JweFixture.IssueAsync(JweFixture.Encrypting());

        string signed = JweForge.Open(token)!;

        Assert.That(signed.Split('.'), Has.Length.EqualTo(3));
        Assert.That(new JwtFixture().Reason(signed), Is.Null);
    }

    [Test]
    public async Task LengthOf_ContentOfEveryLength_IsWhatIsSent()
    {
        JwtFixture fixture = JweFixture.Encrypting();
        for (int extra = 0; extra < 50; extra++)
        {
            string token = await JweFixture.IssueAsync(fixture, new(new ClaimsIdentity([new("sub", "a"), new("x", new string('x', extra))], "password")));

            Assert.That(JwtEncryptor.LengthOf(JweForge.Open(token)!.Length, fixture.Policy.Encryption), Is.EqualTo(token.Length));
        }
    }

    [Test]
    public async Task IssueAsync_TokenThatFitsOnlyUnencrypted_SaysHowLongItWouldBe()
    {
        string token = await JweFixture.IssueAsync(JweFixture.Encrypting());
        int length = token.Length;

        string fits = await JweFixture.IssueAsync(JweFixture.Encrypting(options => options.MaxTokenLength = length));
        ArgumentException mistake = (await Assert.CatchAsync<ArgumentException>(() => JweFixture.IssueAsync(JweFixture.Encrypting(options => options.MaxTokenLength = length - 1))))!;

        Assert.That(fits, Has.Length.EqualTo(length));
        Assert.That(mistake.Message, Does.Contain($"{length} characters"));
        Assert.That(JweForge.Open(token), Has.Length.LessThan(length - 1));
    }

    [Test]
    public async Task IssueAsync_OnlyDecryptionKeys_SignsOnly()
    {
        JwtFixture fixture = new(options => options.DecryptionKeys.Add(JweForge.Key));

        string token = await JweFixture.IssueAsync(fixture);

        Assert.That(token.Split('.'), Has.Length.EqualTo(3));
        Assert.That(fixture.Reason(token), Is.Null);
        Assert.That(fixture.Reason(JweForge.Good.Seal()), Is.Null);
    }

    [Test]
    public async Task IssueAsync_ManyThreads_EveryTokenOpens()
    {
        JwtFixture fixture = JweFixture.Encrypting(options => options.CredentialCacheSize = 0);

        bool[] opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            bool all = true;
            for (int i = 0; i < 200; i++)
                all &= fixture.Authenticate(await JweFixture.IssueAsync(fixture)).Succeeded;
            return all;
        })));

        Assert.That(opened, Is.All.True);
    }

    /// <summary>All that can be read of a text: itself, and every part decoded, in every encoding that could hide a text.</summary>
    private static string Legible(string token)
    {
        StringBuilder all = new(token);
        foreach (string part in token.Split('.').Where(part => part.Length > 0))
        {
            byte[] bytes = Base64Url.DecodeFromChars(part);
            all.Append('\n').Append(Encoding.Latin1.GetString(bytes)).Append('\n').Append(Encoding.Unicode.GetString(bytes));
            // A text that starts in the middle of a group of four characters.
            for (int skip = 1; skip < 4 && skip < part.Length; skip++)
                all.Append('\n').Append(Encoding.Latin1.GetString(Base64Url.DecodeFromChars(part.AsSpan(skip, (part.Length - skip) / 4 * 4))));
        }

        return all.ToString();
    }
}
