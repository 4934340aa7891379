using System.Buffers.Text;
using System.Text;
using AuthStrategies.Tests.Jwt.Rotation;

namespace AuthStrategies.Tests.Jwt;

/// <summary>The issuer that a token names decides who is asked first, whatever the text is.</summary>
[TestFixture]
[Property("Requirement", "M-01")]
public sealed class UnverifiedIssuerTests
{
    [TestCase("""{"iss":"https://issuer.example"}""", NamedIssuer.Accepted)]
    [TestCase("""{"sub":"a","x":[{"iss":"b"}],"iss":"https://issuer.example"}""", NamedIssuer.Accepted)]
    [TestCase("""{"\u0069ss":"https:\/\/issuer.example"}""", NamedIssuer.Accepted)]
    [TestCase("""{"iss":"https://issuer.example/"}""", NamedIssuer.Other)]
    [TestCase("""{"iss":""}""", NamedIssuer.Other)]
    [TestCase("""{"iss":"HTTPS://issuer.example"}""", NamedIssuer.Other)]
    [TestCase("""{"ISS":"https://issuer.example"}""", NamedIssuer.Unknown)]
    [TestCase("""{"iss":null}""", NamedIssuer.Unknown)]
    [TestCase("""{"iss":["https://issuer.example"]}""", NamedIssuer.Unknown)]
    [TestCase("""{"sub":"a"}""", NamedIssuer.Unknown)]
    [TestCase("""{"x":"\ud800","iss": """, NamedIssuer.Unknown)]
    [TestCase("""{"\ud800":1,"iss":"https://issuer.example"}""", NamedIssuer.Unknown)]
    [TestCase("""["iss","https://issuer.example"]""", NamedIssuer.Unknown)]
    [TestCase("", NamedIssuer.Unknown)]
    [TestCase("{", NamedIssuer.Unknown)]
    public void Issuer_OfAnyPayload_IsReadWithoutProof(string payload, NamedIssuer expected)
    {
        using KeyNode node = new();
        string token = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}.AA";

        Assert.That(((IIssuerHint)node.Strategy).ReadIssuer(token), Is.EqualTo(expected));
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("a.b.c")]
    [TestCase("a.b.c.d.e")]
    [TestCase("no dot")]
    public void Issuer_OfAnyText_IsUnknown(string text)
    {
        using KeyNode node = new();

        Assert.That(((IIssuerHint)node.Strategy).ReadIssuer(text), Is.EqualTo(NamedIssuer.Unknown));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Issuer_OfAToken_CostsNoMemory(bool isCached)
    {
        using KeyNode node = new();
        string token = isCached ? await node.IssueAsync() : KeyNode.Forged;
        await node.ReasonAsync(token);
        var hint = (IIssuerHint)node.Strategy;
        ReadOften();

        Assert.That(Allocations.Least(ReadOften), Is.Zero);

        void ReadOften()
        {
            for (int i = 0; i < 100; i++)
                hint.ReadIssuer(token);
        }
    }
}
