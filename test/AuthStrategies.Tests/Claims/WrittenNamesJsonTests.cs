using System.Buffers.Text;
using System.Security.Claims;
using System.Text.Json.Nodes;
using AuthStrategies.Tests.Jwt;

namespace AuthStrategies.Tests.Claims;

/// <summary>The names of a login in a token: written only when there is something to say, and read with every other value ignored.</summary>
public sealed class WrittenNamesJsonTests
{
    private static readonly Claim[] Long = [new(ClaimTypes.NameIdentifier, "alice"), new(ClaimTypes.Name, "Alice"), new(ClaimTypes.Role, "admin"), new(ClaimTypes.Role, "editor")];

    private static readonly Claim[] Short = [new("sub", "alice"), new("name", "Alice"), new("role", "admin"), new("role", "editor")];

    private static IEnumerable<TestCaseData> Issued()
    {
        yield return Row("all short", null, new(Short, "x"));
        yield return Row("all short, short types", null, new(Short, "x", "name", "role"));
        yield return Row("all long", "7", new(Long, "x"));
        yield return Row("long subject only", "7", new([new(ClaimTypes.NameIdentifier, "alice")], "x"));
        yield return Row("long subject only, short types", "1", new([new(ClaimTypes.NameIdentifier, "alice")], "x", "name", "role"));
        yield return Row("both subjects", "1024", new([new("sub", "alice"), new(ClaimTypes.NameIdentifier, "alice")], "x", "name", "role"));
        yield return Row("own types", """[0,"nickname","groups"]""", new(Short, "x", "nickname", "groups"));
        yield return Row("own role type", """[7,"","groups"]""", new(Long, "x", null, "groups"));
        yield return Row("mixed roles", """[0,"","",3]""", new([.. Short, new(ClaimTypes.Role, "author")], "x"));
        yield return Row("mixed roles, long first", """[4,"","",2]""", new([new("sub", "alice"), new(ClaimTypes.Role, "a"), new(ClaimTypes.Role, "b"), new("role", "c")], "x", "name", "role"));
        yield return Row("mixed roles, apart", """[4,"","",1]""", new([new("sub", "alice"), new(ClaimTypes.Role, "a"), new("n", "1"), new("role", "c")], "x", "name", "role"));

        static TestCaseData Row(string name, string? json, ClaimsIdentity identity) => new TestCaseData(json, identity).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Issued))]
    public async Task Write_Login_SaysWhatIsNotShortAndComesBack(string? json, ClaimsIdentity identity)
    {
        JwtFixture fixture = AsIssued();

        string token = (await fixture.Strategy.IssueAsync(new(identity))).Value;
        ClaimsPrincipal principal = fixture.Authenticate(token).Principal!;
        string again = (await fixture.Strategy.IssueAsync(principal)).Value;

        Assert.That(Member(token), Is.EqualTo(json));
        Assert.That(Member(again), Is.EqualTo(json));
        Assert.That(principal.Claims.Select(claim => claim.Type).Order(), Is.EqualTo(identity.Claims.Select(claim => claim.Type).Order()));
        Assert.That(principal.HasClaim(claim => claim.Type == "as_names"), Is.False);
    }

    [TestCaseSource(nameof(Issued))]
    public async Task Write_OtherNaming_SaysTheOwnTypesOnly(string? json, ClaimsIdentity identity)
    {
        foreach (ClaimNaming naming in (ClaimNaming[])[ClaimNaming.Jwt, ClaimNaming.DotNet])
        {
            JwtFixture fixture = new(o => o.ClaimNaming = naming);

            string token = (await fixture.Strategy.IssueAsync(new(identity))).Value;

            JsonArray? types = json?.Contains("nickname", StringComparison.Ordinal) == true ? [0, "nickname", "groups"] : json?.Contains("groups", StringComparison.Ordinal) == true ? [0, "", "groups"] : null;
            Assert.That(Member(token), Is.EqualTo(types?.ToJsonString()));
        }
    }

    [TestCase("null")]
    [TestCase("true")]
    [TestCase("\"7\"")]
    [TestCase("7.5")]
    [TestCase("-1")]
    [TestCase("2048")]
    [TestCase("1e400")]
    [TestCase("99999999999999999999")]
    [TestCase("{}")]
    [TestCase("{\"a\":[1]}")]
    [TestCase("[]")]
    [TestCase("[7]")]
    [TestCase("[7,\"\"]")]
    [TestCase("[7,null,null]")]
    [TestCase("[7,\"\",1]")]
    [TestCase("[\"\",\"\",7]")]
    [TestCase("[7,\"\",\"\",\"0\"]")]
    [TestCase("[7,\"\",\"\",-1]")]
    [TestCase("[7,\"\",\"\",1001]")]
    [TestCase("[7,\"\",\"\",1,1]")]
    [TestCase("[7,\"\",\"\",1,0]")]
    [TestCase("[[7],\"\",\"\"]")]
    [TestCase("[7,\"\",\"\",[0]]")]
    public void Read_AnotherForm_IsIgnored(string json)
    {
        AuthResult result = AsIssued().Authenticate(TokenForge.WithClaims(("as_names", json), ("role", "[\"a\",\"b\"]")).Sign());

        Assert.That(result.Principal!.Claims.Select(claim => claim.Type), Is.EqualTo(new[] { "sub", "role", "role" }));
    }

    [TestCase("{\"a\":1,\"a\":2}")]
    [TestCase("[7,\"\\uD800\",\"\"]")]
    [TestCase("[7,\"\",\"\"")]
    [TestCase("[{\"a\":1,\"a\":2}]")]
    [Property("Requirement", "T-03")]
    public void Read_NotStrict_IsMalformed(string json) =>
        Assert.That(AsIssued().Reason(TokenForge.WithClaims(("as_names", json)).Sign()), Is.EqualTo(AuthFailureReason.Malformed));

    [TestCase("7", "0123456789")]
    [TestCase("1023", "0123456789")]
    [TestCase("[0,\"\",\"\",999,1000]", "0123456789")]
    public void Read_MoreThanTheClaims_IsHarmless(string json, string name)
    {
        AuthResult result = AsIssued().Authenticate(TokenForge.WithClaims(("as_names", json), ("x", $"\"{name}\"")).Sign());

        Assert.That(result.Principal!.FindFirst("x")!.Value, Is.EqualTo(name));
        Assert.That(result.Principal!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
    }

    [Test]
    public void Read_TypesOfAnotherIssuer_DoNotDecideWhatIsARole()
    {
        JwtFixture verifying = new(o => { o.ClaimNaming = ClaimNaming.AsIssued; o.VerificationKeys.Add(JwtKey.FromJwk(ForgeKey.Of("ES256").Key.ExportPublicJwk())); });
        TokenForge forge = TokenForge.With("ES256") with { Payload = TokenForge.WithClaims(("as_names", "[0,\"nickname\",\"nickname\"]"), ("nickname", "\"admin\""), ("role", "\"reader\"")).Payload };

        ClaimsPrincipal principal = verifying.Authenticate(forge.Sign()).Principal!;

        Assert.That((principal.IsInRole("admin"), principal.IsInRole("reader"), principal.Identity!.Name), Is.EqualTo((false, true, (string?)null)));
        Assert.That(principal.Claims.First().Type, Is.EqualTo("sub"));
    }

    [Test]
    public void Read_TokenOfAnotherIssuerWithoutNames_HasTheLongOnes()
    {
        JwtFixture verifying = new(o => { o.ClaimNaming = ClaimNaming.AsIssued; o.VerificationKeys.Add(JwtKey.FromJwk(ForgeKey.Of("ES256").Key.ExportPublicJwk())); });
        TokenForge forge = TokenForge.With("ES256") with { Payload = TokenForge.WithClaims(("role", "\"reader\""), ("n", "1")).Payload };

        var identity = (ClaimsIdentity)verifying.Authenticate(forge.Sign()).Principal!.Identity!;

        Assert.That(identity.Claims.Select(claim => claim.Type), Is.EqualTo(new[] { ClaimTypes.NameIdentifier, ClaimTypes.Role, "n" }));
        Assert.That((identity.NameClaimType, identity.RoleClaimType), Is.EqualTo((ClaimTypes.Name, ClaimTypes.Role)));
    }

    [Test]
    [Property("Requirement", "C-11")]
    public async Task Write_ClaimOfTheMembersName_IsLeftOut()
    {
        JwtFixture fixture = AsIssued();

        string token = (await fixture.Strategy.IssueAsync(new(new ClaimsIdentity([.. Short, new("as_names", "[0,\"role\",\"name\"]", "JSON_ARRAY")], "x")))).Value;

        Assert.That(Member(token), Is.Null);
        Assert.That(fixture.Log.Lines, Has.Some.Contains("as_names"));
    }

    private static JwtFixture AsIssued() => new(o => o.ClaimNaming = ClaimNaming.AsIssued);

    private static string? Member(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!["as_names"]?.ToJsonString();
}
