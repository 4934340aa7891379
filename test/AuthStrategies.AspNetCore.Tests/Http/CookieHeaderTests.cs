using AuthStrategies.AspNetCore.Http;
using AuthStrategies.AspNetCore.Tests.Hosting;
using Microsoft.Extensions.Primitives;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Cookie headers as an attacker would write them.</summary>
[TestFixture]
[Property("Requirement", "X-04")]
public sealed class CookieHeaderTests
{
    [TestCase("__Host-auth={1}; __Host-auth={0}", TestName = "Cookie_AnotherFirst_IsRefused")]
    [TestCase("__Host-auth={0}; __Host-auth={1}", TestName = "Cookie_AnotherLast_IsRefused")]
    [TestCase("\u2000__Host-auth={1}; __Host-auth={0}", TestName = "Name_AfterAUnicodeSpace_SpoilsTheRequest")]
    [TestCase("__Host-auth={0}; \u2000__Host-auth={1}", TestName = "Name_AfterAUnicodeSpaceLast_SpoilsTheRequest")]
    [TestCase("\u2000__Host-auth={0}", TestName = "Name_AfterAUnicodeSpaceAlone_IsRefused")]
    [TestCase("__%48ost-auth={0}", TestName = "Name_PercentEncoded_IsRefused")]
    [TestCase("__%2548ost-auth={1}; __Host-auth={0}", TestName = "Name_EncodedTwice_SpoilsTheRequest")]
    [TestCase("a=b;  __Host-auth={0}", TestName = "Name_AfterTwoSpaces_IsRefused")]
    [TestCase("a=b;\t__Host-auth={0}", TestName = "Name_AfterATab_IsRefused")]
    [TestCase("__Host-auth ={0}", TestName = "Name_BeforeASpace_IsRefused")]
    [TestCase("\"__Host-auth\"={0}", TestName = "Name_Quoted_IsRefused")]
    [TestCase("=__Host-auth={1}; __Host-auth={0}", TestName = "Name_InANamelessCookie_SpoilsTheRequest")]
    [TestCase("$Version=1; __Host-auth={0}", TestName = "Header_OfAnObsoleteKind_IsRefused")]
    [TestCase("__Host-auth={0}; $version=1", TestName = "Header_OfAnObsoleteKindLast_IsRefused")]
    public async Task Header(string header)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string other = await host.LogInAsync("mallory");

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: " + string.Format(null, header, cookie, other));

        Assert.That(answer.Status, Is.EqualTo(400));
        Assert.That(answer.Body, Does.Not.Contain("alice").And.Not.Contain("mallory"));
        Assert.That(answer.One("Content-Type"), Is.EqualTo("application/problem+json"));
        // The browser deletes what the request was refused for, if a header can contain the name.
        bool canDelete = header.All(c => c is >= ' ' and <= '~');
        Assert.That(answer.All("Set-Cookie").Any(line => line.Contains("max-age=0", StringComparison.Ordinal)), Is.EqualTo(canDelete));
        Assert.That(answer.One("Cache-Control"), Is.EqualTo("no-store"));
    }

    /// <summary>Each of these names must be compared in decoded form. A header may have as many as fit.</summary>
    [TestCase("%=;", TestName = "OddNames_OfOneCharacter_CostNoMemory")]
    [TestCase("=a=b;", TestName = "OddNames_Nameless_CostNoMemory")]
    [TestCase("=__Host-autX=b;", TestName = "OddNames_NamelessAndLong_CostNoMemory")]
    [TestCase("\"__Host-autX\"=b;", TestName = "OddNames_Quoted_CostNoMemory")]
    [TestCase("__%48ost-autX=b;", TestName = "OddNames_Encoded_CostNoMemory")]
    [TestCase("%2525255f%2525255fHost-autX%C3%A9%FF=b;", TestName = "OddNames_EncodedThreeTimes_CostNoMemory")]
    [TestCase("%25", TestName = "OddNames_OneOf30KiB_CostsNoMemory")]
    [Property("Requirement", "M-09")]
    public void OddNames(string pair)
    {
        CookieNameList names = new([new("__Host-auth", "__Host-auth")], []);
        StringValues header = string.Concat(Enumerable.Repeat(pair, 30 * 1024 / pair.Length));
        PresentedCredentials presented = new();
        CookieHeader.Read(header, names, presented);

        long allocated = Allocations.Least(() => CookieHeader.Read(header, names, presented));

        Assert.That(presented.Mistake, Is.Null);
        Assert.That(allocated, Is.LessThan(1024));
    }

    [TestCase("__%48ost-auth=a", "__%48ost-auth=", "GET /me", "same-origin", TestName = "AmbiguousCookie_Encoded_IsDeleted")]
    [TestCase("__%48ost-auth=a", "__%48ost-auth=", "POST /auth/refresh", "same-origin", TestName = "AmbiguousCookie_AtRefresh_IsDeleted")]
    [TestCase("\"__Host-auth\"=a", "\"__Host-auth\"=", "POST /auth/logout", "same-origin", TestName = "AmbiguousCookie_QuotedAtLogout_IsDeleted")]
    [TestCase("__Host-auth[]=a", "__Host-auth[]=", "GET /me", "none", TestName = "AmbiguousCookie_WithBrackets_IsDeleted")]
    [TestCase("=__Host-auth=a", "=deleted", "GET /me", "same-site", TestName = "AmbiguousCookie_WithoutAName_IsDeleted")]
    [TestCase("$Version=1; __Host-auth=a", "$Version=", "GET /me", "none", TestName = "AmbiguousCookie_Version_IsDeleted")]
    [TestCase("__%48ost-auth=a", "__%48ost-auth=", "GET /me", "cross-site", TestName = "AmbiguousCookie_OnALinkOfAnotherSite_IsDeleted")]
    [TestCase("\u2000__Host-auth=a", null, "GET /me", "same-origin", TestName = "AmbiguousCookie_OfAScript_ClearsNoOtherCookie")]
    [TestCase("__%48ost-auth=a", null, "POST /auth/refresh", "cross-site", TestName = "AmbiguousCookie_OfAFormOfAnotherSite_StaysAsItIs")]
    [Property("Requirement", "M-13")]
    public async Task Ambiguous(string header, string? deleted, string requestLine, string site)
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync(requestLine, "Cookie: " + header, "Sec-Fetch-Site: " + site);

        Assert.That((answer.Status, string.Join(",", answer.All("Clear-Site-Data"))), Is.EqualTo((400, "")));
        if (deleted is null)
            Assert.That(answer.All("Set-Cookie"), Is.Empty);
        else
            Assert.That(answer.All("Set-Cookie").Where(line => line.StartsWith(deleted, StringComparison.Ordinal)), Has.Some.Contains("max-age=0"));
    }

    [TestCase("same-origin", "navigate", true)]
    [TestCase("none", "navigate", true)]
    [TestCase("same-site", "navigate", false)]
    [TestCase("cross-site", "navigate", false)]
    [TestCase("same-origin", "cors", false)]
    [TestCase("cross-site", "no-cors", false)]
    [Property("Requirement", "M-13")]
    public async Task Ambiguous_NameThatNoHeaderCanContain_ClearsCookiesAtOwnNavigationsOnly(string site, string mode, bool isCleared)
    {
        await using TestHost host = await TestHost.StartAsync();

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: \u2000__Host-auth=a", "Sec-Fetch-Site: " + site, "Sec-Fetch-Mode: " + mode);

        Assert.That((answer.Status, answer.All("Clear-Site-Data").Any()), Is.EqualTo((400, isCleared)));
    }

    [Test]
    public async Task Header_WithANameThatOnlyBeginsLikeVersion_IsAccepted()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: $VersionInfo=1; __Host-auth={cookie}");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [TestCase("__Host-auth=\"{0}\"", TestName = "Value_Quoted_IsRefused")]
    [TestCase("__Host-auth={0} ; a=b", TestName = "Value_WithASpace_IsRefused")]
    [TestCase("__Host-auth= {0}", TestName = "Value_AfterASpace_IsRefused")]
    [TestCase("__Host-auth=%20{0}", TestName = "Value_Encoded_IsRefused")]
    [TestCase("__Host-auth=", TestName = "Value_Empty_IsRefused")]
    [TestCase("__host-auth={0}", TestName = "Name_OfAnotherCase_IsAnotherCookie")]
    [TestCase("__Host-auth2={0}", TestName = "Name_Longer_IsAnotherCookie")]
    [TestCase("x__Host-auth={0}", TestName = "Name_Prefixed_IsAnotherCookie")]
    [TestCase("__Host-auth", TestName = "Name_WithoutAValue_IsNoCookie")]
    public async Task HeaderWithoutOurCredential(string header)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: " + string.Format(null, header, cookie));

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Body, Does.Not.Contain("alice"));
    }

    [TestCase("__Host-auth={0}", TestName = "Cookie_Alone_IsRead")]
    [TestCase("a=b; __Host-auth={0}; c=\"d\"", TestName = "Cookie_AmongOthers_IsRead")]
    [TestCase("a=b;__Host-auth={0};c=d", TestName = "Cookie_WithoutSpaces_IsRead")]
    [TestCase("=nameless; __Host-auth={0}; lonely", TestName = "Cookie_AmongOddOnes_IsRead")]
    [TestCase("%41=1; %zz=2; __Host-auth={0}", TestName = "Cookie_AmongEncodedNames_IsRead")]
    [TestCase("__Host-auth={0};", TestName = "Cookie_BeforeASemicolon_IsRead")]
    [TestCase(";__Host-auth={0}", TestName = "Cookie_AfterASemicolon_IsRead")]
    [TestCase("; ;=; __Host-auth={0}", TestName = "Cookie_AfterEmptyPairs_IsRead")]
    [TestCase("__Host-auth={0}; __Host-auth={0}", TestName = "Cookie_TwiceTheSame_IsRead")]
    [TestCase("__Host-auth={0}; __Host-auth=", TestName = "Cookie_AndAnEmptyOne_IsRead")]
    public async Task HeaderWithOurCredential(string header)
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: " + string.Format(null, header, cookie));

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "alice")));
    }

    [Test]
    public async Task Header_TwiceWithTwoCookiesOfOurs_IsRefused()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string other = await host.LogInAsync("mallory");

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: __Host-auth={cookie}", $"Cookie: __Host-auth={other}");

        Assert.That(answer.Status, Is.EqualTo(400));
    }

    [Test]
    public async Task Header_TwiceWithOneOfOurs_IsRead()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();

        RawAnswer answer = await host.SendAsync("GET /me", "Cookie: a=b", $"Cookie: __Host-auth={cookie}");

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Request_Spoilt_GoesOnWithoutUserOnOpenEndpoints()
    {
        await using TestHost host = await TestHost.StartAsync();
        string cookie = await host.LogInAsync();
        string other = await host.LogInAsync("mallory");

        RawAnswer answer = await host.SendAsync("GET /open", $"Cookie: __Host-auth={cookie}; __Host-auth={other}");

        Assert.That((answer.Status, answer.Body), Is.EqualTo((200, "nobody")));
    }

    [Test]
    public async Task Request_Spoilt_CanStillLogInAndLogOut()
    {
        await using TestHost host = await TestHost.StartAsync();
        string mine = await host.LogInAsync();
        string planted = await host.LogInAsync("mallory");

        RawAnswer login = await host.SendAsync("POST /login/alice", $"Cookie: __Host-auth={planted}; __Host-auth={mine}");
        RawAnswer after = await host.SendAsync("GET /me", $"Cookie: __Host-auth={mine}");
        RawAnswer later = await host.SendAsync("GET /me", $"Cookie: __Host-auth={planted}");

        Assert.That((login.Status, after.Status, later.Status), Is.EqualTo((200, 401, 401)));
    }

    [Test]
    [Property("Requirement", "T-14")]
    public async Task Header_OfManyEncodings_CostsNoMoreThanItsLength()
    {
        await using TestHost host = await TestHost.StartAsync();
        string name = "%" + string.Concat(Enumerable.Repeat("25", 10_000)) + "48";

        RawAnswer answer = await host.SendAsync("GET /me", $"Cookie: {name}=x");

        Assert.That(answer.Status, Is.EqualTo(401));
    }
}
