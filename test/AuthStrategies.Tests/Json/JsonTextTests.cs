using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AuthStrategies.Json;

namespace AuthStrategies.Tests.Json;

/// <summary>Our own writer of JSON is compared with the platform's, byte for byte.</summary>
internal sealed class JsonTextTests
{
    [Test]
    public void Value_EveryCharacter_IsWrittenAsThePlatformWritesIt()
    {
        string[] texts = [.. Enumerable.Range(0, 0x10000).Select(code => (char)code).Where(c => !char.IsSurrogate(c)).Select(c => $"a{c}b")];

        string ours = Ours(texts);

        Assert.That(ours, Is.EqualTo(Platform(texts)));
    }

    [TestCase("")]
    [TestCase("\"")]
    [TestCase("\\\"},{\"role\":\"admin\"")]
    [TestCase("Zoë 😀 \u2028 \u007f \0")]
    [TestCase("https://issuer.example/a?b=c&d=<e>+'f'`")]
    public void Value_TextThatMayNeedEscapes_IsWrittenAsThePlatformWritesIt(string text)
    {
        string ours = Ours([text, "plain", text + text]);

        Assert.That(ours, Is.EqualTo(Platform([text, "plain", text + text])));
    }

    [Test]
    public void Name_TextThatNeedsEscapes_StaysOneName()
    {
        using var json = JsonText.Rent();
        json.StartObject();
        json.Name("a\":1,\"b");
        json.Value(long.MinValue);
        json.Name("c"u8);
        json.Raw("[1,{}]");
        json.Name("d"u8);
        json.Value("e"u8);
        json.EndObject();

        using var read = JsonDocument.Parse(Encoding.UTF8.GetString(json.Written));

        Assert.That(read.RootElement.EnumerateObject().Select(member => member.Name), Is.EqualTo(["a\":1,\"b", "c", "d"]));
        Assert.That(read.RootElement.GetProperty("a\":1,\"b").GetInt64(), Is.EqualTo(long.MinValue));
    }

    [Test]
    public void Rent_AfterALongText_StartsEmpty()
    {
        Ours([new string('x', 100_000)]);

        using var json = JsonText.Rent();

        Assert.That(json.Written.Length, Is.Zero);
    }

    private static string Ours(string[] texts)
    {
        using var json = JsonText.Rent();
        json.StartObject();
        foreach (string text in texts)
        {
            json.Name(text);
            json.StartArray();
            json.Value(text);
            json.Value(text.Length);
            json.EndArray();
        }

        json.EndObject();
        return Encoding.UTF8.GetString(json.Written);
    }

    private static string Platform(string[] texts)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        foreach (string text in texts)
        {
            writer.WriteStartArray(text);
            writer.WriteStringValue(text);
            writer.WriteNumberValue(text.Length);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
