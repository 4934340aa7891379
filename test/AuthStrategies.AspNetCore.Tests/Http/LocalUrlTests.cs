using AuthStrategies.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Which addresses a redirect may lead to.</summary>
[TestFixture]
public sealed class LocalUrlTests
{
    [TestCase("/", "/")]
    [TestCase("/x?a=b#c", "/x?a=b#c")]
    [TestCase("/%5cx", "/%5cx")]
    [TestCase("/x//y", "/x//y")]
    [TestCase("/x\\y", "/x\\y")]
    [TestCase("/?next=https://evil.example", "/?next=https://evil.example")]
    [TestCase("/ä b", "/%C3%A4%20b")]
    [TestCase("/\uD83D\uDE00", "/%F0%9F%98%80")]
    [TestCase("~/", "/base/")]
    [TestCase("~/x", "/base/x")]
    public void TryResolve_ALocalAddress_GivesTheLocation(string address, string location)
    {
        Assert.That(LocalUrl.TryResolve(address, "/base", out string found), Is.True);
        Assert.That(found, Is.EqualTo(location));
    }

    [TestCase("//evil.example", "/evil.example/x")]
    [TestCase("/\\evil.example", "/%5Cevil.example/x")]
    [TestCase("///evil.example", "/evil.example/x")]
    [TestCase("//", "/x")]
    [TestCase("/", "/x")]
    public void TryResolve_OnAPathBaseOfAnotherForm_StaysOnTheHost(string pathBase, string location)
    {
        Assert.That(LocalUrl.TryResolve("~/x", pathBase, out string found), Is.True);
        Assert.That(found, Is.EqualTo(location));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("x")]
    [TestCase(" /x")]
    [TestCase("//x")]
    [TestCase("/\\x")]
    [TestCase("\\/x")]
    [TestCase("\\\\x")]
    [TestCase("https:")]
    [TestCase("https://x")]
    [TestCase("https:/x")]
    [TestCase("javascript:alert(1)")]
    [TestCase("?x")]
    [TestCase("~")]
    [TestCase("~//x")]
    [TestCase("~/\\x")]
    [TestCase("~x")]
    [TestCase("/\t/x")]
    [TestCase("\t//x")]
    [TestCase("/\n/x")]
    [TestCase("/x\r\nSet-Cookie: a=b")]
    [TestCase("/x\0")]
    [TestCase("/x\u0085")]
    public void TryResolve_AnotherAddress_IsFalse(string? address) =>
        Assert.That(LocalUrl.TryResolve(address, default, out _), Is.False);
}
