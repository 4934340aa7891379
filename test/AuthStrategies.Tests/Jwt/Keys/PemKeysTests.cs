using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuthStrategies.Tests.Jwt.Keys;

public sealed class PemKeysTests
{
    [TestCaseSource(nameof(GoodTexts))]
    public void FromPem_EachForm_IsTheSameKey(string pem, string algorithm, bool isPrivate)
    {
        JwtKey key = JwtKey.FromPem(pem, algorithm);

        JwtKey original = algorithm == "RS256" ? JwtKey.From(KeyFixtures.Rsa, algorithm) : JwtKey.From(KeyFixtures.P256, algorithm);
        Assert.That((key.KeyId, key.Algorithm, key.IsPrivate), Is.EqualTo((original.KeyId, algorithm, isPrivate)));
        Assert.That(key.Verify(KeyFixtures.Input, KeyFixtures.Sign(original, KeyFixtures.Input)));
    }

    [TestCaseSource(nameof(BadTexts))]
    [Property("Requirement", "A-04")]
    public void FromPem_NotOneLegalKey_IsRefusedAndSaysWhy(string pem, string algorithm, string why)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => JwtKey.FromPem(pem, algorithm))!;

        Assert.That((refusal.ParamName, refusal.InnerException), Is.EqualTo(("pem", (Exception?)null)));
        Assert.That(refusal.Message, Does.Contain(why));
    }

    private static IEnumerable<TestCaseData> GoodTexts()
    {
        (RSA rsa, ECDsa ec) = (KeyFixtures.Rsa, KeyFixtures.P256);
        (string Name, string Pem, string Algorithm, bool IsPrivate)[] rows =
        [
            ("RSA PKCS#8", rsa.ExportPkcs8PrivateKeyPem(), "RS256", true),
            ("RSA PKCS#1", rsa.ExportRSAPrivateKeyPem(), "RS256", true),
            ("RSA SPKI", rsa.ExportSubjectPublicKeyInfoPem(), "RS256", false),
            ("RSA public PKCS#1", rsa.ExportRSAPublicKeyPem(), "RS256", false),
            ("RSA certificate", Certificate(new("CN=test", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), "RS256", false),
            ("EC PKCS#8", ec.ExportPkcs8PrivateKeyPem(), "ES256", true),
            ("EC SEC 1", ec.ExportECPrivateKeyPem(), "ES256", true),
            ("EC SEC 1 behind its parameters", $"{PemEncoding.WriteString("EC PARAMETERS", Convert.FromHexString("06082a8648ce3d030107"))}\n{ec.ExportECPrivateKeyPem()}\n", "ES256", true),
            ("EC SPKI", ec.ExportSubjectPublicKeyInfoPem(), "ES256", false),
            ("EC certificate", Certificate(new("CN=test", ec, HashAlgorithmName.SHA256)), "ES256", false),
            ("written line breaks", ec.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\\n"), "ES256", true),
            ("written line breaks of Windows", rsa.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\\r\\n"), "RS256", true),
            ("quotation marks", $"\"{ec.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\\n")}\"", "ES256", true),
            ("one line", ec.ExportPkcs8PrivateKeyPem().ReplaceLineEndings(" "), "ES256", true),
            ("indented", ec.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\n    "), "ES256", true),
            ("byte order mark", '\uFEFF' + ec.ExportPkcs8PrivateKeyPem(), "ES256", true),
            ("old line breaks", ec.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\r"), "ES256", true),
            ("base64 alone", Convert.ToBase64String(ec.ExportSubjectPublicKeyInfo()), "ES256", false),
            ("base64 alone in lines", Convert.ToBase64String(rsa.ExportPkcs8PrivateKey(), Base64FormattingOptions.InsertLineBreaks), "RS256", true),
            ("base64url alone", KeyFixtures.Text(ec.ExportPkcs8PrivateKey()), "ES256", true),
            ("hexadecimal", Convert.ToHexString(ec.ExportECPrivateKey()), "ES256", true),
            ("text around it", $"Bag Attributes\n    name: x\n{rsa.ExportPkcs8PrivateKeyPem().Replace("\n", "\r\n")}\r\ntrailer", "RS256", true),
        ];
        return rows.Select(row => new TestCaseData(row.Pem, row.Algorithm, row.IsPrivate).SetArgDisplayNames(row.Name));
    }

    private static IEnumerable<TestCaseData> BadTexts()
    {
        (RSA rsa, ECDsa ec) = (KeyFixtures.Rsa, KeyFixtures.P256);
        PbeParameters encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        byte[] spki = ec.ExportSubjectPublicKeyInfo();
        byte[] beside = [.. spki[..^1], (byte)(spki[^1] ^ 1)];
        using ECDiffieHellman otherUse = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        (string Name, string Pem, string Algorithm, string Why)[] rows =
        [
            ("nothing", "", "RS256", "This text is empty"),
            ("no PEM", "a password", "RS256", "This text contains no key"),
            ("another label", PemEncoding.WriteString("CERTIFICATE REQUEST", spki), "ES256", "contains no key, but a block CERTIFICATE REQUEST"),
            ("cut off", rsa.ExportPkcs8PrivateKeyPem()[..200], "RS256", "not the line -----END PRIVATE KEY-----"),
            ("a path", "/etc/keys/signing.pem", "RS256", "path of a file"),
            ("a relative path", "keys/signing.key", "RS256", "path of a file"),
            ("a path of Windows", @"C:\keys\signing.pfx", "RS256", "path of a file"),
            ("a path of Windows that contains \\n", @"C:\new\signing", "RS256", "path of a file"),
            ("a path of Windows that contains \\r", @"C:\repo\next\signing.pem", "RS256", "path of a file"),
            ("a path that does not end as a key file", "~/keys/signing", "RS256", "path of a file"),
            ("other dashes", rsa.ExportPkcs8PrivateKeyPem().Replace('-', '\u2013'), "RS256", "five hyphens"),
            ("four hyphens", ec.ExportPkcs8PrivateKeyPem().Replace("-----", "----"), "ES256", "five hyphens"),
            ("labels that differ", ec.ExportPkcs8PrivateKeyPem().Replace("END PRIVATE", "END EC PRIVATE"), "ES256", "not the line -----END PRIVATE KEY-----"),
            ("no base64", "-----BEGIN PUBLIC KEY-----\n****\n-----END PUBLIC KEY-----", "ES256", "not base64"),
            ("a JWK", JwtKey.From(ec, "ES256").ExportPublicJwk(), "ES256", "Use JwtKey.FromJwk"),
            ("XML", rsa.ToXmlString(false), "RS256", "RSA.FromXmlString"),
            ("an SSH key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA x", "ES256", "ssh-keygen"),
            ("an OpenSSH key", "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----", "ES256", "ssh-keygen -p -m PKCS8"),
            ("parameters alone", PemEncoding.WriteString("EC PARAMETERS", Convert.FromHexString("06082a8648ce3d030107")), "ES256", "but a block EC PARAMETERS"),
            ("PGP", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n-----END PGP PUBLIC KEY BLOCK-----", "ES256", "but a block PGP PUBLIC KEY BLOCK"),
            ("two keys", rsa.ExportPkcs8PrivateKeyPem() + "\n" + ec.ExportPkcs8PrivateKeyPem(), "RS256", "2 keys"),
            ("private and public", ec.ExportPkcs8PrivateKeyPem() + "\n" + ec.ExportSubjectPublicKeyInfoPem(), "ES256", "2 keys"),
            ("encrypted", rsa.ExportEncryptedPkcs8PrivateKeyPem("password", encryption), "RS256", "encrypted"),
            ("encrypted the old way", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----", "RS256", "encrypted"),
            ("wrong label", PemEncoding.WriteString("PRIVATE KEY", spki), "ES256", "cannot be read"),
            ("RSA under the EC label", PemEncoding.WriteString("EC PRIVATE KEY", rsa.ExportRSAPrivateKey()), "ES256", "cannot be read"),
            ("bytes behind the key", PemEncoding.WriteString("PUBLIC KEY", [.. spki, 0]), "ES256", "cannot be read"),
            ("empty block", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", "ES256", "cannot be read"),
            ("damaged certificate", PemEncoding.WriteString("CERTIFICATE", spki), "ES256", "cannot be read"),
            ("point off the curve", PemEncoding.WriteString("PUBLIC KEY", beside), "ES256", "cannot be read"),
            ("point at infinity", PemEncoding.WriteString("PUBLIC KEY", Infinity()), "ES256", "cannot be read"),
            ("Ed25519", PemEncoding.WriteString("PUBLIC KEY", [.. Convert.FromHexString("302a300506032b6570032100"), .. new byte[32]]), "ES256", "cannot be read"),
            ("P-384 for ES256", otherUse.ExportSubjectPublicKeyInfoPem(), "ES256", "P-256"),
        ];
        return rows.Select(row => new TestCaseData(row.Pem, row.Algorithm, row.Why).SetArgDisplayNames(row.Name));
    }

    private static string Certificate(CertificateRequest request)
    {
        DateTimeOffset longAgo = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using X509Certificate2 certificate = request.CreateSelfSigned(longAgo, longAgo.AddDays(1));
        return certificate.ExportCertificatePem();
    }

    private static byte[] Infinity()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                writer.WriteObjectIdentifier("1.2.840.10045.3.1.7");
            }

            writer.WriteBitString([0]);
        }

        return writer.Encode();
    }
}
