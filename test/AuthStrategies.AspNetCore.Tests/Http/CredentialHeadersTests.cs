using AuthStrategies.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>What is found in one kind of header, without an application.</summary>
[TestFixture]
public sealed class CredentialHeadersTests
{
    private const string Several = "SeveralCredentials: The request contains more than one Authorization header.";
    private const string NotBearer = "Malformed: The Authorization header must be \"Bearer\", one space and one token.";
    private const string NotDPoP = "Malformed: The Authorization header must be \"DPoP\", one space and one token.";
    private const string SeveralTokens = "SeveralCredentials: The request contains more than one header X-Token.";
    private const string NoToken = "Malformed: The header X-Token must contain one token and nothing else, without a scheme.";
    private const string Disguised = "AmbiguousCookie: A cookie name equals a name of this application only after trimming or decoding.";
    private const string Obsolete = "AmbiguousCookie: The Cookie header has the obsolete form with $Version.";

    [TestCase(false, "Bearer a.b", ExpectedResult = "Bearer '' a.b")]
    [TestCase(true, "Bearer a.b", ExpectedResult = "Bearer '' a.b")]
    [TestCase(true, "DPoP a.b", ExpectedResult = "DPoP '' a.b")]
    [TestCase(true, "dpop a.b", ExpectedResult = "DPoP '' a.b")]
    [TestCase(false, "DPoP a.b", ExpectedResult = "")]
    [TestCase(true, "DPoP", ExpectedResult = NotDPoP)]
    [TestCase(true, "DPoP ", ExpectedResult = NotDPoP)]
    [TestCase(true, "DPoP  a", ExpectedResult = NotDPoP)]
    [TestCase(false, "DPoP", ExpectedResult = "")]
    [TestCase(true, "DPoPs a", ExpectedResult = "")]
    [TestCase(true, "Bearer", ExpectedResult = NotBearer)]
    [TestCase(false, "Bearer ", ExpectedResult = NotBearer)]
    [TestCase(false, "Bearer a,b", ExpectedResult = NotBearer)]
    [TestCase(false, "Bearer_ a", ExpectedResult = "")]
    [TestCase(false, "Bearer. a", ExpectedResult = "")]
    [TestCase(true, "Basic a", ExpectedResult = "")]
    [TestCase(true, "Digest username=\"a\"", ExpectedResult = "")]
    [TestCase(true, "", ExpectedResult = "")]
    [TestCase(true, "DPoP a", "Basic b", ExpectedResult = Several)]
    [TestCase(false, "DPoP a", "Basic b", ExpectedResult = "")]
    [TestCase(true, "Digest a", "Basic b", ExpectedResult = "")]
    [TestCase(false, "Basic a", "Bearer b", ExpectedResult = Several)]
    [TestCase(false, ExpectedResult = "")]
    [Property("Requirement", "B-01")]
    [Property("Requirement", "B-02")]
    public string Authorization(bool readsDPoP, params string[] headers)
    {
        PresentedCredentials presented = new();

        BearerHeader.Read(new StringValues(headers), readsDPoP, presented);

        return Text(presented);
    }

    [Test]
    public void Authorization_WithoutAText_IsNothing()
    {
        PresentedCredentials presented = new();

        BearerHeader.Read(new StringValues([null]), readsDPoP: true, presented);

        Assert.That(Text(presented), Is.Empty);
    }

    [TestCase("Bearer a", ExpectedResult = true)]
    [TestCase("DPoP a", ExpectedResult = true)]
    [TestCase("DPoP", ExpectedResult = true)]
    [TestCase("Basic a", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    [TestCase(null, ExpectedResult = false)]
    public bool Authorization_CarriesToken(string? header) => BearerHeader.CarriesToken(header);

    [TestCase("a.b", ExpectedResult = "True Header 'X-Token' a.b")]
    [TestCase("a=", ExpectedResult = "True Header 'X-Token' a=")]
    [TestCase("", ExpectedResult = "True " + NoToken)]
    [TestCase("Bearer a", ExpectedResult = "True " + NoToken)]
    [TestCase("a", "a", ExpectedResult = "True " + SeveralTokens)]
    [TestCase(ExpectedResult = "False ")]
    [Property("Requirement", "B-01")]
    public string OtherHeader(params string[] headers)
    {
        PresentedCredentials presented = new();

        TokenHeader.Read("X-Token", new StringValues(headers), presented);

        return $"{presented.HasTokenHeader} {Text(presented)}";
    }

    [TestCase("it=a", ExpectedResult = "Cookie 'it' a")]
    [TestCase("it=a=b", ExpectedResult = "Cookie 'it' a=b")]
    [TestCase("it=a; it=b", ExpectedResult = "Cookie 'it' a, Cookie 'it' b")]
    [TestCase("it=a", "it=b", ExpectedResult = "Cookie 'it' a, Cookie 'it' b")]
    [TestCase(";it=a", ExpectedResult = "Cookie 'it' a")]
    [TestCase("; ;x;it=a;", ExpectedResult = "Cookie 'it' a")]
    [TestCase("it", ExpectedResult = "")]
    [TestCase("=", ExpectedResult = "")]
    [TestCase("==it=a", ExpectedResult = "")]
    [TestCase("=it", ExpectedResult = "")]
    [TestCase("=it=a", ExpectedResult = "[]" + Disguised)]
    [TestCase("it%20=a", ExpectedResult = "[it%20]" + Disguised)]
    [TestCase("i%74=a; \"it\"=b; i%74=c", ExpectedResult = "[i%74 \"it\"]" + Disguised)]
    [TestCase("$Version=1; it=a", ExpectedResult = "Cookie 'it' a [$Version]" + Obsolete)]
    [TestCase("it=a; $version", ExpectedResult = "Cookie 'it' a [$version]" + Obsolete)]
    [TestCase("$Version=1; $VERSION=2; it=a", ExpectedResult = "Cookie 'it' a [$Version]" + Obsolete)]
    [TestCase("$Version=1; x=a", ExpectedResult = "")]
    [TestCase("$Version=1", ExpectedResult = "")]
    [TestCase("=$Version=1; it=a", ExpectedResult = "Cookie 'it' a")]
    [Property("Requirement", "X-04")]
    public string Cookies(params string[] headers)
    {
        PresentedCredentials presented = new();

        CookieHeader.Read(new StringValues(headers), new([new("it", "it")], []), presented);

        string names = presented.Refusal == RequestRefusal.AmbiguousCookie ? $"[{string.Join(' ', presented.AmbiguousNames)}]" : "";
        return Text(presented, names);
    }

    [Test]
    [Property("Requirement", "X-04")]
    public void Cookies_VersionBesideAnotherCredential_IsNoMistake()
    {
        PresentedCredentials presented = new();
        BearerHeader.Read("Bearer a", readsDPoP: false, presented);

        CookieHeader.Read("$Version=1; x=a", new([new("it", "it")], []), presented);

        Assert.That(Text(presented), Is.EqualTo("Bearer '' a"));
    }

    private static string Text(PresentedCredentials presented, string names = "")
    {
        string found = string.Join(", ", presented.All.Select(one => $"{one.Source} '{one.Name}' {one.Text}"));
        string mistake = presented.Mistake is null ? "" : $"{names}{presented.Refusal}: {presented.Mistake}";
        return found.Length > 0 && mistake.Length > 0 ? $"{found} {mistake}" : found + mistake;
    }
}
