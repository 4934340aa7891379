namespace AuthStrategies.Tests.Registration;

/// <summary>The legal name that a message shows for a misspelled one.</summary>
[TestFixture]
public sealed class NearestNameTests
{
    private static readonly string[] Http = ["Transport", "TrustedOrigins", "LoginPath", "LogoutPath", "AccessDeniedPath", "ReturnUrlParameter", "PathBase", "RetryAfter", "ClearSiteDataOnLogout", "AllowHttpInDevelopment", "RotateFor", "Cookie"];
    private static readonly string[] Session = ["IdleTimeout", "RenewAfter", "AbsoluteTimeout", "PersistentIdleTimeout", "PersistentAbsoluteTimeout", "ReuseWindow", "LateRequestWindow", "RotateEvery"];
    private static readonly string[] SameSite = ["None", "Lax", "Strict"];
    private static readonly string[] Transport = ["Cookie", "Bearer"];
    private static readonly string[] Words = ["Jwt", "Session"];
    private static readonly string[] Algorithms = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "A256CBC-HS512"];

    private static IEnumerable<TestCaseData> Misspelled()
    {
        foreach ((string written, string[] legal, string nearest) in new (string, string[], string)[]
        {
            ("LoginPth", Http, "LoginPath"), ("loginpath", Http, "LoginPath"), ("LogoutPat", Http, "LogoutPath"), ("Transprt", Http, "Transport"), ("Cookies", Http, "Cookie"),
            ("TrustedOrigin", Http, "TrustedOrigins"), ("Retry", Http, "RetryAfter"), ("PathBas", Http, "PathBase"), ("ReturnUrl", Http, "ReturnUrlParameter"),
            ("IdleTimout", Session, "IdleTimeout"), ("IdelTimeout", Session, "IdleTimeout"), ("AbsolutTimeout", Session, "AbsoluteTimeout"), ("PersistentIdle", Session, "PersistentIdleTimeout"), ("RotateEvry", Session, "RotateEvery"),
            ("Strictest", SameSite, "Strict"), ("strict", SameSite, "Strict"), ("Laxx", SameSite, "Lax"), ("Non", SameSite, "None"),
            ("Cokie", Transport, "Cookie"), ("Bearers", Transport, "Bearer"), ("Baerer", Transport, "Bearer"),
            ("Sessions", Words, "Session"), ("Jwtt", Words, "Jwt"), ("jtw", Words, "Jwt"), ("JWTs", Words, "Jwt"),
            ("HS257", Algorithms, "HS256"), ("hs256", Algorithms, "HS256"), ("HS-256", Algorithms, "HS256"), ("SHA256", Algorithms, "HS256"), ("ES265", Algorithms, "ES256"), ("RSA256", Algorithms, "RS256"), ("PS521", Algorithms, "PS512"), ("A256CBC", Algorithms, "A256CBC-HS512"),
        })
            yield return new TestCaseData(written, legal, nearest);
    }

    [TestCaseSource(nameof(Misspelled))]
    public void Find_AMisspelledName_IsTheNearestLegalOne(string written, string[] legal, string nearest) =>
        Assert.That(NearestName.Find(written, legal), Is.EqualTo(nearest));

    private static IEnumerable<TestCaseData> Others()
    {
        foreach ((string? written, string[] legal) in new (string?, string[])[] { (null, Http), ("", Http), ("x", Http), ("Secure", Http), ("Unspecified", SameSite), ("none", Algorithms), ("7", Transport), ("Redis", Words), (new string('H', 65), Algorithms), ("LoginPath", []) })
            yield return new TestCaseData(written, legal);
    }

    [TestCaseSource(nameof(Others))]
    public void Find_AnotherName_IsNone(string? written, string[] legal) => Assert.That(NearestName.Find(written, legal), Is.Null);
}
