using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AuthStrategies.Randomness;

namespace AuthStrategies.Testing;

/// <summary>
/// The key pair of a client in a test, and its DPoP proofs (RFC 9449 §4.2), signed with ES256. For tests and samples: the private key is in the memory
/// of this process only. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// using DPoPKey key = new();
/// IssuedCredential issued = await strategy.IssueAsync(principal, new() { KeyThumbprint = key.Thumbprint });
/// string proof = key.CreateProof("GET", new Uri("https://api.example/notes"), issued.Value);
/// </code>
/// </example>
public sealed class DPoPKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _header;

    /// <summary>Creates a new key pair.</summary>
    public DPoPKey()
    {
        ECPoint point = _key.ExportParameters(includePrivateParameters: false).Q;
        string jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(jwk)));
        _header = Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"typ":"dpop+jwt","alg":"ES256","jwk":{{jwk}}}"""));
    }

    /// <summary>The RFC 7638 SHA-256 thumbprint of the public key, for <see cref="IssueOptions.KeyThumbprint"/>.</summary>
    public string Thumbprint { get; }

    /// <summary>Creates a proof for one request.</summary>
    /// <param name="method">The method of the request.</param>
    /// <param name="uri">The absolute address of the request; query and fragment are left out.</param>
    /// <param name="accessToken">The token that the request uses (<c>ath</c>); <see langword="null"/> for none.</param>
    /// <param name="nonce">The nonce that the server gave; <see langword="null"/> for none.</param>
    /// <param name="issuedAt">The time of the proof (<c>iat</c>), which is written in whole seconds; <see langword="null"/> for now.</param>
    /// <returns>The value of the header <c>DPoP</c>. Each proof has another <c>jti</c>, so the server accepts it once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="method"/> or <paramref name="uri"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="uri"/> is not absolute.</exception>
    public string CreateProof(string method, Uri uri, string? accessToken = null, string? nonce = null, DateTimeOffset? issuedAt = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri)
            throw new ArgumentException("The address of a proof must be absolute, for example https://api.example/notes.", nameof(uri));

        string payload = Base64Url.EncodeToString(Claims(method, uri.GetLeftPart(UriPartial.Path), accessToken, nonce, issuedAt ?? TimeProvider.System.GetUtcNow()));
        byte[] signature = Sign(Encoding.ASCII.GetBytes($"{_header}.{payload}"));
        return $"{_header}.{payload}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>Removes the private key.</summary>
    public void Dispose() => _key.Dispose();

    // The platform's key object is not for several threads at once.
    private byte[] Sign(byte[] input)
    {
        lock (_key)
            return _key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static string NewId()
    {
        Span<byte> id = stackalloc byte[16];
        SecureRandom.Fill(id);
        return Base64Url.EncodeToString(id);
    }

    private static byte[] Claims(string method, string uri, string? accessToken, string? nonce, DateTimeOffset issuedAt)
    {
        using MemoryStream output = new();
        using (Utf8JsonWriter json = new(output))
        {
            json.WriteStartObject();
            json.WriteString("jti", NewId());
            json.WriteString("htm", method);
            json.WriteString("htu", uri);
            json.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
            if (accessToken is not null)
                json.WriteString("ath", Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken))));
            if (nonce is not null)
                json.WriteString("nonce", nonce);
            json.WriteEndObject();
        }

        return output.ToArray();
    }
}
