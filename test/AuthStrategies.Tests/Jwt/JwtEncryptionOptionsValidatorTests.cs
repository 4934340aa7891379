using AuthStrategies.Jwt;
using AuthStrategies.Tests.Jwt.Encryption;

namespace AuthStrategies.Tests.Jwt;

public sealed class JwtEncryptionOptionsValidatorTests
{
    private static JwtStrategyOptions With(Action<JwtStrategyOptions> change)
    {
        JwtStrategyOptions options = new() { Issuer = "https://api.example", Audience = "web" };
        options.SigningKeys.Add(ForgeKey.Of("HS256").Key);
        change(options);
        return options;
    }

    private static TestCaseData Row(string name, Action<JwtStrategyOptions> change, params string[] said) =>
        new TestCaseData(change, said).SetArgDisplayNames(name);

    private static IEnumerable<TestCaseData> Mistakes()
    {
        var sameSecret = JwtKey.FromSecret(JweForge.Secret, "HS512", "signs");
        yield return Row("it signs", o => o.SigningKeys.Add(JweForge.Key), "SigningKeys[1]", "EncryptionKey");
        yield return Row("it verifies", o => o.VerificationKeys.Add(JweForge.Key), "VerificationKeys[0]", "EncryptionKey");
        yield return Row("HS512 encrypts", o => o.EncryptionKey = ForgeKey.Of("HS512").Key, "EncryptionKey", "HS512", "A256CBC-HS512");
        yield return Row("RS256 encrypts", o => o.EncryptionKey = ForgeKey.Of("RS256").Key, "EncryptionKey", "RS256");
        yield return Row("ES256 decrypts", o => o.DecryptionKeys.Add(ForgeKey.Of("ES256").Key), "DecryptionKeys[0]", "ES256");
        yield return Row("null", o => o.DecryptionKeys.Add(null!), "DecryptionKeys[0]", "null");
        yield return Row("twins", o => { o.EncryptionKey = JweForge.Key; o.DecryptionKeys.Add(JwtKey.FromSecret(JweForge.OtherSecret, "A256CBC-HS512", "enc-1")); }, "EncryptionKey and DecryptionKeys[0]", "enc-1");
        yield return Row("the same twice", o => { o.DecryptionKeys.Add(JweForge.Key); o.DecryptionKeys.Add(JweForge.Key); }, "DecryptionKeys[0] and DecryptionKeys[1]");
        yield return Row("secret signs and encrypts", o => { o.SigningKeys.Add(sameSecret); o.EncryptionKey = JweForge.Key; }, "EncryptionKey", "SigningKeys[1]", "same secret");
        yield return Row("secret verifies and encrypts", o => { o.VerificationKeys.Add(sameSecret); o.EncryptionKey = JweForge.Key; }, "EncryptionKey", "VerificationKeys[0]", "same secret");
        yield return Row("secret signs and opens", o => { o.SigningKeys.Add(sameSecret); o.DecryptionKeys.Add(JweForge.Key); }, "DecryptionKeys[0]", "SigningKeys[1]", "same secret");
        yield return Row("secret of HS256", o => { o.SigningKeys.Add(JwtKey.FromSecret(JweForge.Secret, "HS256")); o.EncryptionKey = JweForge.Key; }, "EncryptionKey", "SigningKeys[1]", "same secret");
        yield return Row("an algorithm to sign by", o => { o.EncryptionKey = JweForge.Key; o.Algorithms.Add("HS256"); o.Algorithms.Add("A256CBC-HS512"); }, "Algorithms[1]", "HS256");
    }

    [TestCaseSource(nameof(Mistakes))]
    [Property("Requirement", "T-13")]
    public void Problems_OneMistake_IsOneSentence(Action<JwtStrategyOptions> change, string[] said)
    {
        string[] problems = [.. JwtStrategyOptionsValidator.Problems(With(change))];

        Assert.That(problems, Has.Length.EqualTo(1));
        Assert.That(problems[0], Does.Match("^.+ is .+; it must be .+[.] Write for example .+[.]$"));
        foreach (string part in said)
            Assert.That(problems[0], Does.Contain(part));
    }

    [Test]
    public void Problems_Several_AreReportedTogether()
    {
        JwtStrategyOptions options = With(o =>
        {
            o.SigningKeys.Add(JweForge.Key);
            o.EncryptionKey = ForgeKey.Of("HS384").Key;
            o.DecryptionKeys.Add(null!);
        });

        Assert.That(JwtStrategyOptionsValidator.Problems(options).Count(), Is.EqualTo(3));
    }

    private static IEnumerable<TestCaseData> GoodOnes()
    {
        yield return Row("none", _ => { });
        yield return Row("one", o => o.EncryptionKey = JweForge.Key);
        yield return Row("one and an older one", o => { o.EncryptionKey = JweForge.Key; o.DecryptionKeys.Add(JweForge.OtherKey); });
        yield return Row("only older ones", o => o.DecryptionKeys.Add(JweForge.OtherKey));
        yield return Row("the id of a signing key", o => o.EncryptionKey = JwtKey.Generate("A256CBC-HS512", ForgeKey.Of("HS256").KeyId));
    }

    [TestCaseSource(nameof(GoodOnes))]
    public void Problems_GoodOptions_None(Action<JwtStrategyOptions> change, string[] said)
    {
        Assert.That(said, Is.Empty);
        Assert.That(JwtStrategyOptionsValidator.Problems(With(change)), Is.Empty);
    }
}
