using System.Net;
using AuthStrategies.AspNetCore.Http;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Http;

[TestFixture]
public sealed class ClientReaderTests
{
    [TestCase("203.0.113.77", "203.0.113.0", "203.0.113.77")]
    [TestCase("0.0.0.0", "0.0.0.0", "0.0.0.0")]
    [TestCase("255.255.255.255", "255.255.255.0", "255.255.255.255")]
    [TestCase("::ffff:203.0.113.77", "203.0.113.0", "203.0.113.77")]
    [TestCase("2001:db8:1:2:3:4:5:6", "2001:db8:1::", "2001:db8:1:2:3:4:5:6")]
    [TestCase("fe80::1%7", "fe80::", "fe80::1")]
    [TestCase("::1", "::", "::1")]
    [TestCase("2002:cb00:714d:1::1", "2002:cb00:7100::", "2002:cb00:714d:1::1")]
    [TestCase("64:ff9b::cb00:714d", "64:ff9b::", "64:ff9b::203.0.113.77")]
    public void Read_Address_IsShortenedOrFullOrLeftOut(string address, string shortened, string full)
    {
        HttpContext context = Request(address, "Firefox");

        Assert.That(ClientReader.Read(context, new())?.Address, Is.EqualTo(shortened));
        Assert.That(ClientReader.Read(context, new() { ClientAddress = ClientAddressRecording.Full })?.Address, Is.EqualTo(full).Or.EqualTo(IPAddress.Parse(full).ToString()));
        Assert.That(ClientReader.Read(context, new() { ClientAddress = ClientAddressRecording.None }), Is.EqualTo(new ClientFacts { UserAgent = "Firefox" }));
    }

    [Test]
    public void Read_UserAgentOff_IsLeftOut() =>
        Assert.That(ClientReader.Read(Request("203.0.113.77", "Firefox"), new() { RecordUserAgent = false }), Is.EqualTo(new ClientFacts { Address = "203.0.113.0" }));

    [Test]
    public void Read_NothingIsKnown_IsNull()
    {
        Assert.That(ClientReader.Read(new DefaultHttpContext(), new()), Is.Null);
        Assert.That(ClientReader.Read(Request("203.0.113.77", "Firefox"), new() { RecordUserAgent = false, ClientAddress = ClientAddressRecording.None }), Is.Null);
    }

    [Test]
    public void Read_SeveralUserAgents_AreOneCleanText()
    {
        HttpContext context = Request(null, "one");
        context.Request.Headers.UserAgent = new(["one\r\n", "two\0"]);

        Assert.That(ClientReader.Read(context, new())!.UserAgent, Is.EqualTo("one ,two"));
    }

    private static DefaultHttpContext Request(string? address, string userAgent)
    {
        DefaultHttpContext context = new();
        context.Connection.RemoteIpAddress = address is null ? null : IPAddress.Parse(address);
        context.Request.Headers.UserAgent = userAgent;
        return context;
    }
}
