using System.Runtime.InteropServices;

namespace AuthStrategies.Stores.InMemory;

/// <summary>A slot of the expiry heap. Packed, because padding would cost a third more memory per session.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct HeapSlot(long dueTicks, int node)
{
    public readonly long DueTicks = dueTicks;

    public readonly int Node = node;
}
