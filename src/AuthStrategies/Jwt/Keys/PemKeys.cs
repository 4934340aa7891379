using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuthStrategies.Jwt.Keys;

/// <summary>Reads the one key of a PEM text (RFC 7468).</summary>
internal static class PemKeys
{
    private const string Certificate = "CERTIFICATE";
    private const string HowToDecrypt = "Decrypt it first (`openssl pkey -in key.pem -out plain.pem`), or load it with RSA.ImportFromEncryptedPem or ECDsa.ImportFromEncryptedPem and give that to JwtKey.From.";

    /// <summary>The labels of blocks that contain a key.</summary>
    public static readonly IReadOnlyList<string> KeyLabels = ["PRIVATE KEY", "PUBLIC KEY", "RSA PRIVATE KEY", "RSA PUBLIC KEY", "EC PRIVATE KEY", Certificate];

    /// <summary>Reads the key. Blocks without a key, such as EC PARAMETERS, are skipped.</summary>
    /// <exception cref="ArgumentException">The text has no key or several, or the key is encrypted or of another kind.</exception>
    public static AsymmetricAlgorithm Read(string text, string parameter)
    {
        string pem = PemText.Normalize(text);
        if (pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) || pem.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal))
            throw new ArgumentException($"This PEM text is encrypted. {HowToDecrypt}", parameter);

        List<(string Label, byte[] Der)> blocks = [.. Blocks(pem).Where(block => KeyLabels.Contains(block.Label))];
        try
        {
            return blocks switch
            {
                [] => ReadBare(pem) ?? throw new ArgumentException(PemText.Diagnose(text), parameter),
                [var block] => TryRead(block.Label, block.Der)
                    ?? throw new ArgumentException($"The {block.Label} block of this PEM text cannot be read. It must be an unencrypted RSA key or elliptic-curve key on P-256, P-384 or P-521.", parameter),
                _ => throw new ArgumentException($"This PEM text contains {blocks.Count} keys ({string.Join(", ", blocks.Select(block => block.Label))}). Create one JwtKey for each.", parameter),
            };
        }
        finally
        {
            foreach ((string _, byte[] der) in blocks)
                CryptographicOperations.ZeroMemory(der);
        }
    }

    /// <summary>Reads bytes as the content of each kind of block.</summary>
    /// <param name="der">The bytes.</param>
    /// <param name="mayContinue">Whether other bytes may follow the key.</param>
    /// <returns>An <see cref="RSA"/>, an <see cref="ECDsa"/>, or <see langword="null"/> if they are neither.</returns>
    public static AsymmetricAlgorithm? TryReadAny(byte[] der, bool mayContinue) =>
        KeyLabels.Select(label => TryRead(label, der, mayContinue)).FirstOrDefault(key => key is not null);

    /// <summary>The content of a block without the lines around it, as a setting may have it.</summary>
    private static AsymmetricAlgorithm? ReadBare(string text)
    {
        foreach (byte[] der in EncodedBytes.Readings(text))
        {
            AsymmetricAlgorithm? key = TryReadAny(der, mayContinue: false);
            CryptographicOperations.ZeroMemory(der);
            if (key is not null)
                return key;
        }

        return null;
    }

    private static AsymmetricAlgorithm? TryRead(string label, byte[] der, bool mayContinue = false) => label switch
    {
        "PRIVATE KEY" => TryImport(RSA.Create(), der, mayContinue, static (key, source) => { key.ImportPkcs8PrivateKey(source, out int read); return read; })
            ?? TryImport(ECDsa.Create(), der, mayContinue, static (key, source) => { key.ImportPkcs8PrivateKey(source, out int read); return read; }),
        "PUBLIC KEY" => TryImport(RSA.Create(), der, mayContinue, static (key, source) => { key.ImportSubjectPublicKeyInfo(source, out int read); return read; })
            ?? TryImport(ECDsa.Create(), der, mayContinue, static (key, source) => { key.ImportSubjectPublicKeyInfo(source, out int read); return read; }),
        "RSA PRIVATE KEY" => TryImport(RSA.Create(), der, mayContinue, static (key, source) => { ((RSA)key).ImportRSAPrivateKey(source, out int read); return read; }),
        "RSA PUBLIC KEY" => TryImport(RSA.Create(), der, mayContinue, static (key, source) => { ((RSA)key).ImportRSAPublicKey(source, out int read); return read; }),
        "EC PRIVATE KEY" => TryImport(ECDsa.Create(), der, mayContinue, static (key, source) => { ((ECDsa)key).ImportECPrivateKey(source, out int read); return read; }),
        _ => TryReadCertificate(der),
    };

    private static IEnumerable<(string Label, byte[] Der)> Blocks(string pem)
    {
        int start = 0;
        while (PemEncoding.TryFind(pem.AsSpan(start), out PemFields fields))
        {
            byte[] der = new byte[fields.DecodedDataLength];
            _ = Convert.TryFromBase64Chars(pem.AsSpan(start)[fields.Base64Data], der, out _);
            yield return (pem.AsSpan(start)[fields.Label].ToString(), der);
            start += fields.Location.End.GetOffset(pem.Length - start);
        }
    }

    private static AsymmetricAlgorithm? TryImport(AsymmetricAlgorithm key, byte[] der, bool mayContinue, Func<AsymmetricAlgorithm, byte[], int> import)
    {
        try
        {
            int read = import(key, der);
            if (mayContinue || read == der.Length)
                return key;
        }
        catch (CryptographicException)
        {
            // Not a key of this kind.
        }

        key.Dispose();
        return null;
    }

    private static AsymmetricAlgorithm? TryReadCertificate(byte[] der)
    {
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            return (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
