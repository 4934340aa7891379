using System.Text;
using AuthStrategies.Jwt.Keys;
using Microsoft.IdentityModel.Tokens;

namespace AuthStrategies.Tests.Jwt.Keys;

/// <summary>The cipher alone, against the published example of RFC 7518, appendix B.3.</summary>
public sealed class ContentCipherTests
{
    private const string Plaintext = "A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy without inconvenience";

    private static readonly byte[] Secret = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
    private static readonly byte[] AssociatedData = Encoding.ASCII.GetBytes("The second principle of Auguste Kerckhoffs");
    private static readonly byte[] Iv = Convert.FromHexString("1AF38C2DC2B96FFDD86694092341BC04");
    private static readonly byte[] Tag = Convert.FromHexString("4DD3B4C088A7F45C216839645B2012BF2E6269A8C56A816DBC1B267761955BC5");
    private static readonly byte[] Ciphertext = Convert.FromHexString(
        "4AFFAAADB78C31C5DA4B1B590D10FFBD3DD8D5D302423526912DA037ECBCC7BD822C301DD67C373BCCB584AD3E9279C2E6D12A1374B77F077553DF829410446B"
        + "36EBD97066296AE6427EA75C2E0846A11A09CCF5370DC80BFECBAD28C73F09B3A3B75E662A2594410AE496B2E2E6609E31E6E02CC837F053D21F37FF4F51950B"
        + "BE2638D09DD7A4930930806D0703B1F6");

    [Test]
    public void TryDecrypt_PublishedExample_Opens()
    {
        bool opened = ContentCipher.Of(Secret).TryDecrypt(Ciphertext, AssociatedData, Iv, Tag, out byte[]? content);

        Assert.That(opened, Is.True);
        Assert.That(Encoding.ASCII.GetString(content!), Is.EqualTo(Plaintext));
    }

    [Test]
    [Property("Requirement", "T-13")]
    public void TryDecrypt_WholeMacForATag_IsRefused()
    {
        bool opened = ContentCipher.Of(Secret).TryDecrypt(Ciphertext, AssociatedData, Iv, [.. Tag, .. Tag], out byte[]? content);

        Assert.That((opened, content), Is.EqualTo((false, (byte[]?)null)));
    }

    [Test]
    public void Encrypt_ContentOfEveryLength_IsAsLongAsSaidAndOpens([Range(1, 33)] int length)
    {
        var cipher = ContentCipher.Of(Secret);
        byte[] content = [.. Enumerable.Range(1, length).Select(i => (byte)i)];

        AuthenticatedEncryptionResult result = cipher.Encrypt(content, AssociatedData);

        Assert.That(result.Ciphertext, Has.Length.EqualTo(ContentCipher.CiphertextSize(content.Length)));
        Assert.That(cipher.TryDecrypt(result.Ciphertext, AssociatedData, result.IV, result.AuthenticationTag, out byte[]? opened), Is.True);
        Assert.That(opened, Is.EqualTo(content));
    }
}
