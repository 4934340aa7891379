using System.Security.Cryptography;

namespace AuthStrategies.Testing.Randomness;

/// <summary>The one place of this package that draws random bytes.</summary>
internal static class TestRandomness
{
    public static byte[] Bytes(int count) => RandomNumberGenerator.GetBytes(count);
}
