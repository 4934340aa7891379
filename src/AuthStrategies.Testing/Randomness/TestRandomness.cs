using System.Security.Cryptography;

namespace AuthStrategies.Testing.Randomness;

/// <summary>The only place of this package that creates random bytes.</summary>
internal static class TestRandomness
{
    public static byte[] Bytes(int count) => RandomNumberGenerator.GetBytes(count);
}
