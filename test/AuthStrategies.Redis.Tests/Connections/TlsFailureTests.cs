using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuthStrategies.Redis.Tests.Servers;
using AuthStrategies.Tests.Servers;

namespace AuthStrategies.Redis.Tests.Connections;

/// <summary>A TLS connection that is not established is not called a refused user.</summary>
[TestFixture]
[Property("Requirement", "F-42")]
public sealed class TlsFailureTests
{
    private const int AccessDenied = 206;
    private const int TlsFailed = 216;

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateCertificate()
    {
        _folder = Directory.CreateTempSubdirectory("auth-tls-");
        using var key = RSA.Create(2048);
        CertificateRequest request = new("CN=redis.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("redis.example");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PathOf("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    [TearDown]
    public void DeleteCertificate() => _folder.Delete(recursive: true);

    [Test]
    public async Task Find_CertificateIsNotTrusted_IsATlsFailure()
    {
        int port = Ports.Next();
        await using RedisProcess redis = await StartAsync(port);
        await using var fixture = new StoreFixture($"127.0.0.1:{port},ssl=true,password=secret");

        SessionStoreException failed = await FailsAsync(fixture);

        Assert.That(failed.Message, Does.Contain("TLS").And.Not.Contain("ACL"));
        Assert.That(fixture.Log.Ids, Has.None.EqualTo(AccessDenied));
    }

    /// <summary>Such a server does not answer the handshake, so the client library only reports that time is over.</summary>
    [TestCase("connectTimeout=1000")]
    [TestCase("connectTimeout=5000,connectRetry=100")]
    public async Task Find_PortSpeaksNoTls_IsATlsFailure(string more)
    {
        await using RedisProcess redis = await RedisServers.StartAsync();
        await using var fixture = new StoreFixture($"{redis.EndPoint},ssl=true,password=secret,{more}");

        SessionStoreException failed = await FailsAsync(fixture);

        Assert.That(failed.Message, Does.Contain("ssl=true").And.Not.Contain("ACL"));
        Assert.That(fixture.Log.Ids, Has.None.EqualTo(AccessDenied));
    }

    [TestCase("")]
    [TestCase(",password=secret,connectRetry=100")]
    public async Task Find_PortSpeaksTlsOnly_IsATlsFailure(string more)
    {
        int port = Ports.Next();
        await using RedisProcess redis = await StartAsync(port);
        await using var fixture = new StoreFixture($"127.0.0.1:{port}{more}");

        SessionStoreException failed = await FailsAsync(fixture);

        Assert.That(failed.Message, Does.Contain("ssl=true").And.Not.Contain("ACL"));
    }

    private static async Task<SessionStoreException> FailsAsync(StoreFixture fixture)
    {
        RedisSessionStore store = fixture.Node(options => options.OperationTimeout = TimeSpan.FromMilliseconds(500), TimeProvider.System);
        return await Until.TrueAsync(
            async () => (await Assert.ThrowsAsync<SessionStoreException>(async () => await store.FindAsync(fixture.New().Id, default)))!,
            // The first calls may end before the first handshake has failed, and say only that there is no answer.
            failed => failed.Message.Contains("TLS", StringComparison.Ordinal) && fixture.Log.Ids.Contains(TlsFailed));
    }

    private Task<RedisProcess> StartAsync(int port) => RedisServers.StartAsync(
        "--tls-port", $"{port}", "--tls-cert-file", PathOf("cert.pem"), "--tls-key-file", PathOf("key.pem"), "--tls-ca-cert-file", PathOf("cert.pem"), "--tls-auth-clients", "no");

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
