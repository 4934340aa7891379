using System.Net;
using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Issuers.Tests.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Issuers.Tests.Documents;

/// <summary>Servers that misbehave, each in its way, over a real connection with the handler of the library.</summary>
[TestFixture]
public sealed class DocumentReaderTests
{
    private static readonly JwtKey Key = JwtKey.Generate("ES256", "key");
    private static readonly string Keys = IssuerHandler.SetOf(Key);

    private TestApplication _server = null!;

    [OneTimeSetUp]
    public async Task Start() => _server = await TestApplication.StartAsync(
        _ => { },
        app =>
        {
            app.MapGet("/good", () => Results.Text(Keys, "application/json"));
            app.MapGet("/good/bom", () => Results.Bytes([0xef, 0xbb, 0xbf, .. System.Text.Encoding.UTF8.GetBytes(Keys)], "application/jwk-set+json"));
            app.MapGet("/good/text", () => Results.Text(Keys, "text/plain"));
            app.MapGet("/good/padded", () => Results.Text(Keys + new string(' ', 5000 - Keys.Length), "application/json"));
            app.MapGet("/html", () => Results.Text("<!DOCTYPE html><html><body>Sign in</body></html>", "text/html"));
            app.MapGet("/empty", () => Results.Text("", "application/json"));
            app.MapGet("/latin", () => Results.Bytes([(byte)'{', (byte)'"', 0xe4, (byte)'"', (byte)'}'], "application/json"));
            app.MapGet("/redirect/{status:int}", (int status, HttpContext http) =>
            {
                http.Response.StatusCode = status;
                http.Response.Headers.Location = "https://elsewhere.test/keys?code=secret";
            });
            app.MapGet("/redirect/here", (HttpContext http) => http.Response.Redirect("/good"));
            app.MapGet("/status/{status:int}", (int status) => Results.StatusCode(status));
            app.MapGet("/huge", () => Results.Text(Keys + new string(' ', 5001 - Keys.Length), "application/json"));
            app.MapGet("/huge/endless", async (HttpContext http) =>
            {
                byte[] chunk = new byte[4096];
                while (!http.RequestAborted.IsCancellationRequested)
                    await http.Response.Body.WriteAsync(chunk, http.RequestAborted);
            });
            app.MapGet("/slow", (HttpContext http) => Task.Delay(Timeout.Infinite, http.RequestAborted));
            app.MapGet("/slow/body", async (HttpContext http) =>
            {
                await http.Response.WriteAsync("{", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            });
            app.MapGet("/cut", async (HttpContext http) =>
            {
                http.Response.ContentLength = 1000;
                await http.Response.WriteAsync("{", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                http.Abort();
            });
            app.MapGet("/metadata/other-issuer", () => Metadata("https://other.test", "/good"));
            app.MapGet("/metadata/slash", () => Metadata(IssuerHandler.Issuer + "/", "/good"));
            app.MapGet("/metadata/case", () => Metadata(IssuerHandler.Issuer.ToUpperInvariant(), "/good"));
            app.MapGet("/metadata/odd-issuer", () => Results.Text("""{"issuer":"a\nb","jwks_uri":"https://x.test"}""", "application/json"));
            app.MapGet("/metadata/no-keys", () => Results.Text($$"""{"issuer":"{{IssuerHandler.Issuer}}"}""", "application/json"));
            app.MapGet("/metadata/no-issuer", () => Results.Text("""{"jwks_uri":"https://x.test"}""", "application/json"));
            app.MapGet("/metadata/number", () => Results.Text("""{"issuer":1,"jwks_uri":"https://x.test"}""", "application/json"));
            app.MapGet("/metadata/file", () => Metadata(IssuerHandler.Issuer, "file:///etc/passwd", absolute: true));
            app.MapGet("/metadata/http", () => Metadata(IssuerHandler.Issuer, "http://169.254.169.254/latest", absolute: true));
            app.MapGet("/metadata/user", () => Metadata(IssuerHandler.Issuer, "https://user:secret@x.test/keys", absolute: true));
            app.MapGet("/metadata/good", () => Metadata(IssuerHandler.Issuer, "/good"));
        },
        https: false);

    [OneTimeTearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase("/good")]
    [TestCase("/good/bom")]
    [TestCase("/good/text")]
    [TestCase("/good/padded")]
    [TestCase("/metadata/good")]
    public async Task Fetch_OfAGoodAnswer_GivesTheKeys(string path)
    {
        using PartnerFixture app = new(options => Use(options, path, 5000));

        Assert.That(await app.ReasonAsync(app.Issue(Key)), Is.Null);
    }

    [TestCase("/html", "The answer is no key set: it is a page (HTML or XML) and not JSON. Is the address right?")]
    [TestCase("/empty", "The answer is no key set: it is not strict JSON with unique member names.")]
    [TestCase("/latin", "{0}/latin answered with a text that is not UTF-8.")]
    [TestCase("/redirect/301", "{0}/redirect/301 answered 301, a redirect to https://elsewhere.test/keys. Redirects are not followed: write the address where the document is.")]
    [TestCase("/redirect/302", "{0}/redirect/302 answered 302, a redirect to https://elsewhere.test/keys.")]
    [TestCase("/redirect/307", "{0}/redirect/307 answered 307, a redirect to https://elsewhere.test/keys.")]
    [TestCase("/redirect/308", "{0}/redirect/308 answered 308, a redirect to https://elsewhere.test/keys.")]
    [TestCase("/redirect/here", "{0}/redirect/here answered 302, a redirect to {0}/good.")]
    [TestCase("/status/404", "{0}/status/404 answered 404.")]
    [TestCase("/status/429", "{0}/status/429 answered 429.")]
    [TestCase("/status/500", "{0}/status/500 answered 500.")]
    [TestCase("/huge", "{0}/huge answered with more than MaxDocumentSize (5000 bytes).")]
    [TestCase("/huge/endless", "{0}/huge/endless answered with more than MaxDocumentSize (5000 bytes).")]
    [TestCase("/cut", "{0}/cut did not answer completely.")]
    [TestCase("/metadata/other-issuer", "The metadata is of the issuer \"https://other.test\", and not of \"https://login.partner.test\".")]
    [TestCase("/metadata/slash", "The metadata is of the issuer \"https://login.partner.test/\", and not of \"https://login.partner.test\".")]
    [TestCase("/metadata/case", "The metadata is of the issuer \"HTTPS://LOGIN.PARTNER.TEST\", and not of")]
    [TestCase("/metadata/odd-issuer", "The metadata is of the issuer of an unusual name, and not of")]
    [TestCase("/metadata/no-keys", "The metadata has no \"jwks_uri\" that is a text.")]
    [TestCase("/metadata/no-issuer", "The metadata has no \"issuer\" that is a text.")]
    [TestCase("/metadata/number", "The metadata has no \"issuer\" that is a text.")]
    [TestCase("/metadata/file", "The metadata's \"jwks_uri\" is not an absolute https address;")]
    [TestCase("/metadata/http", "The metadata's \"jwks_uri\" is an http address of another machine;")]
    [TestCase("/metadata/user", "The metadata's \"jwks_uri\" is an address with a user name or password;")]
    [Property("Requirement", "F-34")]
    public async Task Fetch_OfABadAnswer_IsCannotTellWithTheReason(string path, string reason)
    {
        using PartnerFixture app = new(options => Use(options, path, 5000));
        string expected = reason.Replace("{0}", _server.Origin, StringComparison.Ordinal);

        IssuerKeysException failure = (await Assert.ThrowsAsync<IssuerKeysException>(() => app.ReasonAsync(app.Issue(Key))))!;

        Assert.That(failure.InnerException!.Message, Does.StartWith(expected));
        Assert.That(app.Log.Lines.Single(line => line.StartsWith("[402] Error", StringComparison.Ordinal)), Does.Contain(expected).And.Not.Contain("secret"));
    }

    [TestCase("/slow")]
    [TestCase("/slow/body")]
    [Property("Requirement", "F-34")]
    public async Task Fetch_OfASlowAnswer_EndsAtTheTimeLimit(string path)
    {
        using PartnerFixture app = new(options => Use(options, path, 5000));
        Task<AuthFailureReason?> call = app.ReasonAsync(app.Issue(Key));

        // The limit begins on another thread; a clock that stands still would never reach it.
        await PartnerFixture.UntilAsync(() =>
        {
            app.Time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(call.IsCompleted);
        });

        Assert.That(() => call, Throws.TypeOf<IssuerKeysException>().With.InnerException.Message.EqualTo($"{_server.Origin}{path} did not answer within 5 s (Timeout)."));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public void Fetch_FromAServerThatIsNotThere_SaysSo()
    {
        using PartnerFixture app = new(options => (options.MetadataAddress, options.JwksAddress, options.BackchannelHttpHandler) = (null, "http://127.0.0.1:1/keys", null));

        Assert.That(() => app.ReasonAsync(app.Issue(Key)), Throws.TypeOf<IssuerKeysException>().With.InnerException.Message.EqualTo("http://127.0.0.1:1/keys did not answer (ConnectionError)."));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public void Fetch_ByAHandlerThatFollowedARedirect_IsRefused()
    {
        using SocketsHttpHandler following = new();
        using PartnerFixture app = new(options =>
        {
            Use(options, "/redirect/here", 5000);
            options.BackchannelHttpHandler = following;
        });

        Assert.That(() => app.ReasonAsync(app.Issue(Key)), Throws.TypeOf<IssuerKeysException>().With.InnerException.Message.StartsWith(
            $"{_server.Origin}/redirect/here was redirected to {_server.Origin}/good by BackchannelHttpHandler."));
    }

    [Test]
    [Property("Requirement", "F-34")]
    public void Fetch_OfMetadataOverHttpsThatNamesAnHttpKeySet_IsRefused()
    {
        using PartnerFixture app = new();
        app.Handler.Metadata = $$"""{"issuer":"{{IssuerHandler.Issuer}}","jwks_uri":"http://localhost/keys"}""";

        Assert.That(() => app.ReasonAsync(app.Issue(Key)), Throws.TypeOf<IssuerKeysException>().With.InnerException.Message.StartsWith("The metadata's \"jwks_uri\" is an http address, and the metadata came over https."));
    }

    [Test]
    public async Task Fetch_OfMetadataWithAnotherIssuerThatTheOptionsName_GivesTheKeys()
    {
        using PartnerFixture app = new(options =>
        {
            Use(options, "/metadata/other-issuer", 5000);
            options.MetadataIssuer = "https://other.test";
        });

        Assert.That(await app.ReasonAsync(app.Issue(Key)), Is.Null);
    }

    [Test]
    [Property("Requirement", "F-34")]
    public void Fetch_ByAHandlerThatThrowsAnything_IsCannotTell([Values] bool canceled)
    {
        using PartnerFixture app = new();
        app.Handler.Instead = (_, _) => throw (canceled ? new OperationCanceledException() : new InvalidOperationException("odd"));

        Assert.That(() => app.ReasonAsync(app.Issue(Key)), Throws.TypeOf<IssuerKeysException>());
    }

    private void Use(IssuerKeysOptions options, string path, int maxSize)
    {
        string address = $"{_server.Origin}{path}";
        bool isMetadata = path.StartsWith("/metadata", StringComparison.Ordinal);
        (options.MetadataAddress, options.JwksAddress) = isMetadata ? (address, null) : ((string?)null, address);
        (options.BackchannelHttpHandler, options.MaxDocumentSize) = (null, maxSize);
    }

    private IResult Metadata(string issuer, string keys, bool absolute = false) =>
        Results.Text($$"""{"issuer":"{{issuer}}","jwks_uri":"{{(absolute ? keys : _server.Origin + keys)}}"}""", "application/json");
}
