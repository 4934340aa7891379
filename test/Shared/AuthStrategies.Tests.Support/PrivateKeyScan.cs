using System.Security.Cryptography;
using System.Text;

namespace AuthStrategies.Tests.Support;

/// <summary>Looks for a private key in bytes that must not contain one: as bytes, hexadecimal, base64 or base64url, and inside of base64.</summary>
public static class PrivateKeyScan
{
    private const int Depth = 3;

    /// <summary>What of a key was found in a dump.</summary>
    /// <param name="dump">The bytes.</param>
    /// <param name="key">The key: PEM (PKCS#8) or a secret in base64.</param>
    public static IReadOnlyList<string> Find(byte[] dump, string key)
    {
        (string Name, byte[] Value)[] secrets = [.. SecretsOf(key)];
        return [.. Layers(dump, Depth).SelectMany(layer => secrets.Where(secret => Contains(layer, secret.Value)).Select(secret => secret.Name)).Distinct()];
    }

    private static IEnumerable<(string Name, byte[] Value)> SecretsOf(string key)
    {
        if (!key.StartsWith("-----", StringComparison.Ordinal))
        {
            yield return ("secret", Convert.FromBase64String(key));
            yield break;
        }

        byte[] pkcs8 = Convert.FromBase64String(string.Concat(key.Split('\n').Where(line => !line.StartsWith('-'))));
        yield return ("PKCS#8", pkcs8);
        using RSA rsa = RSA.Create();
        if (!TryImport(rsa, pkcs8))
        {
            using ECDsa ec = ECDsa.Create();
            ec.ImportPkcs8PrivateKey(pkcs8, out _);
            yield return ("d", ec.ExportParameters(includePrivateParameters: true).D!);
            yield break;
        }

        RSAParameters numbers = rsa.ExportParameters(includePrivateParameters: true);
        yield return ("d", numbers.D!);
        yield return ("p", numbers.P!);
        yield return ("q", numbers.Q!);
        yield return ("dp", numbers.DP!);
        yield return ("dq", numbers.DQ!);
        yield return ("qi", numbers.InverseQ!);
    }

    private static bool TryImport(RSA rsa, byte[] pkcs8)
    {
        try
        {
            rsa.ImportPkcs8PrivateKey(pkcs8, out _);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // A part of 16 bytes is enough: a store may put page boundaries between others.
    private static bool Contains(byte[] dump, byte[] secret)
    {
        for (int at = 0; at + 16 <= secret.Length; at += 16)
        {
            byte[] part = secret[at..(at + 16)];
            if (part.All(value => value == part[0]))
                continue;
            if (Has(dump, part) || Has(dump, Encoding.ASCII.GetBytes(Convert.ToHexString(part))) || Has(dump, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(part))))
                return true;
        }

        return false;
    }

    private static bool Has(byte[] dump, byte[] part) => dump.AsSpan().IndexOf(part) >= 0;

    // The bytes, and what the longest runs of base64 characters in them contain.
    private static IEnumerable<byte[]> Layers(byte[] dump, int depth)
    {
        yield return dump;
        if (depth == 0)
            yield break;

        string text = Encoding.Latin1.GetString(dump).Replace("\\n", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)
            .Replace("\\u002B", "+", StringComparison.OrdinalIgnoreCase).Replace('-', '+').Replace('_', '/');
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isInside = i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '+' or '/');
            if (isInside && start < 0)
                start = i;
            if (isInside || start < 0)
                continue;

            string run = text[start..i];
            start = -1;
            // The run may begin before the encoded bytes do.
            for (int skip = 0; skip < 4 && run.Length >= 24 + skip; skip++)
            {
                string part = run[skip..];
                foreach (byte[] inner in Layers(Convert.FromBase64String(part[..(part.Length / 4 * 4)]), depth - 1))
                    yield return inner;
            }
        }
    }
}
