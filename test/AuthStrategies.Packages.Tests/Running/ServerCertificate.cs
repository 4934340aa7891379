using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace AuthStrategies.Packages.Tests.Running;

/// <summary>A certificate for the loopback address, as PEM files that Kestrel reads from its configuration.</summary>
internal sealed class ServerCertificate
{
    private readonly string _thumbprint;

    public ServerCertificate(string folder)
    {
        CertificateFile = Path.Combine(folder, "certificate.pem");
        KeyFile = Path.Combine(folder, "key.pem");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        _thumbprint = certificate.Thumbprint;
    }

    public string CertificateFile { get; }

    public string KeyFile { get; }

    /// <summary>A handler that trusts this certificate and no other, and keeps no cookies.</summary>
    public HttpClientHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.Thumbprint == _thumbprint,
    };

    /// <summary>Whether a server presented this certificate.</summary>
    public bool IsThisOne(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate?.GetCertHashString() == _thumbprint;
}
