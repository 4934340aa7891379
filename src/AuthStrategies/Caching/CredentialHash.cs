using System.IO.Hashing;
using System.Runtime.InteropServices;
using AuthStrategies.Randomness;

namespace AuthStrategies.Caching;

/// <summary>The hash by which a credential is looked for among those seen before.</summary>
/// <remarks>
/// All of the text goes in, under a seed that is drawn once per process. A text is compared only with one of equal hash: what
/// the time of a comparison could tell about somebody's credential, nobody can get to without knowing the seed.
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
