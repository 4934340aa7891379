using System.Text;

namespace AuthStrategies.Tests.Jwt.Encryption;

/// <summary>Turns a good encrypted token into one with defects inside, in its header or in its text. The same seed makes the same token.</summary>
internal static class JweMutator
{
    private const string TextAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0\u00e9";

    private static readonly string[] Names = ["alg", "enc", "cty", "kid", "typ", "zip", "crit", "b64", "epk", "p2c", "p2s", "apu", "jwk", "jku", "iv", "tag", "x", "\\u0061lg", "\\uD800", ""];

    private static readonly string[] Values =
    [
        "null", "true", "1", "2147483647", "\"\"", "\"dir\"", "\"A256CBC-HS512\"", "\"A128CBC-HS256\"", "\"A256GCM\"", "\"RSA-OAEP\"", "\"A256KW\"", "\"PBES2-HS256+A128KW\"", "\"ECDH-ES\"",
        "\"DEF\"", "\"JWT\"", "\"jwt\"", "\"at+jwt\"", "\"enc-1\"", "\"enc-2\"", "\"nobody\"", "[\"exp\"]", "[]", "{}", "{\"a\":1,\"a\":2}", "01", "\"\\u0064ir\"", "\"\\uD800\"",
    ];

    public static string Make(int seed)
    {
        Random random = new(seed);
        JweForge forge = JweForge.Around(random.Next(3) == 0 ? TokenMutator.Make(seed).Token : TokenForge.Good.Sign()) with { Iv = Bytes(16, random) };
        int headers = random.Next(3);
        for (int step = 0; step < headers; step++)
            forge = forge with { Header = ChangeHeader(forge.Header, random) };
        forge = random.Next(20) switch
        {
            0 => forge with { By = JweForge.OtherSecret },
            1 => forge with { Content = TokenForge.Utf8("{" + TokenForge.GoodClaims + "}") },
            2 => forge with { Content = TokenForge.Utf8(forge.Seal()) },
            3 => forge with { Content = ChangeBytes(forge.Content, random) },
            4 => forge with { Iv = Bytes(random.Next(16, 18), random) },
            _ => forge,
        };
        if (forge.Iv.Length != 16)
            return WithIv(forge);

        string token = forge.Seal();
        return random.Next(3) == 0 ? ChangeText(token, random) : token;
    }

    private static string WithIv(JweForge forge)
    {
        byte[] odd = forge.Iv;
        string[] parts = (forge with { Iv = odd[..16] }).Seal().Split('.');
        parts[2] = TokenForge.Part(odd);
        return string.Join('.', parts);
    }

    private static byte[] ChangeHeader(byte[] json, Random random)
    {
        if (random.Next(3) == 0 || json.Length < 2)
            return ChangeBytes(json, random);

        string text = Encoding.UTF8.GetString(json);
        string[] members = text.Trim('{', '}').Split(',');
        string member = $"\"{Pick(Names, random)}\":{Pick(Values, random)}";
        switch (random.Next(4))
        {
            case 0: members = [.. members, member]; break;
            case 1: members[random.Next(members.Length)] = member; break;
            case 2: members = [.. members.Where((_, i) => i != random.Next(members.Length))]; break;
            default: random.Shuffle(members); break;
        }

        return TokenForge.Utf8("{" + string.Join(',', members) + "}");
    }

    private static byte[] ChangeBytes(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
            return bytes;

        int at = random.Next(bytes.Length);
        return random.Next(3) switch
        {
            0 => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
            1 => [.. bytes[..at], .. bytes[(at + 1)..]],
            _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
        };
    }

    private static string ChangeText(string token, Random random)
    {
        string[] parts = token.Split('.');
        int at = random.Next(token.Length);
        int part = random.Next(parts.Length);
        switch (random.Next(8))
        {
            case 0: return token[..at] + TextAlphabet[random.Next(TextAlphabet.Length)] + token[(at + 1)..];
            case 1: return token.Insert(at, TextAlphabet[random.Next(TextAlphabet.Length)].ToString());
            case 2: return token.Remove(at, 1);
            case 3: return token[..at];
            case 4: return string.Join('.', parts.Select(_ => parts[random.Next(parts.Length)]));
            case 5: parts[part] = parts[part][..(parts[part].Length / 4 * 4)]; break;
            case 6: parts[part] += "AAAA"; break;
            default: parts[part] = TokenForge.Part(Bytes(random.Next(1, 70), random)); break;
        }

        return string.Join('.', parts);
    }

    private static byte[] Bytes(int count, Random random)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static T Pick<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];
}
