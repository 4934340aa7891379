namespace AuthStrategies.Abstractions.Tests.Registration;

/// <summary>Which text form a credential has. Only its characters count.</summary>
[TestFixture]
public sealed class AuthStrategyCapabilitiesTests
{
    private static readonly string SessionToken = new('a', 64);

    private static IEnumerable<TestCaseData> Texts =>
    [
        new(SessionToken, CredentialFormats.SessionToken),
        new("-_" + new string('9', 62), CredentialFormats.SessionToken),
        new(new string('a', 63), CredentialFormats.Unknown),
        new(new string('a', 65), CredentialFormats.Unknown),
        new(new string('a', 63) + "=", CredentialFormats.Unknown),
        new(new string('a', 63) + "\u00e4", CredentialFormats.Unknown),
        new("a.b.c", CredentialFormats.SignedJwt),
        new("..", CredentialFormats.SignedJwt),
        new(new string('a', 30) + "." + new string('b', 32) + ".", CredentialFormats.SignedJwt),
        new("a.b", CredentialFormats.Unknown),
        new("a.b.c.d", CredentialFormats.Unknown),
        new("a.b.c.d.e", CredentialFormats.EncryptedJwt),
        new("a.b.c.d.e.f", CredentialFormats.Unknown),
        new("", CredentialFormats.Unknown),
    ];

    [TestCaseSource(nameof(Texts))]
    public void Matches_TextOfOneForm_OnlyThatForm(string text, CredentialFormats form) => Assert.Multiple(() =>
    {
        foreach (CredentialFormats format in (CredentialFormats[])[CredentialFormats.SessionToken, CredentialFormats.SignedJwt, CredentialFormats.EncryptedJwt])
            Assert.That(new AuthStrategyCapabilities { Formats = format }.Matches(text), Is.EqualTo(format == form), $"{format}");
    });

    [TestCaseSource(nameof(Texts))]
    public void Matches_FormatsUnknown_EveryText(string text, CredentialFormats form) =>
        Assert.That(new AuthStrategyCapabilities().Matches(text), Is.True, $"{form}");

    [Test]
    public void Matches_SeveralFormats_EachOfThem()
    {
        AuthStrategyCapabilities jwt = new() { Formats = CredentialFormats.SignedJwt | CredentialFormats.EncryptedJwt };

        Assert.That(new[] { "a.b.c", "a.b.c.d.e", SessionToken }.Select(jwt.Matches), Is.EqualTo(new[] { true, true, false }));
    }

    [Test]
    public void Matches_Null_Throws() => Assert.That(() => new AuthStrategyCapabilities().Matches(null!), Throws.ArgumentNullException);

    [Test]
    public void Properties_NothingStated_OnlyVerifies()
    {
        AuthStrategyCapabilities none = new();

        Assert.That((none.Formats, none.IssuesCredentials, none.KeepsSessions, none.CanRefresh, none.IssuesRefreshTokens), Is.EqualTo((CredentialFormats.Unknown, false, false, false, false)));
    }
}
