using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace AuthStrategies.Json;

/// <summary>Reads the members of one JSON object, for <see cref="StrictObject"/>.</summary>
internal interface IObjectReader
{
    /// <summary>The reader of the document, at its beginning.</summary>
    [UnscopedRef]
    ref Utf8JsonReader Reader { get; }

    /// <summary>Reads one member, from its name to the end of its value.</summary>
    /// <returns>Whether its name is the first of its kind and its value is strict and has the right type.</returns>
    bool TryReadMember();
}
