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

    public static ulong Hash(ReadOnlySpan<char> text) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text), Seed);

    /// <summary>A hash that two texts which nobody could choose by it do not share. Only for this process: others have another seed.</summary>
    public static UInt128 Wide(ReadOnlySpan<byte> text) => XxHash128.HashToUInt128(text, Seed);

    private static long NewSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        SecureRandom.Fill(bytes);
        return MemoryMarshal.Read<long>(bytes);
    }
}
