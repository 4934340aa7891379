using System.Text;
using AuthStrategies.Json;

namespace AuthStrategies.Tests.Json;

[TestFixture]
public sealed class StrictJsonTests
{
    private static readonly string[] Good =
    [
        "{}", "[]", "0", "-0", "1.5e-7", "\"\"", "true", "null", " {\"a\":1} ", "{\"a\":{\"a\":{\"a\":1}}}", "[{\"a\":1},{\"a\":1}]",
        "{\"\\u0061\":1,\"b\":2}", "\"\\ud83d\\ude00\"", "{\"A\":1,\"a\":2}", "{\"\":1}", "\"\\u0000\"",
        "{" + string.Join(",", Enumerable.Range(0, 100).Select(i => $"\"k{i}\":{i}")) + "}",
    ];

    private static readonly string[] Bad =
    [
        "", " ", "{", "}", "{\"a\":1}x", "{\"a\":1}{}", "{\"a\":1,}", "[1,]", "/**/{}", "{}//x", "{a:1}", "{'a':1}", "01", "+1", ".5", "1.", "NaN", "Infinity", "True",
        "\"\u0001\"", "\"\\x41\"", "\ufeff{}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "[{\"x\":{\"a\":1,\"a\":1}}]", "\"\\ud800\"", "{\"\\udc00\":1}", "[{\"a\":\"\\ud83d\"}]",
        "1" + new string('0', 64),
        "{" + string.Join(",", Enumerable.Range(0, 100).Select(i => $"\"k{i}\":{i}")) + ",\"k57\":1}",
        new string('[', 33) + new string(']', 33),
    ];

    [TestCaseSource(nameof(Good))]
    public void IsStrict_GoodJson_IsTrue(string json) => Assert.That(StrictJson.IsStrict(Encoding.UTF8.GetBytes(json)), Is.True);

    [TestCaseSource(nameof(Bad))]
    [Property("Requirement", "T-03")]
    [Property("Requirement", "T-04")]
    public void IsStrict_BadJson_IsFalse(string json) => Assert.That(StrictJson.IsStrict(Encoding.UTF8.GetBytes(json)), Is.False);

    [TestCase("22C32822", TestName = "IsStrict_InvalidContinuation_IsFalse")]
    [TestCase("22C0AF22", TestName = "IsStrict_Overlong_IsFalse")]
    [TestCase("22EDA08022", TestName = "IsStrict_SurrogateBytes_IsFalse")]
    [TestCase("EFBBBF7B7D", TestName = "IsStrict_ByteOrderMark_IsFalse")]
    [TestCase("FEFF007B007D", TestName = "IsStrict_Utf16_IsFalse")]
    [Property("Requirement", "T-03")]
    public void IsStrict_NotUtf8_IsFalse(string hex) => Assert.That(StrictJson.IsStrict(Convert.FromHexString(hex)), Is.False);

    [Test]
    public void IsStrict_DepthAtTheLimit_IsTrue()
    {
        string json = new string('[', 32) + new string(']', 32);

        Assert.That(StrictJson.IsStrict(Encoding.UTF8.GetBytes(json)), Is.True);
    }
}
