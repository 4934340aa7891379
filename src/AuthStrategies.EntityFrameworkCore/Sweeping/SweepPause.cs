using System.Buffers.Binary;
using System.Security.Cryptography;

namespace AuthStrategies.EntityFrameworkCore.Sweeping;

/// <summary>Chooses the pause before the next sweep, so that the nodes of one application do not sweep at the same moment.</summary>
internal static class SweepPause
{
    /// <summary>The interval, shortened by a random part of it; <paramref name="jitter"/> is the largest part, from 0 to 1.</summary>
    public static TimeSpan Next(TimeSpan interval, double jitter)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        RandomNumberGenerator.Fill(bytes);
        double fraction = BinaryPrimitives.ReadUInt32LittleEndian(bytes) / (uint.MaxValue + 1.0);
        return interval - (interval * (jitter * fraction));
    }
}
