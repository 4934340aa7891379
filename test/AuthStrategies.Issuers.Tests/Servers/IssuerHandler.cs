using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace AuthStrategies.Issuers.Tests.Servers;

/// <summary>An issuer without a network: answers for its metadata and its key set, and counts.</summary>
internal sealed class IssuerHandler : HttpMessageHandler
{
    public const string Issuer = "https://login.partner.test";
    public const string MetadataAddress = Issuer + "/.well-known/openid-configuration";
    public const string JwksAddress = Issuer + "/keys";

    private readonly ConcurrentQueue<string> _asked = [];

    /// <summary>The addresses that were asked, in order.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>How often the key set was asked for.</summary>
    public int Fetches => _asked.Count(address => address == JwksAddress);

    public string Metadata { get; set; } = $$"""{"issuer":"{{Issuer}}","jwks_uri":"{{JwksAddress}}"}""";

    public string Jwks { get; set; } = """{"keys":[]}""";

    /// <summary>Answers instead of the texts; for its failures.</summary>
    public Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>? Instead { get; set; }

    public static HttpResponseMessage Ok(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public void Publish(params JwtKey[] keys) => Jwks = SetOf(keys);

    public static string SetOf(params JwtKey[] keys) => $$"""{"keys":[{{string.Join(',', keys.Select(key => key.ExportPublicJwk()))}}]}""";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        _asked.Enqueue(request.RequestUri!.AbsoluteUri);
        HttpResponseMessage answer = Instead is not null
            ? await Instead(request, cancellationToken)
            : Ok(request.RequestUri.AbsoluteUri == JwksAddress ? Jwks : Metadata);
        answer.RequestMessage ??= request;
        return answer;
    }
}
