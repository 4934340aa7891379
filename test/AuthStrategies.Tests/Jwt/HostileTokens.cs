namespace AuthStrategies.Tests.Jwt;

/// <summary>One token for every reason there is, each with texts that must not show up anywhere.</summary>
internal static class HostileTokens
{
    private const string Mark = "Zq7Xw3Kp9Vt2Lm5Nc8";

    public static IReadOnlyList<string> All { get; } =
    [
        $"{Mark}.{Mark}",
        $"{Mark}.{Mark}.{Mark}",
        $"{Mark}.{Mark}.{Mark}.{Mark}.{Mark}",
        Mark,
        TokenForge.Good.Sign(),
        TokenForge.Good.Sign() + "=",
        $"{Mark}.{new string('Q', 20_000)}.{Mark}",
        TokenForge.WithHeader($$"""{"alg":"{{Mark}}","typ":"at+jwt"}""").Sign(),
        TokenForge.WithHeader($$"""{"alg":"HS256","typ":"{{Mark}}"}""").Sign(),
        TokenForge.WithHeader($$"""{"alg":"HS256","typ":"at+jwt","kid":"{{Mark}}\r\nINFO forged line"}""").Sign(),
        TokenForge.WithHeaderMembers($$"""
            "crit":["{{Mark}}"]
            """).Sign(),
        TokenForge.WithHeaderMembers($$"""
            "b64":"{{Mark}}"
            """).Sign(),
        (TokenForge.Good with { Key = ForgeKey.StrangerOf("HS256") }).Sign(),
        TokenForge.WithPayload(Mark).Sign(),
        TokenForge.WithPayload("{\"" + Mark + "\":}").Sign(),
        TokenForge.WithClaims(("exp", "1"), ("sub", $"\"{Mark}\"")).Sign(),
        TokenForge.WithClaims(("exp", null)).Sign(),
        TokenForge.WithClaims(("nbf", "4000000000")).Sign(),
        TokenForge.WithClaims(("iss", $"\"{Mark}\"")).Sign(),
        TokenForge.WithClaims(("aud", $"\"{Mark}\"")).Sign(),
        TokenForge.WithClaims(("sub", "\"\"")).Sign(),
        TokenForge.WithClaims(("sub", $"\"{Mark}\""), ("name", $"\"{Mark}\"")).Sign(),
    ];
}
