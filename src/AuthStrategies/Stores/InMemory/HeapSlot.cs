using System.Runtime.InteropServices;

namespace AuthStrategies.Stores.InMemory;

/// <summary>A place in the expiry heap. Packed: the padding would cost a third more per session.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct HeapSlot(long dueTicks, int node)
{
    public readonly long DueTicks = dueTicks;

    public readonly int Node = node;
}
