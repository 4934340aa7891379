using AuthStrategies.DPoP;

namespace AuthStrategies.Tests.DPoP;

[TestFixture]
[Property("Requirement", "P-01")]
public sealed class ProofUriTests
{
    [TestCase("HTTPS://API.example/notes", "https://api.example/notes")]
    [TestCase("https://api.example:443/notes", "https://api.example/notes")]
    [TestCase("http://api.example:80/notes", "http://api.example/notes")]
    [TestCase("https://api.example:/notes", "https://api.example/notes")]
    [TestCase("https://api.example:0443/notes", "https://api.example/notes")]
    [TestCase("https://api.example:8443", "https://api.example:8443/")]
    [TestCase("https://api.example", "https://api.example/")]
    [TestCase("https://api.example?x=1", "https://api.example/")]
    [TestCase("https://api.example/notes?x=/../1#frag", "https://api.example/notes")]
    [TestCase("https://api.example/notes#frag?x", "https://api.example/notes")]
    [TestCase("https://api.example/a/./b/../c", "https://api.example/a/c")]
    [TestCase("https://api.example/a/%2e%2E/c", "https://api.example/c")]
    [TestCase("https://api.example/a/..", "https://api.example/")]
    [TestCase("https://api.example/a/b/.", "https://api.example/a/b/")]
    [TestCase("https://api.example/../../a", "https://api.example/a")]
    [TestCase("https://api.example//a//", "https://api.example//a//")]
    [TestCase("https://api.example/%7euser/%41", "https://api.example/~user/A")]
    [TestCase("https://api.example/a%2fb", "https://api.example/a%2Fb")]
    [TestCase("https://api.example/%e2%82%ac", "https://api.example/%E2%82%AC")]
    [TestCase("https://api.example/100%25", "https://api.example/100%25")]
    [TestCase("https://api.example/a%3Fb%23c", "https://api.example/a%3Fb%23c")]
    [TestCase("https://api.example/a%21b%20c", "https://api.example/a!b%20c")]
    [TestCase("https://[::1]:8443/a", "https://[::1]:8443/a")]
    [TestCase("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a")]
    [TestCase("http://127.0.0.1:5000/a/...", "http://127.0.0.1:5000/a/...")]
    public void Normalize_Address_IsInOneForm(string address, string expected)
    {
        Assert.That(ProofUri.Normalize(address), Is.EqualTo(expected));
        Assert.That(ProofUri.Matches(address, expected), Is.True);
        Assert.That(ProofUri.Matches(expected, address), Is.True);
    }

    [TestCase("")]
    [TestCase("/notes")]
    [TestCase("api.example/notes")]
    [TestCase("ftp://api.example/notes")]
    [TestCase("https:/api.example/notes")]
    [TestCase("https:api.example")]
    [TestCase("https:///notes")]
    [TestCase("https://:443/notes")]
    [TestCase("https://user@api.example/notes")]
    [TestCase("https://api.example:http/notes")]
    [TestCase("https://api.example:99999/notes")]
    [TestCase("https://api.example:+443/notes")]
    [TestCase("https://api.example:4 43/notes")]
    [TestCase("https://[::1/notes")]
    [TestCase("https://[]/notes")]
    [TestCase("https://[::1]x/notes")]
    [TestCase("https://api.example/a%2")]
    [TestCase("https://api.example/a%zz")]
    [TestCase("https://api.example/a%")]
    [TestCase("https://api.example\\notes")]
    [TestCase("https://api.example/a b")]
    [TestCase("https://api.example/a\tb")]
    [TestCase("https://api.exämple/notes")]
    [TestCase("https://api.example/€")]
    [TestCase("https://api%2eexample/notes")]
    public void Normalize_NoHttpAddress_IsNull(string address) => Assert.That(ProofUri.Normalize(address), Is.Null);

    [Test]
    public void Normalize_TooLong_IsNull() => Assert.That(ProofUri.Normalize("https://api.example/" + new string('a', 8192)), Is.Null);

    [TestCase("https://api.example/a", "https://api.example/a/")]
    [TestCase("https://api.example/a%2Fb", "https://api.example/a/b")]
    [TestCase("https://api.example/a", "https://api.example/A")]
    [TestCase("https://api.example/", "https://api.example.:443/")]
    [TestCase("https://api.example/%2525", "https://api.example/%25")]
    [TestCase("/a", "/a?x")]
    [TestCase("", "")]
    [TestCase("/a", "/a")]
    public void Matches_OtherAddress_IsFalse(string one, string other) => Assert.That(ProofUri.Matches(one, other), Is.False);
}
