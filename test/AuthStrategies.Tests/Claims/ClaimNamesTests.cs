using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.Claims;

/// <summary>Private claims that a look-up would take for a registered one, and claims without a value.</summary>
[TestFixture]
[Property("Requirement", "M-18")]
public sealed class ClaimNamesTests
{
    private const string LongSubject = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier";

    private static readonly string[] Mistakable =
    [
        "Sub", "SUB", "sUb", "Iss", "AUD", "Exp", "NBF", "Iat", "JTI", "Sid", "SID", "Auth_Time", "CNF", "Nonce", "At_Hash", "C_HASH", "S_Hash", "AS_NAMES",
        "HTTP://schemas.xmlsoap.org/ws/2005/05/identity/claims/NameIdentifier",
    ];

    private static readonly string[] Others = ["subject", "sub ", " sub", "sub2", "s\u00fcb", "issuer", "Role", "NAME", "experience"];

    [Test]
    public void Authenticate_TokenWithAMistakableClaim_KeepsItFromThePrincipal([ValueSource(nameof(Mistakable))] string name, [Values] bool isOwn)
    {
        AuthResult result = Authenticate(name, "\"bob\"", isOwn);

        Assert.That(result.Succeeded, Is.True);
        AssertAlice(result.Principal!, name);
    }

    [Test]
    public void Authenticate_TokenWithTheLongNameOfTheSubject_KeepsItFromThePrincipal([Values] bool isOwn) =>
        AssertAlice(Authenticate(LongSubject, "\"bob\"", isOwn).Principal!, LongSubject);

    [Test]
    public async Task Issue_WithAMistakableClaim_LeavesItOut([ValueSource(nameof(Mistakable))] string name, [Values] bool isJwt)
    {
        IAuthStrategy strategy = isJwt ? new JwtFixture().Strategy : new SessionFixture().Strategy;
        IssuedCredential issued = await strategy.IssueAsync(SessionFixture.Principal("alice", new Claim(name, "bob"), new Claim("role", "admin")));

        ClaimsPrincipal principal = (await strategy.AuthenticateAsync(issued.Value)).Principal!;

        AssertAlice(principal, name);
        Assert.That(principal.IsInRole("admin"), Is.True);
    }

    [Test]
    public void Authenticate_TokenWithAnotherName_KeepsTheClaim([ValueSource(nameof(Others))] string name) =>
        Assert.That(Authenticate(name, "\"bob\"", isOwn: true).Principal!.HasClaim(name, "bob"), Is.True);

    [TestCase(1)]
    [TestCase(2)]
    public void IsReserved_RandomNames_IsAsWithALookUpOfEach(int seed)
    {
        HashSet<string> reserved = new(
            [LongSubject, "sub", "iss", "aud", "exp", "nbf", "iat", "jti", "sid", "auth_time", "cnf", "nonce", "at_hash", "c_hash", "s_hash", "as_names"], StringComparer.OrdinalIgnoreCase);
        var random = new Random(seed);
        foreach (string name in reserved.SelectMany(name => Enumerable.Range(0, 2000).Select(_ => Spelling(name, random))).Append(""))
            Assert.That(ClaimNames.IsReserved(name), Is.EqualTo(name != "sub" && reserved.Contains(name)), name);
    }

    [TestCase("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier", "sub")]
    [TestCase(ClaimTypes.Role, "role")]
    [TestCase(ClaimTypes.Webpage, "website")]
    [TestCase(ClaimTypes.Gender, "gender")]
    [TestCase(ClaimTypes.DateOfBirth, "birthdate")]
    [TestCase(ClaimTypes.Name, "name")]
    [TestCase("role", "role")]
    [TestCase("", "")]
    public void ToShort_EitherName_IsTheShortOne(string type, string expected) => Assert.That(ClaimNames.ToShort(type), Is.EqualTo(expected));

    [TestCase("null")]
    [TestCase("[null]")]
    [TestCase("[null,null]")]
    public void Authenticate_TokenWithANullClaim_HasNoSuchClaim(string json)
    {
        ClaimsPrincipal principal = Authenticate("name", json, isOwn: true).Principal!;

        Assert.That(principal.FindFirst("name"), Is.Null);
        Assert.That(principal.Identity!.Name, Is.Null);
        Assert.That(principal.Claims.Any(claim => claim.Value is "null" or ""), Is.False);
    }

    [Test]
    public async Task Issue_WithANullClaimOrItem_NeverReadsAsText([Values] bool isJwt)
    {
        IAuthStrategy strategy = isJwt ? new JwtFixture().Strategy : new SessionFixture().Strategy;
        IssueOptions? items = isJwt ? null : new() { Items = new Dictionary<string, string?> { ["none"] = null } };
        IssuedCredential issued = await strategy.IssueAsync(SessionFixture.Principal("alice", new Claim("name", "null", "JSON"), new Claim("a", "null", "JSON_NULL")), items);

        AuthResult result = await strategy.AuthenticateAsync(issued.Value);

        Assert.That(result.Principal!.FindFirst("name"), Is.Null);
        if (!isJwt)
            Assert.That((result.Items!.ContainsKey("none"), result.Items["none"]), Is.EqualTo((true, (string?)null)));
    }

    private static AuthResult Authenticate(string name, string json, bool isOwn) =>
        new JwtFixture(o => (isOwn ? o.SigningKeys : o.VerificationKeys).Add(ForgeKey.Of("HS256").Key)).Authenticate(TokenForge.WithClaims((name, json)).Sign());

    private static void AssertAlice(ClaimsPrincipal principal, string name)
    {
        Assert.That(principal.FindAll(_ => true).Any(claim => claim.Value == "bob"), Is.False);
        Assert.That(principal.HasClaim(name, "bob"), Is.False);
        Assert.That((principal.FindFirst("sub")?.Value, principal.FindFirst(ClaimTypes.NameIdentifier)?.Value), Is.EqualTo(("alice", "alice")));
        Assert.That(principal.FindAll("sub").Select(claim => claim.Value).Distinct(), Is.EqualTo(new[] { "alice" }));
    }

    // The same letters in another case, and now and then another character: of another length, of another script, or one that looks alike.
    private static string Spelling(string name, Random random)
    {
        var text = new System.Text.StringBuilder();
        foreach (char letter in name)
            text.Append(random.Next(40) == 0 ? "\u017f\u212a\u0130\u0131s_I\0"[random.Next(8)] : random.Next(2) == 0 ? char.ToUpperInvariant(letter) : letter);
        return random.Next(20) == 0 ? text.Append('x').ToString() : text.ToString();
    }
}
