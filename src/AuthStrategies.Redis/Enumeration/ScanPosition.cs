using System.Globalization;

namespace AuthStrategies.Redis.Enumeration;

/// <summary>Where an enumeration continues: a primary, its cursor, and the primaries that existed at the start.</summary>
/// <param name="Primaries">Identifies the primaries and their slots; a cursor means nothing to another server.</param>
/// <param name="Index">The primary to ask next.</param>
/// <param name="Cursor">The cursor of that primary; zero is its start.</param>
internal readonly record struct ScanPosition(string Primaries, int Index, ulong Cursor)
{
    private const char Separator = ':';

    public static bool TryParse(string text, out ScanPosition position)
    {
        position = default;
        string[] parts = text.Split(Separator);
        if (parts.Length != 3
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            || !ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong cursor))
        {
            return false;
        }

        position = new(parts[0], index, cursor);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Primaries}{Separator}{Index}{Separator}{Cursor}");
}
