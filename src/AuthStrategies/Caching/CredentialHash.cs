using System.IO.Hashing;
using System.Runtime.InteropServices;
using AuthStrategies.Randomness;

namespace AuthStrategies.Caching;

/// <summary>The hash by which a credential is found in the cache.</summary>
/// <remarks>
/// It covers the whole text and a random seed of this process. Texts are compared only if their hashes are equal, so a client that
/// does not know the seed cannot learn another client's credential from the time that a comparison takes.
/// </remarks>
internal static class CredentialHash
{
    private static readonly long Seed = NewSeed();

    public static ulong Hash(string text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()), Seed);

    private static long NewSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        SecureRandom.Fill(bytes);
        return MemoryMarshal.Read<long>(bytes);
    }
}
