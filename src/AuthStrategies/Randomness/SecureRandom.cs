using System.Security.Cryptography;

namespace AuthStrategies.Randomness;

/// <summary>The one place randomness comes from.</summary>
internal static class SecureRandom
{
    /// <summary>Fills <paramref name="destination"/> with bytes nobody can foresee.</summary>
    public static void Fill(Span<byte> destination) => RandomNumberGenerator.Fill(destination);
}
