using System.Text;

namespace AuthStrategies.Tests.Jwt.Tokens;

/// <summary>Documents that are not one strict JSON object, for headers and payloads.</summary>
internal static class StrictDocuments
{
    public static IEnumerable<TestCaseData> Damaged(string good)
    {
        string inner = good[1..^1];
        (string Name, byte[] Bytes)[] rows =
        [
            ("BOM", [0xEF, 0xBB, 0xBF, .. TokenForge.Utf8(good)]),
            ("UTF-16", Encoding.Unicode.GetBytes(good)),
            ("UTF-16 with a BOM", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(good)]),
            ("UTF-16 BE", Encoding.BigEndianUnicode.GetBytes(good)),
            ("UTF-32", Encoding.UTF32.GetBytes(good)),
            ("overlong slash in a text", Inside(inner, [0xC0, 0xAF])),
            ("overlong NUL in a text", Inside(inner, [0xC0, 0x80])),
            ("surrogate bytes in a text", Inside(inner, [0xED, 0xA0, 0x80])),
            ("lone continuation byte", Inside(inner, [0x80])),
            ("truncated sequence", Inside(inner, [0xE2, 0x82])),
            ("beyond U+10FFFF", Inside(inner, [0xF4, 0x90, 0x80, 0x80])),
            ("Latin-1", Inside(inner, [0xE9])),
            ("bad byte in a name", [.. TokenForge.Utf8("{" + inner + ",\"x"), 0xFF, .. TokenForge.Utf8("\":1}")]),
            ("byte behind", TokenForge.Utf8(good + "x")),
            ("NUL behind", TokenForge.Utf8(good + "\0")),
            ("NUL before", TokenForge.Utf8("\0" + good)),
            ("NUL between", TokenForge.Utf8("{\0" + inner + "}")),
            ("NUL and space behind", TokenForge.Utf8(good + "\0 ")),
            ("space and byte behind", TokenForge.Utf8(good + " x")),
            ("space and brace behind", TokenForge.Utf8(good + " }")),
            ("space and second object", TokenForge.Utf8(good + "\n" + good)),
            ("space and array behind", TokenForge.Utf8(good + " []")),
            ("space and comma behind", TokenForge.Utf8(good + " ,")),
            ("space and BOM behind", TokenForge.Utf8(good + " \uFEFF")),
            .. OtherSpaces(good, inner),
            ("second brace", TokenForge.Utf8(good + "}")),
            ("second object", TokenForge.Utf8(good + good)),
            ("comma and a second object", TokenForge.Utf8(good + "," + good)),
            ("comment behind", TokenForge.Utf8(good + "//x")),
            ("comment in front", TokenForge.Utf8("/*x*/" + good)),
            ("comment inside", TokenForge.Utf8("{/*x*/" + inner + "}")),
            ("comment at the end", TokenForge.Utf8("{" + inner + "/*x*/}")),
            ("trailing comma", TokenForge.Utf8("{" + inner + ",}")),
            ("leading comma", TokenForge.Utf8("{," + inner + "}")),
            ("no comma", TokenForge.Utf8("{" + inner + " \"x\":1}")),
            ("single quotes", TokenForge.Utf8("{" + inner + ",'x':1}")),
            ("name without quotes", TokenForge.Utf8("{" + inner + ",x:1}")),
            ("name alone", TokenForge.Utf8("{" + inner + ",\"x\"}")),
            ("no value", TokenForge.Utf8("{" + inner + ",\"x\":}")),
            ("NaN", TokenForge.Utf8("{" + inner + ",\"x\":NaN}")),
            ("Infinity", TokenForge.Utf8("{" + inner + ",\"x\":-Infinity}")),
            ("leading zero", TokenForge.Utf8("{" + inner + ",\"x\":01}")),
            ("plus sign", TokenForge.Utf8("{" + inner + ",\"x\":+1}")),
            ("hexadecimal", TokenForge.Utf8("{" + inner + ",\"x\":0x1}")),
            ("point without digits", TokenForge.Utf8("{" + inner + ",\"x\":1.}")),
            ("point first", TokenForge.Utf8("{" + inner + ",\"x\":.5}")),
            ("exponent without digits", TokenForge.Utf8("{" + inner + ",\"x\":1e}")),
            ("True", TokenForge.Utf8("{" + inner + ",\"x\":True}")),
            ("undefined", TokenForge.Utf8("{" + inner + ",\"x\":undefined}")),
            ("line break in a text", TokenForge.Utf8("{" + inner + ",\"x\":\"\n\"}")),
            ("control character in a text", TokenForge.Utf8("{" + inner + ",\"x\":\"\u0001\"}")),
            ("bad escape", TokenForge.Utf8("{" + inner + ",\"x\":\"\\x41\"}")),
            ("short escape", TokenForge.Utf8("{" + inner + ",\"x\":\"\\u41\"}")),
            ("lone high surrogate escaped", TokenForge.Utf8("{" + inner + ",\"x\":\"\\uD800\"}")),
            ("lone low surrogate escaped", TokenForge.Utf8("{" + inner + ",\"x\":\"\\uDC00\"}")),
            ("surrogates in the wrong order", TokenForge.Utf8("{" + inner + ",\"x\":\"\\uDC00\\uD800\"}")),
            ("lone surrogate in a name", TokenForge.Utf8("{" + inner + ",\"\\uD800\":1}")),
            ("lone surrogate deep inside", TokenForge.Utf8("{" + inner + ",\"x\":{\"y\":[\"\\uD800\"]}}")),
            ("lone surrogate in a deep name", TokenForge.Utf8("{" + inner + ",\"x\":[{\"\\uD800\":1}]}")),
            ("unclosed", TokenForge.Utf8("{" + inner)),
            ("unclosed text", TokenForge.Utf8("{" + inner + ",\"x\":\"}")),
            ("array left open", TokenForge.Utf8("{" + inner + ",\"x\":[}")),
            ("wrong bracket", TokenForge.Utf8("{" + inner + ",\"x\":[1}}")),
            ("array around", TokenForge.Utf8("[" + good + "]")),
            ("text around", TokenForge.Utf8("\"" + good.Replace("\"", "\\\"", StringComparison.Ordinal) + "\"")),
            ("array", TokenForge.Utf8("[]")),
            ("text", TokenForge.Utf8("\"x\"")),
            ("number", TokenForge.Utf8("1")),
            ("null", TokenForge.Utf8("null")),
            ("true", TokenForge.Utf8("true")),
            ("space only", TokenForge.Utf8(" ")),
            ("brace only", TokenForge.Utf8("}")),
            ("braces the wrong way", TokenForge.Utf8("}{")),
            ("no JSON", TokenForge.Utf8("alice")),
            ("no JSON in braces", TokenForge.Utf8("{alice}")),
            ("XML", TokenForge.Utf8("<a/>")),
            ("the same member twice", TokenForge.Utf8("{" + inner + ",\"x\":1,\"x\":1}")),
            ("twice, once escaped", TokenForge.Utf8("{" + inner + ",\"x\":1,\"\\u0078\":2}")),
            ("twice, both escaped", TokenForge.Utf8("{" + inner + ",\"\\u0078y\":1,\"x\\u0079\":2}")),
            ("twice, deep inside", TokenForge.Utf8("{" + inner + ",\"o\":{\"a\":{\"x\":1,\"x\":2}}}")),
            ("twice, deep inside and escaped", TokenForge.Utf8("{" + inner + ",\"o\":[{\"x\":1,\"\\u0078\":2}]}")),
            ("twice with a surrogate pair", TokenForge.Utf8("{" + inner + ",\"🎉\":1,\"\\uD83C\\uDF89\":2}")),
            ("empty name twice", TokenForge.Utf8("{" + inner + ",\"\":1,\"\":2}")),
            ("twice among many", TokenForge.Utf8("{" + inner + "," + string.Join(',', Enumerable.Range(0, 100).Select(i => $"\"m{i}\":1")) + ",\"m\\u0037\":1}")),
        ];
        foreach ((string name, byte[] bytes) in rows)
            yield return new TestCaseData(bytes).SetArgDisplayNames(name);
    }

    /// <summary>The same object with the white space that RFC 8259 §2 allows: before, inside and behind.</summary>
    public static IEnumerable<TestCaseData> Spaced(string good)
    {
        string inner = good[1..^1];
        foreach ((string name, string space) in ((string, string)[])[("space", " "), ("tab", "\t"), ("CR", "\r"), ("LF", "\n"), ("CR LF", "\r\n"), ("all, often", " \t\r\n \t\r\n")])
        {
            yield return Row(name + " behind", good + space);
            yield return Row(name + " before", space + good);
            yield return Row(name + " inside", "{" + space + inner.Replace(",\"", space + "," + space + "\"", StringComparison.Ordinal) + space + "}");
            yield return Row(name + " everywhere", space + "{" + space + inner + space + "}" + space);
        }

        static TestCaseData Row(string name, string text) => new TestCaseData(TokenForge.Utf8(text)).SetArgDisplayNames(name);
    }

    // White space by Unicode, by C or by HTML, but not by RFC 8259 §2.
    private static IEnumerable<(string Name, byte[] Bytes)> OtherSpaces(string good, string inner)
    {
        foreach (char space in "\u000B\u000C\u0085\u00A0\u1680\u180E\u2000\u2009\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF\u001C\u001F\u007F")
        {
            yield return ($"U+{(int)space:X4} behind", TokenForge.Utf8(good + space));
            yield return ($"U+{(int)space:X4} before", TokenForge.Utf8(space + good));
            yield return ($"U+{(int)space:X4} inside", TokenForge.Utf8("{" + space + inner + "}"));
            yield return ($"U+{(int)space:X4} between spaces", TokenForge.Utf8(good + " " + space + " "));
        }
    }

    private static byte[] Inside(string inner, byte[] text) => [.. TokenForge.Utf8("{" + inner + ",\"x\":\""), .. text, .. TokenForge.Utf8("\"}")];
}
