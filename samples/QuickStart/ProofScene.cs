using System.Security.Claims;
using AuthStrategies;
using AuthStrategies.Testing;

namespace QuickStart;

/// <summary>The same theft against a credential that is bound to a key of its client (DPoP).</summary>
internal sealed class ProofScene(IAuthStrategy strategy, DPoPProofVerifier verifier, DemoClock clock) : IDisposable
{
    private static readonly Uri Address = new("https://api.example/notes");

    private readonly DPoPKey _key = new();
    private readonly DPoPKey _thiefsKey = new();
    private string _credential = "";
    private string _sentProof = "";

    public async Task<string> LogInAsync(ClaimsPrincipal alice)
    {
        DPoPProofResult proof = await VerifyAsync(_key.CreateProof("GET", Address, issuedAt: clock.GetUtcNow()), credential: null);
        _credential = (await strategy.IssueAsync(alice, new() { KeyThumbprint = proof.Thumbprint })).Value;
        return $"bound to the key {_key.Thumbprint[..8]}…";
    }

    public Task<string> OwnerAsync()
    {
        _sentProof = Prove(_key);
        return PresentAsync("owner", _sentProof);
    }

    public async Task<string> ThiefAsync() => string.Join(
        "\n",
        $"as a bearer token: {OutcomeText.Result(await strategy.AuthenticateAsync(_credential))}",
        await PresentAsync("with another key", Prove(_thiefsKey)),
        await PresentAsync("with a proof that the owner has sent", _sentProof));

    public void Dispose()
    {
        _key.Dispose();
        _thiefsKey.Dispose();
    }

    private string Prove(DPoPKey key) => key.CreateProof("GET", Address, _credential, issuedAt: clock.GetUtcNow());

    private async Task<string> PresentAsync(string who, string text)
    {
        DPoPProofResult proof = await VerifyAsync(text, _credential);
        return proof.Succeeded
            ? $"{who}: {OutcomeText.Result(await ((ISenderConstraint)strategy).AuthenticateBoundAsync(_credential, proof.Thumbprint))}"
            : $"{who}: no: {proof.Error}";
    }

    private ValueTask<DPoPProofResult> VerifyAsync(string proof, string? credential) =>
        verifier.VerifyAsync(new() { Proofs = [proof], Method = "GET", Uri = Address.ToString(), AccessToken = credential });
}
