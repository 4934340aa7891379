using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Options;
using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Hosts that the framework cannot read: its property throws for them.</summary>
[TestFixture]
[Property("Requirement", "M-10")]
public sealed class RequestHostTests
{
    [TestCase("shop.example:8443", "shop.example")]
    [TestCase("[::1]:443", "[::1]")]
    [TestCase("", "")]
    [TestCase("xn--a", "")]
    [TestCase("xn--", "")]
    [TestCase("a.xn--\u00fc.example", "")]
    public void NameOf_AnyHost_Returns(string host, string name) => Assert.That(RequestHost.NameOf(Request(host)), Is.EqualTo(name));

    [TestCase("shop.example:8443", true)]
    [TestCase("[::1]:443", true)]
    [TestCase("xn--a", false)]
    [TestCase("a..b", false)]
    [TestCase("h:99999", false)]
    [TestCase("", false)]
    public void TryOf_AnyHost_Returns(string host, bool isOrigin) => Assert.That(Origin.TryOf(Request(host), out _), Is.EqualTo(isOrigin));

    private static HttpRequest Request(string host)
    {
        DefaultHttpContext context = new();
        context.Request.Scheme = "https";
        context.Request.Headers.Host = host;
        return context.Request;
    }
}
