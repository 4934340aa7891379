using System.Text.Json;

namespace AuthStrategies.Tests.Jwt;

public sealed class UnverifiedJwtTests
{
    private static IEnumerable<TestCaseData> Readable()
    {
        string good = TokenForge.Good.Sign();
        yield return new TestCaseData(good).SetArgDisplayNames("good");
        yield return new TestCaseData(good[..^4] + "AAAA").SetArgDisplayNames("bad signature");
        yield return new TestCaseData(TokenForge.WithClaims(("exp", "1")).Sign()).SetArgDisplayNames("expired");
        yield return new TestCaseData(TokenForge.WithClaims(("exp", "\"never\"")).Sign()).SetArgDisplayNames("exp is a text");
        yield return new TestCaseData(TokenForge.WithHeader("""{"alg":"none"}""").Sign()).SetArgDisplayNames("alg none with a signature");
        yield return new TestCaseData(TokenForge.WithHeader("""{"alg":"XX","crit":["x"]}""").Sign()).SetArgDisplayNames("unknown algorithm");
    }

    [TestCaseSource(nameof(Readable))]
    public void TryRead_TokenThatNeedNotBeGenuine_GivesHeaderAndClaims(string text)
    {
        Assert.That(UnverifiedJwt.TryRead(text, out UnverifiedJwt? token), Is.True);
        Assert.That(token!.UnverifiedClaims.GetProperty("sub").GetString(), Is.EqualTo("alice"));
        Assert.That(token.UnverifiedHeader.GetProperty("alg").ValueKind, Is.EqualTo(JsonValueKind.String));
        Assert.That(token.ToString(), Does.Not.Contain("alice"));
    }

    private static IEnumerable<TestCaseData> Unreadable()
    {
        string good = TokenForge.Good.Sign();
        (string Name, string? Text)[] rows =
        [
            ("null", null), ("empty", ""), ("dots", ".."), ("two parts", good[..good.LastIndexOf('.')]), ("no signature", good[..(good.LastIndexOf('.') + 1)]),
            ("four parts", good + ".AAAA"), ("five parts", good + ".AAAA.AAAA"), ("space", " " + good), ("padding", good + "="), ("alphabet", good + "!"),
            ("surrogate", good + "\uD800"), ("one character", "a"), ("header no JSON", "AAAA" + good), ("too long", good + new string('A', UnverifiedJwt.MaxLength)),
            ("header is a list", TokenForge.WithHeader("[]").Sign()), ("header is null", TokenForge.WithHeader("null").Sign()),
            ("header too large", TokenForge.WithHeaderMembers($"\"x\":\"{new string('x', 8192)}\"").Sign()),
            ("payload is a text", TokenForge.WithPayload("\"x\"").Sign()), ("payload twice", TokenForge.WithPayload("{}{}").Sign()),
            ("payload with a comma", TokenForge.WithPayload("{\"a\":1,}").Sign()), ("payload with a comment", TokenForge.WithPayload("{}/**/").Sign()),
            ("member twice", TokenForge.WithMembers("\"sub\":\"bob\"").Sign()), ("member twice, escaped", TokenForge.WithMembers("\"\\u0073ub\":\"bob\"").Sign()),
            ("half a surrogate pair", TokenForge.WithMembers("\"x\":\"\\ud800\"").Sign()),
            ("too deep", TokenForge.WithMembers("\"x\":" + new string('[', 40) + new string(']', 40)).Sign()),
            ("no UTF-8", (TokenForge.Good with { Payload = [(byte)'{', (byte)'"', 0xFF, (byte)'"', (byte)':', (byte)'1', (byte)'}'] }).Sign()),
        ];
        foreach ((string name, string? text) in rows)
            yield return new TestCaseData(text).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Unreadable))]
    public void TryRead_AnyOtherText_IsFalseAndThrowsNothing(string? text)
    {
        Assert.That(UnverifiedJwt.TryRead(text, out UnverifiedJwt? token), Is.False);
        Assert.That(token, Is.Null);
    }

    [Test]
    public void UnverifiedJwt_HasNoPrincipalAndSaysUnverified() =>
        Assert.That(
            typeof(UnverifiedJwt).GetProperties().Select(property => (property.Name.StartsWith("Unverified", StringComparison.Ordinal), property.PropertyType)),
            Has.All.EqualTo((true, typeof(JsonElement))));
}
