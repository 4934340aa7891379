using System.Text.Json;

namespace AuthStrategies.Json;

/// <summary>The members of one JSON object so far, where some names are known. No string is created for a known name.</summary>
internal struct KnownMembers
{
    private UniqueNames _others;
    private uint _seen;

    /// <summary>Reads a name and moves on to the value.</summary>
    /// <param name="reader">The reader, at a name.</param>
    /// <param name="names">The known names in UTF-8, at most 32, the same at each call.</param>
    /// <param name="member">The index of the name among the known ones, or -1.</param>
    /// <returns>Whether the name is text, and the first of its kind.</returns>
    public bool TryReadName(scoped ref Utf8JsonReader reader, byte[][] names, out int member)
    {
        member = -1;
        if (!StrictJson.TryGetUtf8(ref reader, out ReadOnlySpan<byte> name))
            return false;

        member = IndexOf(name, names);
        return IsFirst(ref reader, member) && reader.Read();
    }

    private static int IndexOf(ReadOnlySpan<byte> name, byte[][] names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            if (name.SequenceEqual(names[i]))
                return i;
        }

        return -1;
    }

    private bool IsFirst(scoped ref Utf8JsonReader reader, int member)
    {
        if (member < 0)
            return StrictJson.TryGetString(ref reader, out string other) && _others.TryAdd(other);

        uint bit = 1U << member;
        bool isFirst = (_seen & bit) == 0;
        _seen |= bit;
        return isFirst;
    }
}
