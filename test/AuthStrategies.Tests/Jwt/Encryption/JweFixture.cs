using System.Security.Claims;

namespace AuthStrategies.Tests.Jwt.Encryption;

/// <summary>Strategies that encrypt or open, beside the forge.</summary>
internal static class JweFixture
{
    public static readonly ClaimsPrincipal Alice = new(new ClaimsIdentity(
        [new("sub", "subject-5f0c6a7e"), new("name", "Älice 🎉"), new("diagnosis", "very-secret-illness"), new("level", "3", ClaimValueTypes.Integer32)], "password"));

    /// <summary>Signs with the forge's HS256 key and encrypts with the forge's.</summary>
    public static JwtFixture Encrypting(Action<JwtStrategyOptions>? more = null) => new(
        options =>
        {
            options.EncryptionKey = JweForge.Key;
            more?.Invoke(options);
        },
        Microsoft.Extensions.Logging.LogLevel.None);

    public static async Task<string> IssueAsync(JwtFixture fixture, ClaimsPrincipal? principal = null) =>
        (await fixture.Strategy.IssueAsync(principal ?? Alice)).Value;

    public static JwtKey KeyOf(byte[] secret, string? keyId = null) => JwtKey.FromSecret(secret, "A256CBC-HS512", keyId);
}
