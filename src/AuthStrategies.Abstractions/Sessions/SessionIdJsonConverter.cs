using System.Text.Json;
using System.Text.Json.Serialization;

namespace AuthStrategies;

/// <summary>
/// Writes a <see cref="SessionId"/> to JSON in its text form, 22 base64url characters, and reads it again; also as the name of a property, for
/// dictionaries. <see cref="SessionId"/> names it, so System.Text.Json and its source generator use it without a setting. Thread-safe.
/// </summary>
public sealed class SessionIdJsonConverter : JsonConverter<SessionId>
{
    /// <summary>Reads the text form. A value of another kind or form is no session id.</summary>
    /// <param name="reader">The JSON.</param>
    /// <param name="typeToConvert"><see cref="SessionId"/>.</param>
    /// <param name="options">Not used.</param>
    /// <returns>The id.</returns>
    /// <exception cref="JsonException">The value is not the text form of an id. The message does not contain the value.</exception>
    public override SessionId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Parse(ref reader) : throw NotAnId();

    /// <summary>Writes the text form.</summary>
    /// <param name="writer">The JSON.</param>
    /// <param name="value">The id.</param>
    /// <param name="options">Not used.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is <see langword="null"/>.</exception>
    public override void Write(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }

    /// <summary>Reads an id that is the name of a property.</summary>
    /// <param name="reader">The JSON.</param>
    /// <param name="typeToConvert"><see cref="SessionId"/>.</param>
    /// <param name="options">Not used.</param>
    /// <returns>The id.</returns>
    /// <exception cref="JsonException">The name is not the text form of an id. The message does not contain the name.</exception>
    public override SessionId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(ref reader);

    /// <summary>Writes an id as the name of a property.</summary>
    /// <param name="writer">The JSON.</param>
    /// <param name="value">The id.</param>
    /// <param name="options">Not used.</param>
    /// <exception cref="ArgumentNullException"><paramref name="writer"/> is <see langword="null"/>.</exception>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, SessionId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.ToString());
    }

    private static SessionId Parse(ref Utf8JsonReader reader)
    {
        try
        {
            return SessionId.TryParse(reader.GetString(), out SessionId id) ? id : throw NotAnId();
        }
        catch (InvalidOperationException)
        {
            // The text is no valid UTF-8 or UTF-16.
            throw NotAnId();
        }
    }

    private static JsonException NotAnId() => new($"The value is not a session id: a session id is a JSON text of exactly {SessionId.TextLength} base64url characters, as SessionId.ToString() writes it.");
}
