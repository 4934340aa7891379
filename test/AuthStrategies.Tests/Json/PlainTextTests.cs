using System.Text;
using AuthStrategies.Json;

namespace AuthStrategies.Tests.Json;

/// <summary>The copy of eight characters at a time is compared with the check of each character by itself.</summary>
public sealed class PlainTextTests
{
    private const string Suspects = "\"\\ ~!\u007f\u0080\u001f\0\u0100\u0122\u015c\u2020\u205c\ud83d\ude00\uffff";

    [Test]
    public void TryCopy_EachCharacterAtEachPlace_DoesAsTheSimpleWay()
    {
        for (int length = 1; length <= 34; length++)
        {
            foreach (char suspect in Suspects)
            {
                for (int place = 0; place < length; place++)
                    AssertSame(new string('a', place) + suspect + new string('z', length - place - 1));
            }
        }
    }

    [Test]
    public void TryCopy_EveryCharacterInABlock_DoesAsTheSimpleWay()
    {
        for (int code = 0; code <= char.MaxValue; code++)
            AssertSame("name of a " + (char)code);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void TryCopy_RandomTexts_DoesAsTheSimpleWay(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = new char[random.Next(0, 70)];
            for (int c = 0; c < text.Length; c++)
                text[c] = random.Next(60) == 0 ? (char)random.Next(0x10000) : (char)random.Next(' ', '\u007f');
            AssertSame(new string(text));
        }
    }

    private static void AssertSame(string text)
    {
        byte[] copy = new byte[text.Length];
        bool isPlain = PlainText.TryCopy(text, copy);

        bool expected = text.All(c => c is >= ' ' and <= '~' and not '"' and not '\\');
        if (isPlain != expected || (isPlain && Encoding.ASCII.GetString(copy) != text))
            Assert.Fail($"{string.Join(' ', text.Select(c => ((int)c).ToString("x4", null)))}: {isPlain}");
    }
}
