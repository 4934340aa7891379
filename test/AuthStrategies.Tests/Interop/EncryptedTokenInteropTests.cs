using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Jwt.Encryption;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using static AuthStrategies.AuthFailureReason;

namespace AuthStrategies.Tests.Interop;

/// <summary>What we encrypt Microsoft's handler opens, and the other way round.</summary>
public sealed class EncryptedTokenInteropTests
{
    private static readonly SymmetricSecurityKey TheirKey = new(JweForge.Secret) { KeyId = JweForge.KeyId };

    private static string Issue(EncryptingCredentials encryption, bool isSigned = true)
    {
        SecurityTokenDescriptor descriptor = new()
        {
            TokenType = "at+jwt",
            Issuer = TokenForge.Issuer,
            Audience = TokenForge.Audience,
            IssuedAt = TokenForge.Now.UtcDateTime,
            Expires = TokenForge.Now.UtcDateTime.AddMinutes(5),
            Claims = new Dictionary<string, object> { ["sub"] = "alice" },
            EncryptingCredentials = encryption,
        };
        return isSigned
            ? HandlerOracle.Issue(ForgeKey.Of("HS256"), descriptor)
            : new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    [Test]
    [Property("Requirement", "I-03")]
    public async Task IssueAsync_Encrypted_VerifiesAtMicrosofts()
    {
        HandlerOracle oracle = new(ForgeKey.Of("HS256")) { DecryptionSecrets = new Dictionary<string, byte[]> { [JweForge.KeyId] = JweForge.Secret } };
        HandlerOracle stranger = new(ForgeKey.Of("HS256")) { DecryptionSecrets = new Dictionary<string, byte[]> { [JweForge.KeyId] = JweForge.OtherSecret } };
        string token = await JweFixture.IssueAsync(JweFixture.Encrypting());

        Assert.That(oracle.Verify(token)?.FindFirst("diagnosis")?.Value, Is.EqualTo("very-secret-illness"));
        Assert.That(stranger.Verify(token), Is.Null);
    }

    [Test]
    [Property("Requirement", "I-03")]
    public void Authenticate_EncryptedByMicrosofts_IsAccepted()
    {
        string token = Issue(new(TheirKey, JwtConstants.DirectKeyUseAlg, SecurityAlgorithms.Aes256CbcHmacSha512));

        AuthResult result = JweFixture.Encrypting().Authenticate(token);

        Assert.That(token.Split('.'), Has.Length.EqualTo(5));
        Assert.That(result.Principal?.FindFirst("sub")?.Value, Is.EqualTo("alice"), $"{result.Failure}");
    }

    [Test]
    [Property("Requirement", "T-13")]
    public void Authenticate_EncryptedByMicrosoftsButUnsigned_IsRefused()
    {
        string token = Issue(new(TheirKey, JwtConstants.DirectKeyUseAlg, SecurityAlgorithms.Aes256CbcHmacSha512), isSigned: false);

        Assert.That(token.Split('.'), Has.Length.EqualTo(5));
        Assert.That(JweFixture.Encrypting().Reason(token), Is.EqualTo(UnsupportedAlgorithm).Or.EqualTo(Malformed));
    }

    [Test]
    [Property("Requirement", "T-13")]
    public void Authenticate_EncryptedToAPublicKeyByMicrosofts_IsRefused()
    {
        RsaSecurityKey publicKey = new(ForgeKey.Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = JweForge.KeyId };
        string token = Issue(new(publicKey, SecurityAlgorithms.RsaOAEP, SecurityAlgorithms.Aes256CbcHmacSha512));

        Assert.That(JweFixture.Encrypting().Reason(token), Is.EqualTo(Malformed));
    }

    [Test]
    [NonParallelizable]
    public async Task Cipher_ApplicationsOwnProviderInTheSharedFactory_IsNotAsked()
    {
        ICryptoProvider? before = CryptoProviderFactory.Default.CustomCryptoProvider;
        CryptoProviderFactory.Default.CustomCryptoProvider = new GreedyProvider();
        try
        {
            JwtFixture fixture = new(options => options.EncryptionKey = JwtKey.Generate("A256CBC-HS512"));

            AuthResult result = fixture.Authenticate(await JweFixture.IssueAsync(fixture));

            Assert.That(result.Failure, Is.Null);
        }
        finally
        {
            CryptoProviderFactory.Default.CustomCryptoProvider = before;
        }
    }

    /// <summary>Claims to know everything, and gives nothing.</summary>
    private sealed class GreedyProvider : ICryptoProvider
    {
        public bool IsSupportedAlgorithm(string algorithm, params object[] args) => true;

        public object Create(string algorithm, params object[] args) => throw new NotSupportedException();

        public void Release(object cryptoInstance)
        {
        }
    }
}
