using AuthStrategies.Issuers.Documents;

namespace AuthStrategies.Issuers.Tests.Documents;

[TestFixture]
public sealed class DocumentAddressTests
{
    [TestCase("https://login.example/keys")]
    [TestCase("https://login.example:8443/keys?tenant=a")]
    [TestCase("http://localhost:5000/keys")]
    [TestCase("http://127.0.0.1/keys")]
    [TestCase("http://[::1]:5000/keys")]
    public void Problem_OfALegalAddress_IsNull(string address) => Assert.That(DocumentAddress.Problem(address, allowHttp: false), Is.Null);

    [TestCase("", "empty")]
    [TestCase("login.example/keys", "not an absolute https address")]
    [TestCase("/keys", "not an absolute https address")]
    [TestCase("ftp://login.example/keys", "not an absolute https address")]
    [TestCase("file:///etc/passwd", "not an absolute https address")]
    [TestCase("data:application/json,{}", "not an absolute https address")]
    [TestCase("https://", "not an absolute https address")]
    [TestCase("https://user:secret@login.example/keys", "an address with a user name or password")]
    [TestCase("https://user@login.example/keys", "an address with a user name or password")]
    [TestCase("https://login.example/keys#a", "an address with a fragment (#)")]
    [TestCase("http://login.example/keys", "an http address of another machine")]
    [TestCase("http://127.0.0.1.login.example/keys", "an http address of another machine")]
    [TestCase("http://localhost.login.example/keys", "an http address of another machine")]
    [Property("Requirement", "F-34")]
    public void Problem_OfAnIllegalAddress_SaysWhatItIs(string address, string problem) => Assert.That(DocumentAddress.Problem(address, allowHttp: false), Is.EqualTo(problem));

    [Test]
    public void Problem_OfALongAddress_SaysItsLength() =>
        Assert.That(DocumentAddress.Problem("https://login.example/" + new string('a', 2048), allowHttp: false), Is.EqualTo("2070 characters long"));

    [Test]
    public void Problem_OfHttpWhereItIsAllowed_IsNull() => Assert.That(DocumentAddress.Problem("http://login.example/keys", allowHttp: true), Is.Null);

    [Test]
    public void Text_OfAnAddress_HasNoQuery() => Assert.That(DocumentAddress.Text(new("https://login.example/keys?code=secret")), Is.EqualTo("https://login.example/keys"));
}
