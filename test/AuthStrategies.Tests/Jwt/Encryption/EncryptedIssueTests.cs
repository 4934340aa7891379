using System.Buffers.Text;
using System.Security.Claims;
using System.Text;
using System.Text.Json;
using AuthStrategies.Jwt.Encryption;

namespace AuthStrategies.Tests.Jwt.Encryption;

public sealed class EncryptedIssueTests
{
    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_ThenAuthenticate_HandsThePrincipalBack([ValueSource(typeof(ForgeKey), nameof(ForgeKey.Algorithms))] string algorithm)
    {
        JwtDesk desk = JweDesk.Encrypting(options => options.SigningKeys.Add(ForgeKey.Of(algorithm).Key));

        AuthResult result = desk.Authenticate(await JweDesk.IssueAsync(desk));

        Assert.That(result.Failure, Is.Null);
        Assert.That(
            result.Principal!.Claims.Select(claim => (claim.Type, claim.Value)),
            Is.EqualTo(new[] { ("sub", "subject-5f0c6a7e"), ("name", "Älice 🎉"), ("diagnosis", "very-secret-illness"), ("level", "3") }));
    }

    [Test]
    public async Task IssueAsync_Header_SaysHowItIsEncryptedAndNothingElse()
    {
        string[] parts = (await JweDesk.IssueAsync(JweDesk.Encrypting())).Split('.');

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
        JwtDesk signs = new();
        JwtDesk encrypts = JweDesk.Encrypting();
        string[] hidden = ["subject-5f0c6a7e", "very-secret-illness", "diagnosis", "lice", TokenForge.Issuer, TokenForge.Audience + "\"", "\"exp\"", "HS256"];

        string open = Legible(await JweDesk.IssueAsync(signs));
        string closed = Legible(await JweDesk.IssueAsync(encrypts));

        // What can be read where it is only signed: the test can fail.
        Assert.That(hidden.Where(text => !open.Contains(text, StringComparison.Ordinal)), Is.Empty);
        Assert.That(hidden.Where(text => closed.Contains(text, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task IssueAsync_SamePrincipalTwice_SharesNothingButTheHeader()
    {
        JwtDesk desk = JweDesk.Encrypting();

        string[] one = (await JweDesk.IssueAsync(desk)).Split('.');
        string[] other = (await JweDesk.IssueAsync(desk)).Split('.');

        Assert.That(one[0], Is.EqualTo(other[0]));
        Assert.That(one[2], Is.Not.EqualTo(other[2]));
        Assert.That(one[3][..22], Is.Not.EqualTo(other[3][..22]));
    }

    [Test]
    public async Task IssueAsync_OpenedByOtherMeans_HoldsASignedTokenThatPassesAlone()
    {
        string token = await JweDesk.IssueAsync(JweDesk.Encrypting());

        string signed = JweForge.Open(token)!;

        Assert.That(signed.Split('.'), Has.Length.EqualTo(3));
        Assert.That(new JwtDesk().Reason(signed), Is.Null);
    }

    [Test]
    public async Task LengthOf_ContentOfEveryLength_IsWhatIsSent()
    {
        JwtDesk desk = JweDesk.Encrypting();
        for (int extra = 0; extra < 50; extra++)
        {
            string token = await JweDesk.IssueAsync(desk, new(new ClaimsIdentity([new("sub", "a"), new("x", new string('x', extra))], "password")));

            Assert.That(JwtEncryptor.LengthOf(JweForge.Open(token)!.Length, desk.Policy), Is.EqualTo(token.Length));
        }
    }

    [Test]
    public async Task IssueAsync_TokenThatFitsOnlyUnencrypted_SaysHowLongItWouldBe()
    {
        string token = await JweDesk.IssueAsync(JweDesk.Encrypting());
        int length = token.Length;

        string fits = await JweDesk.IssueAsync(JweDesk.Encrypting(options => options.MaxTokenLength = length));
        ArgumentException mistake = (await Assert.CatchAsync<ArgumentException>(() => JweDesk.IssueAsync(JweDesk.Encrypting(options => options.MaxTokenLength = length - 1))))!;

        Assert.That(fits, Has.Length.EqualTo(length));
        Assert.That(mistake.Message, Does.Contain($"{length} characters"));
        Assert.That(JweForge.Open(token), Has.Length.LessThan(length - 1));
    }

    [Test]
    public async Task IssueAsync_OnlyDecryptionKeys_SignsOnly()
    {
        JwtDesk desk = new(options => options.DecryptionKeys.Add(JweForge.Key));

        string token = await JweDesk.IssueAsync(desk);

        Assert.That(token.Split('.'), Has.Length.EqualTo(3));
        Assert.That(desk.Reason(token), Is.Null);
        Assert.That(desk.Reason(JweForge.Good.Seal()), Is.Null);
    }

    [Test]
    public async Task IssueAsync_ManyThreads_EveryTokenOpens()
    {
        JwtDesk desk = JweDesk.Encrypting(options => options.RecognizedCredentials = 0);

        bool[] opened = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            bool all = true;
            for (int i = 0; i < 200; i++)
                all &= desk.Authenticate(await JweDesk.IssueAsync(desk)).Succeeded;
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
