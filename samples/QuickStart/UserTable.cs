using System.Security.Claims;
using System.Security.Cryptography;

namespace QuickStart;

/// <summary>Stands for the application's own login: checking passwords is not the library's business.</summary>
internal sealed class UserTable
{
    // A demonstration must start at once; a real user table uses at least 600,000 rounds of SHA-256, or Argon2.
    private const int Rounds = 10_000;

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private readonly byte[] _hash;

    public UserTable(string password) => _hash = Hash(password);

    public ClaimsPrincipal? Check(string name, string password) =>
        name == "alice" && CryptographicOperations.FixedTimeEquals(_hash, Hash(password))
            ? new ClaimsPrincipal(new ClaimsIdentity(
                [new Claim("sub", "user-1"), new Claim("name", "Alice"), new Claim("role", "editor"), new Claim("role", "author")],
                "password"))
            : null;

    private byte[] Hash(string password) => Rfc2898DeriveBytes.Pbkdf2(password, _salt, Rounds, HashAlgorithmName.SHA256, 32);
}
