using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuthStrategies.Tests.Servers;

/// <summary>A password and a certificate for 127.0.0.1, which Redis servers and Sentinels of a test share.</summary>
public sealed class ServerSecurity : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("auth-tls-");

    /// <summary>Makes a certificate.</summary>
    public ServerSecurity()
    {
        using var key = RSA.Create(2048);
        CertificateRequest request = new("CN=redis.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Thumbprint = certificate.Thumbprint;
        File.WriteAllText(PathOf("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The password of each server and of each Sentinel.</summary>
    public string Password => "correct-horse";

    /// <summary>The thumbprint of the certificate.</summary>
    public string Thumbprint { get; }

    /// <summary>The settings of a server that listens with TLS too, and uses TLS and the password for its own connections.</summary>
    /// <param name="tlsPort">The port.</param>
    public IEnumerable<KeyValuePair<string, string>> Settings(int tlsPort) =>
    [
        new("tls-port", $"{tlsPort}"),
        new("tls-cert-file", PathOf("cert.pem")),
        new("tls-key-file", PathOf("key.pem")),
        new("tls-ca-cert-file", PathOf("cert.pem")),
        new("tls-auth-clients", "no"),
        new("tls-replication", "yes"),
        new("requirepass", Password),
    ];

    /// <inheritdoc />
    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
