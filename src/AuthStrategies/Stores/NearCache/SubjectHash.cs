using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace AuthStrategies.Stores.NearCache;

/// <summary>The hash of a subject in a message: equal on all nodes, and shared by several subjects.</summary>
internal static class SubjectHash
{
    public static uint Of(string subject) => (uint)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(subject.AsSpan()));
}
