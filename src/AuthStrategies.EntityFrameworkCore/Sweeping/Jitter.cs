using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AuthStrategies.EntityFrameworkCore.Sweeping;

/// <summary>Shortens pauses at random.</summary>
internal static class Jitter
{
    /// <summary>Takes away up to that part of a pause.</summary>
    public static TimeSpan Shorten(TimeSpan pause, double part)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        double fraction = BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (uint.MaxValue + 1.0);
        return pause - (pause * (part * fraction));
    }
}
