using System.Text.Json;
using System.Text.Unicode;

namespace AuthStrategies.Json;

/// <summary>The frame of a document that is one strict JSON object. What its members mean is up to an <see cref="IObjectReader"/>.</summary>
internal static class StrictObject
{
    /// <summary>Reads an object in one pass.</summary>
    /// <typeparam name="T">The type of the reader: a structure, so that no call is indirect.</typeparam>
    /// <param name="document">The whole document, which the reader reads.</param>
    /// <param name="members">Receives the members. If the answer is false, it holds some of them or none.</param>
    /// <returns>Whether the document is one strict JSON object with nothing after it, and all members were read. Never throws because of the document.</returns>
    public static bool TryRead<T>(ReadOnlySpan<byte> document, ref T members)
        where T : struct, IObjectReader, allows ref struct
    {
        if (!StrictJson.MayBeObject(document) || !Utf8.IsValid(document))
            return false;

        try
        {
            return TryReadMembers(ref members) && members.Reader.BytesConsumed == document.Length;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadMembers<T>(ref T members)
        where T : struct, IObjectReader, allows ref struct
    {
        ref Utf8JsonReader reader = ref members.Reader;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!members.TryReadMember())
                return false;
        }

        return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }
}
