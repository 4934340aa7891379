using Microsoft.Extensions.Time.Testing;

namespace AuthStrategies.Tests.DPoP;

/// <summary>A verifier under test with its clock.</summary>
internal sealed class ProofFixture
{
    public ProofFixture(Action<DPoPOptions>? configure = null, IDPoPNonceProtector? nonces = null)
    {
        configure?.Invoke(Options);
        Verifier = new(Options, Time, nonces);
    }

    public DPoPOptions Options { get; } = new();

    public FakeTimeProvider Time { get; } = new(ProofForge.Now);

    public DPoPProofVerifier Verifier { get; }

    /// <summary>The request that good proofs are for.</summary>
    public static DPoPProofRequest Request(params string?[] proofs) => new() { Proofs = proofs, Method = ProofForge.Method, Uri = ProofForge.Uri, AccessToken = ProofForge.Token };

    public async Task<DPoPProofResult> VerifyAsync(params string?[] proofs) => await Verifier.VerifyAsync(Request(proofs));

    public Task<DPoPProofResult> VerifyAsync(ProofForge proof) => VerifyAsync(proof.Sign());

    /// <summary>A nonce of the verifier, as a client gets one.</summary>
    public async Task<string> NonceAsync() => (await VerifyAsync(ProofForge.WithClaims(("nonce", "\"none\"")))).NextNonce!;
}
