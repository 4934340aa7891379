namespace AuthStrategies;

/// <summary>A request that a DPoP proof was sent with, for <see cref="DPoPProofVerifier.VerifyAsync"/>. Immutable.</summary>
public sealed class DPoPProofRequest
{
    /// <summary>All proofs of the request: over HTTP every value of the header <c>DPoP</c>, unchanged. Exactly one is legal.</summary>
    public required IReadOnlyList<string?> Proofs { get; init; }

    /// <summary>The method of the request, compared exactly with <c>htm</c>: <c>GET</c>, <c>POST</c>, …</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The absolute address that the client used, http or https, in ASCII; compared with <c>htu</c>. Query and fragment are ignored. Behind a
    /// proxy this is the address outside of the proxy.
    /// </summary>
#pragma warning disable CA1056 // It is compared as text. A Uri would change the text before the comparison.
    public required string Uri { get; init; }
#pragma warning restore CA1056

    /// <summary>
    /// The access token (or session token) that the request uses, whose hash <c>ath</c> must be. Default: <see langword="null"/>; then <c>ath</c>
    /// is not checked, as for a sign-in or a refresh, which send no access token.
    /// </summary>
    public string? AccessToken { get; init; }

    /// <summary>The thumbprint of the key that must have signed. Default: <see langword="null"/>; any key.</summary>
    public string? ExpectedThumbprint { get; init; }
}
