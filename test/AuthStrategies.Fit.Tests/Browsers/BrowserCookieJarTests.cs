using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Fit.Tests.Browsers;

/// <summary>The cookie jar of the tests keeps the rules that browsers keep.</summary>
[TestFixture]
public sealed class BrowserCookieJarTests
{
    private FakeTimeProvider _time = null!;
    private BrowserCookieJar _jar = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        _jar = new(_time);
    }

    [TestCase("a=b", "a", "b")]
    [TestCase(" a = b ; Path=/", "a", "b")]
    [TestCase("a=", "a", "")]
    [TestCase("a=b=c", "a", "b=c")]
    [TestCase("=b", "", "b")]
    [TestCase("b", "", "b")]
    [TestCase("a=\"b c\"", "a", "\"b c\"")]
    public void Store_Pair_IsSplitAtTheFirstEqualsSign(string line, string name, string value)
    {
        Assert.That(Store(line), Is.True);

        Assert.That(_jar.Cookies.Select(cookie => (cookie.Name, cookie.Value)), Is.EqualTo(new[] { (name, value) }));
    }

    [TestCase("")]
    [TestCase("=")]
    [TestCase("; Path=/")]
    [TestCase("a=b\0c")]
    [TestCase("a=b\r\nc=d")]
    public void Store_NoPairOrControlCharacters_IsIgnored(string line) => Assert.That((Store(line), _jar.Cookies.Count), Is.EqualTo((false, 0)));

    [TestCase(4095, true)]
    [TestCase(4096, false)]
    public void Store_LongPair_IsIgnoredAbove4096(int length, bool isStored) => Assert.That(Store("a=" + new string('x', length)), Is.EqualTo(isStored));

    [TestCase("a=b", "https://app.example/", true)]
    [TestCase("a=b", "https://sub.app.example/", false)]
    [TestCase("a=b", "https://example/", false)]
    [TestCase("a=b; Domain=", "https://sub.app.example/", false)]
    [TestCase("a=b; Domain=app.example", "https://sub.app.example/", true)]
    [TestCase("a=b; Domain=.APP.Example", "https://sub.app.example/", true)]
    [TestCase("a=b; Domain=app.example", "https://notapp.example/", false)]
    [TestCase("a=b; Domain=app.example; Domain=", "https://sub.app.example/", false)]
    public void HeaderFor_Host_MatchesTheDomain(string line, string address, bool isSent)
    {
        Store(line);

        Assert.That(_jar.HeaderFor(new(address)), Is.EqualTo(isSent ? "a=b" : null));
    }

    [TestCase("a=b; Domain=other.example")]
    [TestCase("a=b; Domain=sub.app.example")]
    [TestCase("a=b; Domain=example")]
    public void Store_DomainOfOthers_IsIgnored(string line) => Assert.That(Store(line), Is.False);

    [Test]
    public void Store_DomainThatIsAPublicSuffixAndTheHost_IsHostOnly()
    {
        Store("a=b; Domain=localhost", "https://localhost/");

        Assert.That((_jar.HeaderFor(new("https://localhost/")), _jar.HeaderFor(new("https://a.localhost/"))), Is.EqualTo(("a=b", (string?)null)));
    }

    [Test]
    public void HeaderFor_Address_HasNoSubdomains()
    {
        Store("a=b; Domain=127.0.0.1", "https://127.0.0.1/");

        Assert.That(_jar.HeaderFor(new("https://127.0.0.1:8443/")), Is.EqualTo("a=b"), "The port does not count.");
        Assert.That(_jar.HeaderFor(new("https://1.127.0.0.1.example/")), Is.Null);
    }

    [TestCase("/docs", "/docs", true)]
    [TestCase("/docs", "/docs/a", true)]
    [TestCase("/docs", "/docsearch", false)]
    [TestCase("/docs/", "/docs", false)]
    [TestCase("/docs/", "/docs/a", true)]
    [TestCase("/", "/docs", true)]
    [TestCase("docs", "/other", true)]
    public void HeaderFor_Path_MatchesWholeSegments(string cookiePath, string path, bool isSent)
    {
        Store($"a=b; Path={cookiePath}");

        Assert.That(_jar.HeaderFor(new("https://app.example" + path)), Is.EqualTo(isSent ? "a=b" : null));
    }

    [Test]
    public void Store_WithoutPath_HasTheDirectoryOfTheRequest()
    {
        Store("a=b", "https://app.example/one/two");

        Assert.That(_jar.HeaderFor(new("https://app.example/one")), Is.EqualTo("a=b"));
        Assert.That(_jar.HeaderFor(new("https://app.example/other")), Is.Null);
    }

    [Test]
    public void Secure_IsSetAndSentOverHttpsOnly()
    {
        Assert.That(Store("a=b; Secure", "http://app.example/"), Is.False);
        Assert.That(Store("a=b; Secure"), Is.True);

        Assert.That(_jar.HeaderFor(new("http://app.example/")), Is.Null);
        Assert.That(_jar.HeaderFor(new("wss://app.example/")), Is.EqualTo("a=b"));
    }

    [Test]
    public void Store_PlainHttp_DoesNotReplaceASecureCookie()
    {
        Store("a=b; Secure; Path=/");

        Assert.That(Store("a=evil; Path=/", "http://app.example/"), Is.False);
        Assert.That(Store("a=evil; Path=/; Domain=app.example", "http://sub.app.example/"), Is.False);
        Assert.That(_jar.Find("a"), Is.EqualTo("b"));
    }

    [TestCase("__Host-a=b; Secure; Path=/", true)]
    [TestCase("__Host-a=b; Path=/", false)]
    [TestCase("__Host-a=b; Secure", false)]
    [TestCase("__Host-a=b; Secure; Path=/docs", false)]
    [TestCase("__Host-a=b; Secure; Path=/; Domain=app.example", false)]
    [TestCase("__HOST-a=b; Path=/", false)]
    [TestCase("__Secure-a=b; Secure; Domain=app.example", true)]
    [TestCase("__Secure-a=b", false)]
    [TestCase("__Host-a; Secure; Path=/", false)]
    [TestCase("=__Secure-a=b; Secure", false)]
    public void Store_Prefix_KeepsItsPromise(string line, bool isStored) => Assert.That(Store(line), Is.EqualTo(isStored));

    [TestCase("a=b; Max-Age=60", 59, 60)]
    [TestCase("a=b; Expires=Mon, 23 Nov 2026 12:01:00 GMT", 59, 60)]
    [TestCase("a=b; Max-Age=60; Expires=Mon, 23 Nov 2026 13:00:00 GMT", 59, 60)]
    [TestCase("a=b; Max-Age=x; Expires=Mon, 23 Nov 2026 12:01:00 GMT", 59, 60)]
    [TestCase("a=b; Max-Age=99999999999999", 34_559_999, 34_560_000)]
    [TestCase("a=b; Expires=Mon, 23 Nov 2036 12:01:00 GMT", 34_559_999, 34_560_000)]
    public void Expiry_FollowsTheClock(string line, int secondsAlive, int secondsGone)
    {
        Store(line);

        _time.Advance(TimeSpan.FromSeconds(secondsAlive));
        Assert.That(_jar.Find("a"), Is.EqualTo("b"));
        _time.Advance(TimeSpan.FromSeconds(secondsGone - secondsAlive));
        Assert.That(_jar.Find("a"), Is.Null);
    }

    [TestCase("a=; Max-Age=0")]
    [TestCase("a=; Max-Age=-5")]
    [TestCase("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT")]
    public void Store_Expired_Deletes(string line)
    {
        Store("a=b");

        Assert.That((Store(line), _jar.Cookies.Count), Is.EqualTo((true, 0)));
    }

    [Test]
    public void Close_DeletesCookiesWithoutAnExpiry()
    {
        Store("a=b");
        Store("c=d; Max-Age=60");

        _jar.Close();

        Assert.That(_jar.HeaderFor(new("https://app.example/")), Is.EqualTo("c=d"));
    }

    [Test]
    public void HeaderFor_SeveralCookies_LongerPathsThenOlderCookiesComeFirst()
    {
        Store("a=1; Path=/");
        Store("b=2; Path=/docs");
        Store("c=3; Path=/");
        Store("a=4; Path=/");

        Assert.That(_jar.HeaderFor(new("https://app.example/docs")), Is.EqualTo("b=2; a=4; c=3"));
    }

    [Test]
    public void Store_SameName_ReplacesByNameDomainPathAndPartition()
    {
        Store("a=1; Path=/; Secure");
        Store("a=2; Path=/; Secure; Domain=app.example");
        Store("a=3; Path=/docs; Secure");
        Store("a=4; Path=/; Secure; Partitioned");
        Store("A=5; Path=/; Secure");
        Store("a=6; Path=/; Secure; HttpOnly");

        Assert.That(_jar.HeaderFor(new("https://app.example/docs")), Is.EqualTo("a=3; a=6; a=2; a=4; A=5"));
    }

    [Test]
    public void Partitioned_IsSentUnderItsTopLevelSiteOnly()
    {
        Uri embedded = new("https://app.example/");
        _jar.Store(embedded, "a=1; Secure; SameSite=None; Partitioned", CookieContext.CrossSite, "https://one.example");
        _jar.Store(embedded, "b=2; Secure; SameSite=None", CookieContext.CrossSite, "https://one.example");

        Assert.That(_jar.HeaderFor(embedded, CookieContext.CrossSite, "https://one.example"), Is.EqualTo("a=1; b=2"));
        Assert.That(_jar.HeaderFor(embedded, CookieContext.CrossSite, "https://two.example"), Is.EqualTo("b=2"));
        Assert.That(_jar.HeaderFor(embedded), Is.EqualTo("b=2"));
        Assert.That(Store("c=3; Partitioned"), Is.False, "It needs Secure.");
    }

    [TestCase("a=b", true, true, false)]
    [TestCase("a=b; SameSite=Lax", true, true, false)]
    [TestCase("a=b; SameSite=Strict", true, false, false)]
    [TestCase("a=b; SameSite=None; Secure", true, true, true)]
    [TestCase("a=b; SameSite=other", true, true, false)]
    public void SameSite_DecidesFromWhereTheCookieIsSent(string line, bool sameSite, bool navigation, bool crossSite)
    {
        Store(line);

        Uri uri = new("https://app.example/");
        CookieContext[] contexts = [CookieContext.SameSite, CookieContext.CrossSiteNavigation, CookieContext.CrossSite];
        Assert.That(contexts.Select(context => _jar.HeaderFor(uri, context) is not null), Is.EqualTo(new[] { sameSite, navigation, crossSite }));
    }

    [Test]
    public void Store_SameSiteNoneWithoutSecure_IsIgnored() => Assert.That(Store("a=b; SameSite=None"), Is.False);

    [Test]
    public void Store_LaxFromAnotherSite_IsIgnored() =>
        Assert.That(_jar.Store(new("https://app.example/"), "a=b", CookieContext.CrossSite), Is.False);

    [Test]
    public void Duplicate_LaterChanges_DoNotReachTheOther()
    {
        Store("a=b");
        BrowserCookieJar other = _jar.Duplicate();

        Store("a=c");

        Assert.That((_jar.Find("a"), other.Find("a")), Is.EqualTo(("c", "b")));
    }

    private bool Store(string line, string uri = "https://app.example/") => _jar.Store(new(uri), line);
}
