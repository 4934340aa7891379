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
        Assert.That(token.ToString(), Is.EqualTo("UnverifiedJwt"));
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

    [TestCase(0, ExpectedResult = true)]
    [TestCase(1, ExpectedResult = false)]
    public bool TryRead_LengthAtTheLimit(int more)
    {
        // One of three fillers makes room for a signature of both lengths.
        string[] prefixes = [.. Enumerable.Range(0, 3).Select(filler => TokenForge.WithMembers($"\"x\":\"{new string('x', filler)}\"").SigningInput + ".")];
        string prefix = prefixes.First(text => (UnverifiedJwt.MaxLength - text.Length) % 4 is 2 or 3);

        return UnverifiedJwt.TryRead(prefix + new string('A', UnverifiedJwt.MaxLength - prefix.Length + more), out _);
    }

    [TestCase(8192, ExpectedResult = true)]
    [TestCase(8193, ExpectedResult = false)]
    public bool TryRead_HeaderAtTheLimit(int bytes)
    {
        string empty = """{"alg":"HS256","x":""}""";

        return UnverifiedJwt.TryRead(TokenForge.WithHeader(empty.Insert(empty.Length - 2, new string('x', bytes - empty.Length))).Sign(), out _);
    }

    [TestCase(31, ExpectedResult = true)]
    [TestCase(32, ExpectedResult = false)]
    public bool TryRead_DepthAtTheLimit(int arrays) =>
        UnverifiedJwt.TryRead(TokenForge.WithMembers("\"x\":" + new string('[', arrays) + new string(']', arrays)).Sign(), out _);

    [Test]
    public void UnverifiedJwt_HasNoPrincipalAndSaysUnverified() =>
        Assert.That(
            typeof(UnverifiedJwt).GetProperties().Select(property => (property.Name.StartsWith("Unverified", StringComparison.Ordinal), property.PropertyType)),
            Has.All.EqualTo((true, typeof(JsonElement))));
}
