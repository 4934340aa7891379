using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AuthStrategies.Stores.NearCache;

/// <summary>What stands for a subject in a message: the same on all nodes, and for more than one subject.</summary>
internal static class SubjectHash
{
    public static uint Of(string subject) => (uint)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(subject.AsSpan()));
}
