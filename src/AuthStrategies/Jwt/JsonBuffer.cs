using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AuthStrategies.Jwt;

/// <summary>A JSON writer and what it writes to, kept by their thread between uses.</summary>
internal sealed class JsonBuffer : IDisposable
{
    // Most tokens fit; a thread that met a larger one does not keep that much.
    private const int MaxKept = 16 * 1024;

    [ThreadStatic]
    private static JsonBuffer? _kept;

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);

    // The text ends up in base64url, never in a web page: escaping what only HTML minds would make tokens longer.
    private JsonBuffer() => Writer = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public Utf8JsonWriter Writer { get; }

    /// <summary>Takes the thread's buffer, empty. Dispose of it on the same thread.</summary>
    public static JsonBuffer Rent()
    {
        JsonBuffer buffer = _kept ?? new();
        _kept = null;
        return buffer;
    }

    /// <summary>What was written; until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written()
    {
        Writer.Flush();
        return _bytes.WrittenSpan;
    }

    /// <summary>Wipes the buffer and gives it back.</summary>
    public void Dispose()
    {
        Writer.Reset();
        _bytes.Clear();
        if (_bytes.Capacity <= MaxKept)
            _kept = this;
    }
}
