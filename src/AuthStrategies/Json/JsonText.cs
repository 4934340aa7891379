using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace AuthStrategies.Json;

/// <summary>
/// Writes one JSON object into a buffer that its thread reuses. It copies text that needs no escape, which is
/// faster than the platform's writer; the platform's encoder writes other text.
/// </summary>
internal sealed class JsonText : IDisposable
{
    // Enough for most tokens. A larger buffer is not kept.
    private const int MaxKept = 16 * 1024;

    private const int MaxNumberLength = 20;

    // The text becomes base64url and never part of a web page: escaping for HTML would only make tokens longer.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    [ThreadStatic]
    private static JsonText? _kept;

    private byte[] _bytes = new byte[1024];
    private int _length;

    private JsonText()
    {
    }

    /// <summary>The bytes written so far; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Takes the thread's buffer, empty. Dispose it on the same thread.</summary>
    public static JsonText Rent()
    {
        JsonText text = _kept ?? new();
        _kept = null;
        return text;
    }

    public void StartObject() => Put((byte)'{');

    public void EndObject() => Put((byte)'}');

    public void StartArray() => Put((byte)'[');

    public void EndArray() => Put((byte)']');

    /// <summary>Writes a member name that needs no escape.</summary>
    public void Name(ReadOnlySpan<byte> plain)
    {
        Value(plain);
        Put((byte)':');
    }

    public void Name(string name)
    {
        Value(name);
        Put((byte)':');
    }

    /// <summary>Writes a part of the object as it is. The caller has put every comma, colon and bracket.</summary>
    public void Fragment(ReadOnlySpan<byte> json)
    {
        json.CopyTo(Reserve(json.Length));
        _length += json.Length;
    }

    /// <summary>Writes a text that needs no escape.</summary>
    public void Value(ReadOnlySpan<byte> plain)
    {
        Separate();
        Quoted(plain);
    }

    public void Value(string text)
    {
        Separate();
        Span<byte> room = Reserve(text.Length + 2)[..(text.Length + 2)];
        if (!PlainText.TryCopy(text, room[1..^1]))
        {
            room.Clear();
            WriteEscaped(text);
            return;
        }

        room[0] = (byte)'"';
        room[^1] = (byte)'"';
        _length += room.Length;
    }

    public void Value(long number)
    {
        Separate();
        Utf8Formatter.TryFormat(number, Reserve(MaxNumberLength), out int written);
        _length += written;
    }

    /// <summary>Writes a value that is already JSON.</summary>
    public void Raw(string json)
    {
        Separate();
        _length += Encoding.UTF8.GetBytes(json, Reserve(Encoding.UTF8.GetMaxByteCount(json.Length)));
    }

    /// <summary>Clears the buffer and gives it back.</summary>
    public void Dispose()
    {
        _bytes.AsSpan(0, _length).Clear();
        _length = 0;
        if (_bytes.Length <= MaxKept)
            _kept = this;
    }

    // Not inlined, because few texts need it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteEscaped(string text) => Quoted(Encoding.UTF8.GetBytes(Encoder.Encode(text)));

    private void Quoted(ReadOnlySpan<byte> plain)
    {
        Span<byte> room = Reserve(plain.Length + 2);
        room[0] = (byte)'"';
        plain.CopyTo(room[1..]);
        room[plain.Length + 1] = (byte)'"';
        _length += plain.Length + 2;
    }

    // A comma separates two values, and no value ends with one of these three characters.
    private void Separate()
    {
        if (_bytes[_length - 1] is not ((byte)'{' or (byte)'[' or (byte)':'))
            Put((byte)',');
    }

    private void Put(byte character)
    {
        Reserve(1)[0] = character;
        _length++;
    }

    private Span<byte> Reserve(int size)
    {
        if (_bytes.Length - _length < size)
            Grow(size);

        return _bytes.AsSpan(_length);
    }

    private void Grow(int size)
    {
        byte[] larger = new byte[Math.Max(_bytes.Length * 2, _length + size)];
        Written.CopyTo(larger);
        _bytes.AsSpan(0, _length).Clear();
        _bytes = larger;
    }
}
