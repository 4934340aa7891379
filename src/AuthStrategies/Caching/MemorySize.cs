namespace AuthStrategies.Caching;

/// <summary>How many bytes objects use in a 64-bit process.</summary>
internal static class MemorySize
{
    /// <summary>The header of an object and the pointer to its type.</summary>
    public const int Header = 16;

    private const int Alignment = 8;
    private const int StringOverhead = 22;
    private const int ArrayOverhead = 24;

    public static int OfText(string? text) => text is null ? 0 : Align(StringOverhead + (sizeof(char) * text.Length));

    public static int OfArray(int length, int elementSize = 1) => length == 0 ? 0 : Align(ArrayOverhead + (length * elementSize));

    private static int Align(int bytes) => (bytes + Alignment - 1) / Alignment * Alignment;
}
