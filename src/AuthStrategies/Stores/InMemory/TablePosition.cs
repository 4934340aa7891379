using System.Globalization;

namespace AuthStrategies.Stores.InMemory;

/// <summary>Where an enumeration of the table continues. A record keeps its node until it is removed, so the enumeration misses no record.</summary>
internal readonly record struct TablePosition(int Stripe, int Node)
{
    public static bool TryParse(string? text, out TablePosition position)
    {
        position = default;
        if (text is null)
            return true;

        ReadOnlySpan<char> rest = text;
        int colon = rest.IndexOf(':');
        if (colon < 0 || !TryParse(rest[..colon], out int stripe) || !TryParse(rest[(colon + 1)..], out int node))
            return false;

        position = new(stripe, node);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Stripe}:{Node}");

    private static bool TryParse(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
