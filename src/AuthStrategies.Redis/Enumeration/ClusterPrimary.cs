namespace AuthStrategies.Redis.Enumeration;

/// <summary>A primary that serves slots, as CLUSTER NODES describes it.</summary>
/// <param name="Id">The id of the node; it never changes.</param>
/// <param name="Address">Host and port.</param>
/// <param name="Slots">Its slots, as text.</param>
/// <param name="IsSelf">Whether it is the node that answered. It may not know its own host.</param>
internal sealed record ClusterPrimary(string Id, string Address, string Slots, bool IsSelf)
{
    private const int FirstSlot = 8;

    /// <summary>Reads a line: <c>id host:port@bus flags primary ping pong epoch link slots…</c>. <see langword="null"/> for a replica and a primary without slots.</summary>
    public static ClusterPrimary? Read(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= FirstSlot || !words[2].Split(',').Contains("master"))
            return null;

        string address = words[1].Split('@', ',')[0];
        return new(words[0], address, string.Join(' ', words[FirstSlot..]), words[2].Split(',').Contains("myself"));
    }
}
