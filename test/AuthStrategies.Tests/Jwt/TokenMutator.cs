namespace AuthStrategies.Tests.Jwt;

/// <summary>Turns a good token into one with up to four defects, most of them correctly signed. The same seed makes the same token.</summary>
internal static class TokenMutator
{
    private static readonly string[] Names =
    [
        "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "auth_time", "name", "role", "x", "\\u0065xp", "s\\u0075b", "Exp", "", "cnf", "\\uD83C\\uDF89", "tenant", "\\uD800",
    ];

    private static readonly string[] HeaderNames = ["alg", "typ", "kid", "cty", "crit", "b64", "jwk", "jku", "x5c", "zip", "enc", "\\u0061lg", "ki\\u0064", "x", "ALG"];

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "1.5", "1e3", "1e400", "-0", "1795435800", "1795435800.5", "\"1795435800\"", "1795435200000", "253402300800", "253402300799", "4000000000", "9223372036854775808",
        "\"\"", "\"alice\"", "\"\\u0061lice\"", "\"api\"", "\"API\"", "\"api/\"", "\"https://issuer.test\"", "\"https://issuer.test/\"", "\"https:\\/\\/issuer.test\"", "\"\\uD800\"", "\"\\u0000\"", "\"a\\nb\"",
        "\"2026-11-23T12:00:00Z\"", "\"🎉\"", "[]", "[\"api\"]", "[\"x\",\"api\"]", "[\"api\",1]", "[[]]", "[[\"api\"]]", "{}", "{\"a\":1}", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":[1,{\"c\":\"d\"}]}}", "[1,\"a\",true,null,{\"x\":[2]}]",
        "01", "NaN", "'x'", "[1,]", "{\"a\":1,}", "/**/1", "\"AAECAwQFBgcICQoLDA0ODw\"", "\"at+jwt\"", "\"AT+JWT\"", "\"application/at+jwt\"", "\"JWT\"", "\"HS256\"", "\"ES256\"", "\"none\"", "\"key-HS256\"", "\"key-ES256\"",
        "\"HS384\"", "[\"exp\"]", "99999999999999999999999999999999999999999999999999999999999999999999", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    ];

    private const string TextAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0\u00e9";
    private const string JsonAlphabet = "{}[]\",:\\u0123456789eE+-. \t\n\0aAiIsSxX/*\u007f";

    public static (string Token, string Story) Make(int seed, int maxSteps = int.MaxValue)
    {
        Random random = new(seed);
        TokenForge forge = TokenForge.With(random.Next(16) == 0 ? "ES256" : "HS256");
        int steps = Math.Min(random.Next(5), maxSteps);
        bool tampersText = random.Next(4) == 0;
        string story = $"seed {seed}:";
        for (int step = 0; step < steps; step++)
        {
            (forge, string what) = Change(forge, random);
            story += " " + what;
        }

        string token = forge.Sign();
        if (tampersText)
        {
            token = ChangeText(token, random);
            story += " text";
        }

        return (token, story);
    }

    private static (TokenForge Forge, string What) Change(TokenForge forge, Random random) => random.Next(12) switch
    {
        0 or 1 or 2 or 3 => (forge with { Payload = AddMember(forge.Payload, Pick(Names, random), Pick(Values, random), random.Next(2) == 0) }, "member"),
        4 or 5 => (forge with { Payload = ReplaceMember(forge.Payload, random) }, "replace"),
        6 or 7 => (forge with { Payload = ChangeBytes(forge.Payload, random) }, "bytes"),
        8 => (forge with { Header = ChangeBytes(forge.Header, random) }, "header bytes"),
        9 or 10 => (forge with { Header = AddMember(forge.Header, Pick(HeaderNames, random), Pick(Values, random), random.Next(2) == 0) }, "header member"),
        _ => (forge with { Header = ReplaceMember(forge.Header, random) }, "header replace"),
    };

    private static byte[] AddMember(byte[] json, string name, string value, bool first)
    {
        byte[] member = TokenForge.Utf8($"\"{name}\":{value}");
        return json.Length < 2 ? json
            : first ? [json[0], .. member, (byte)',', .. json[1..]]
            : [.. json[..^1], (byte)',', .. member, json[^1]];
    }

    private static byte[] ReplaceMember(byte[] json, Random random)
    {
        string text = System.Text.Encoding.UTF8.GetString(json);
        string[] members = text.Split(',');
        int at = random.Next(members.Length);
        int colon = members[at].IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return json;

        string end = at == members.Length - 1 ? "}" : "";
        members[at] = random.Next(6) == 0 ? "\"gone\":1" + end : members[at][..(colon + 1)] + Pick(Values, random) + end;
        if (at == 0 && !members[0].StartsWith('{'))
            members[0] = "{" + members[0];
        return TokenForge.Utf8(string.Join(',', members));
    }

    private static byte[] ChangeBytes(byte[] bytes, Random random)
    {
        List<byte> changed = [.. bytes];
        int at = random.Next(changed.Count);
        switch (random.Next(6))
        {
            case 0: changed[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: changed.RemoveAt(at); break;
            case 2: changed.Insert(at, (byte)JsonAlphabet[random.Next(JsonAlphabet.Length)]); break;
            case 3: changed[at] = (byte)random.Next(256); break;
            case 4: changed.InsertRange(at, changed.GetRange(at, Math.Min(random.Next(20), changed.Count - at))); break;
            default: changed.RemoveRange(at, Math.Min(random.Next(20), changed.Count - at - 1)); break;
        }

        return [.. changed];
    }

    private static string ChangeText(string token, Random random)
    {
        int at = random.Next(token.Length);
        char other = TextAlphabet[random.Next(TextAlphabet.Length)];
        string[] parts = token.Split('.');
        return random.Next(7) switch
        {
            0 => token[..at] + other + token[(at + 1)..],
            1 => token.Insert(at, other.ToString()),
            2 => token.Remove(at, 1),
            3 => token[..at],
            4 => token + other,
            5 => string.Join('.', parts[random.Next(3)], parts[random.Next(3)], parts[random.Next(3)]),
            _ => Respell(token, random),
        };
    }

    /// <summary>The same bytes in other characters, where base64url is read laxly.</summary>
    private static string Respell(string token, Random random)
    {
        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        string[] parts = token.Split('.');
        int part = random.Next(parts.Length);
        if (parts[part].Length % 4 is 0 or 1)
            return token + "=";

        parts[part] = parts[part][..^1] + Digits[Digits.IndexOf(parts[part][^1], StringComparison.Ordinal) | 1];
        return string.Join('.', parts);
    }

    private static T Pick<T>(T[] choices, Random random) => choices[random.Next(choices.Length)];
}
