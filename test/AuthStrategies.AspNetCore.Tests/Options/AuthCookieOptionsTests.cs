using Microsoft.AspNetCore.Http;

namespace AuthStrategies.AspNetCore.Tests.Options;

/// <summary>The names of the cookies of an application below a path base.</summary>
[TestFixture]
public sealed class AuthCookieOptionsTests
{
    [TestCase("", "__Host-auth")]
    [TestCase("/", "__Host-auth")]
    [TestCase("/one", "__Host-auth.one")]
    [TestCase("/one/", "__Host-auth.one")]
    [TestCase("/ONE", "__Host-auth.one")]
    [TestCase("/one/two", "__Host-auth.one.two")]
    [TestCase("/one.two", "__Host-auth.one~2etwo")]
    [TestCase("/a b", "__Host-auth.a~20b")]
    [TestCase("/a_b-c", "__Host-auth.a_b-c")]
    [TestCase("/a~20b", "__Host-auth.a~7e20b")]
    [TestCase("/a%2Fb", "__Host-auth.a~252fb")]
    [TestCase("/caf\u00e9", "__Host-auth.caf~c3~a9")]
    [TestCase("/CAF\u00c9", "__Host-auth.caf~c3~a9")]
    [TestCase("/a;b=c", "__Host-auth.a~3bb~3dc")]
    [Property("Requirement", "X-01")]
    public void NameAt_PathBase_IsItsSuffix(string pathBase, string name)
    {
        AuthCookieOptions cookie = new();

        Assert.That(cookie.NameAt(pathBase), Is.EqualTo(name));
        Assert.That(cookie.RefreshNameAt(pathBase), Is.EqualTo(name.Replace("__Host-auth", "__Secure-auth-refresh", StringComparison.Ordinal)));
    }

    [Test]
    public void NameAt_DifferentPathBases_AreDifferentLegalNamesOfBoundedLength()
    {
        string[] segments = ["a", "b", "ab", "a.b", "a-b", "a~b", "a b", "%2f", "~~", "\u00e9", "e\u0301", "\ud83d\ude00", new('x', 47), new('x', 48), new('x', 2000), new('\u00e9', 47)];
        string[] paths = [.. segments.Select(segment => "/" + segment), .. from one in segments from two in segments select $"/{one}/{two}"];

        string[] names = [.. paths.Select(path => new AuthCookieOptions().NameAt(new PathString(path)))];

        Assert.That(names.Distinct(StringComparer.OrdinalIgnoreCase).Count(), Is.EqualTo(paths.Length));
        Assert.That(names, Is.All.Matches("^__Host-auth[.][a-z0-9._~-]{1,47}$"));
    }

    [TestCase("__Host-auth")]
    [TestCase("sid")]
    public void NameAt_NameThatWasSet_IsUsedAsItIs(string name)
    {
        AuthCookieOptions cookie = new() { Name = name, RefreshName = name + "-refresh" };

        Assert.That((cookie.NameAt("/one"), cookie.RefreshNameAt("/one")), Is.EqualTo((name, name + "-refresh")));
    }
}
