using System.Security.Claims;
using AuthStrategies.Tests.Sessions.Doubles;
using Microsoft.IdentityModel.JsonWebTokens;

namespace AuthStrategies.Tests.Jwt;

public sealed class HeaderMemberNamesTests
{
    private static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity([new("sub", "alice")], "password"));

    private static ValueTask<IssuedCredential> IssueAsync(JwtFixture fixture, params (string Name, string Value)[] members) =>
        fixture.Strategy.IssueAsync(Alice, new() { HeaderMembers = members.ToDictionary(member => member.Name, member => member.Value) });

    [TestCase("tenant", "contoso")]
    [TestCase("https://example.com/v", "")]
    [TestCase("a\"b\\", "\u00e4 \"quoted\" \\ \U0001F389 \n")]
    [TestCase("algo", "none")]
    public async Task IssueAsync_OwnMember_IsWrittenBesideTheOthers(string name, string value)
    {
        JwtFixture fixture = new();

        IssuedCredential issued = await IssueAsync(fixture, (name, value));
        IssuedCredential next = await fixture.Strategy.IssueAsync(Alice);

        JsonWebToken token = new(issued.Value);
        Assert.That(token.GetHeaderValue<string>(name), Is.EqualTo(value));
        Assert.That((token.Alg, token.Typ, token.Kid), Is.EqualTo(("HS256", "at+jwt", "key-HS256")));
        Assert.That(fixture.Reason(issued.Value), Is.Null);
        Assert.That(new JsonWebToken(next.Value).TryGetHeaderValue(name, out string _), Is.False);
    }

    [Test]
    public void IssueAsync_ReservedName_IsRefused(
        [Values(
            "alg", "typ", "kid", "crit", "b64", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "enc", "zip", "cty", "epk", "apu", "apv", "iv",
            "tag", "p2s", "p2c", "url", "nonce", "iss", "sub", "aud", "exp", "nbf", "iat", "jti", "sid", "ALG", "Kid", "CRIT")] string name) =>
        Assert.That(
            async () => await IssueAsync(new(), (name, "x")),
            Throws.ArgumentException.With.Message.Contains($"HeaderMembers is a list with \"{name}\"; it must be").And.Property("ParamName").EqualTo("options"));

    private static IEnumerable<TestCaseData> Mistakes()
    {
        (string Said, (string, string)[] Members)[] rows =
        [
            ("a name that is empty", [("", "x")]),
            ("a name that is empty", [("a b", "x")]),
            ("a name that is empty", [("\u00e4", "x")]),
            ("a name that is empty", [(new string('n', 65), "x")]),
            ("a value that is null", [("n", null!)]),
            ("a value that is null", [("n", new string('v', 1025))]),
            ("a value that is null", [("n", "\uD800")]),
            ("17 members", [.. Enumerable.Range(0, 17).Select(i => ($"n{i}", "x"))]),
            ("makes the header too large", [.. Enumerable.Range(0, 16).Select(i => ($"n{i}", new string('v', 1024)))]),
        ];
        for (int i = 0; i < rows.Length; i++)
            yield return new TestCaseData(rows[i].Said, rows[i].Members).SetArgDisplayNames($"{i}: {rows[i].Said}");
    }

    [TestCaseSource(nameof(Mistakes))]
    public void IssueAsync_IllegalMember_SaysWhatToWrite(string said, (string, string)[] members) =>
        Assert.That(
            async () => await IssueAsync(new(), members),
            Throws.ArgumentException.With.Message.Contains(said).And.Message.Contains("it must be").And.Property("ParamName").EqualTo("options"));

    [Test]
    public void IssueAsync_NullAsAName_IsRefused() =>
        Assert.That(
            async () => await new JwtFixture().Strategy.IssueAsync(Alice, new() { HeaderMembers = new NullNames<string>("x") }),
            Throws.ArgumentException.With.Message.Contains("a name that is empty, null").And.Property("ParamName").EqualTo("options"));

    [Test]
    public async Task IssueAsync_MemberOfAnEncryptedToken_IsNotReadable()
    {
        JwtFixture fixture = new(options => options.EncryptionKey = JwtKey.Generate("A256CBC-HS512"));

        IssuedCredential issued = await IssueAsync(fixture, ("tenant", "contoso"));

        Assert.That(new JsonWebToken(issued.Value).TryGetHeaderValue("tenant", out string _), Is.False);
        Assert.That(fixture.Reason(issued.Value), Is.Null);
    }
}
