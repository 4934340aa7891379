using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SideBySide.Demo;

/// <summary>A key pair that plays the hardware of a device, and its proofs.</summary>
internal sealed class DeviceKeyPair : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A proof as Chromium makes it at a registration: the public key in the header, the challenge in the payload.</summary>
    public string Proof(string challenge)
    {
        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        string jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        string input = $"{Part($$"""{"alg":"ES256","jwk":{{jwk}},"typ":"dbsc+jwt"}""")}.{Part($$"""{"jti":"{{challenge}}"}""")}";
        byte[] signature = _key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }

    public void Dispose() => _key.Dispose();

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
