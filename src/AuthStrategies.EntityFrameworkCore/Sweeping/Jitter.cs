using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AuthStrategies.EntityFrameworkCore.Sweeping;

/// <summary>Shortens pauses at random.</summary>
internal static class Jitter
{
    /// <summary>Shortens a pause by a random part, up to the given one.</summary>
    public static TimeSpan Shorten(TimeSpan pause, double part)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        double fraction = BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (uint.MaxValue + 1.0);
        return pause - (pause * (part * fraction));
    }
}
