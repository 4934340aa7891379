using AuthStrategies.Tests.Jwt;
using AuthStrategies.Tests.Sessions.Doubles;

namespace AuthStrategies.Tests.DPoP;

[TestFixture]
[Property("Requirement", "P-01")]
public sealed class DPoPProofVerifierTests
{
    private static readonly string[] Algorithms = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

    [TestCaseSource(typeof(HostileProofs), nameof(HostileProofs.All))]
    public async Task VerifyAsync_HostileProof_IsRefused(string proof, DPoPProofError error)
    {
        DPoPProofResult result = await new ProofFixture().VerifyAsync(proof);

        Assert.That(result.Error, Is.EqualTo(error));
        Assert.That(result.Succeeded, Is.False);
        Assert.That(result.Thumbprint, Is.Null);
        Assert.That(result.NextNonce is not null, Is.EqualTo(error == DPoPProofError.NonceRequired));
    }

    [TestCaseSource(nameof(Algorithms))]
    public async Task VerifyAsync_GoodProof_GivesTheThumbprint(string algorithm)
    {
        DPoPProofResult result = await new ProofFixture().VerifyAsync(ProofForge.With(algorithm));

        Assert.That(result.Error, Is.EqualTo(DPoPProofError.NoError));
        Assert.That(result.Thumbprint, Is.EqualTo(ProofForge.ThumbprintOf(ForgeKey.Of(algorithm))));
        Assert.That(result.NextNonce, Is.Null);
        Assert.That(result.Detail, Is.Empty);
    }

    [TestCase("{\"typ\":\"application/DPoP+JWT\",\"alg\":\"ES256\",\"jwk\":#}", TestName = "TypeAsAMediaType")]
    [TestCase(" {\"jwk\" : # , \"alg\":\"ES256\",\"typ\":\"dpop+jwt\"}\n", TestName = "WhiteSpaceAndOtherOrder")]
    [TestCase("{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"kid\":\"mine\",\"x5u\":\"https://evil\",\"jwk\":#}", TestName = "OtherMembers")]
    [TestCase("{\"t\\u0079p\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":#}", TestName = "EscapedName")]
    public async Task VerifyAsync_UnusualHeaders_AreAccepted(string header)
    {
        string jwk = ProofForge.JwkOf(ForgeKey.Of("ES256"))[..^1] + ",\"use\":\"sig\",\"key_ops\":[\"verify\"],\"ext\":true,\"alg\":\"ES256\"}";
        DPoPProofResult result = await new ProofFixture().VerifyAsync(ProofForge.WithHeader(header.Replace("#", jwk, StringComparison.Ordinal)));

        Assert.That(result.Thumbprint, Is.EqualTo(ProofForge.ThumbprintOf(ForgeKey.Of("ES256"))));
    }

    [TestCase(-9.5)]
    [TestCase(0)]
    [TestCase(10)]
    public async Task VerifyAsync_TimeInsideTheWindow_IsAccepted(double seconds)
    {
        string issuedAt = (ProofForge.NowSeconds + seconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        DPoPProofResult result = await new ProofFixture().VerifyAsync(ProofForge.WithClaims(("iat", issuedAt)));

        Assert.That(result.Error, Is.EqualTo(DPoPProofError.NoError));
    }

    [TestCase(0, DPoPProofError.Missing)]
    [TestCase(2, DPoPProofError.Several)]
    [TestCase(3, DPoPProofError.Several)]
    public async Task VerifyAsync_NotExactlyOneProof_IsRefused(int count, DPoPProofError error)
    {
        DPoPProofResult result = await new ProofFixture().VerifyAsync([.. Enumerable.Repeat(ProofForge.Good.Sign(), count)]);

        Assert.That(result.Error, Is.EqualTo(error));
    }

    [Test]
    public async Task VerifyAsync_NullInsteadOfAProof_IsMissing() =>
        Assert.That((await new ProofFixture().VerifyAsync((string?)null)).Error, Is.EqualTo(DPoPProofError.Missing));

    [Test]
    public async Task VerifyAsync_NoAccessToken_ChecksNoTokenHash()
    {
        ProofFixture fixture = new();
        DPoPProofRequest request = new() { Proofs = [ProofForge.WithClaims(("ath", null)).Sign()], Method = ProofForge.Method, Uri = ProofForge.Uri };

        Assert.That((await fixture.Verifier.VerifyAsync(request)).Succeeded, Is.True);
    }

    [Test]
    [Property("Requirement", "P-02")]
    public async Task VerifyAsync_ProofOfAThiefsKey_IsRefused()
    {
        ProofFixture fixture = new();
        ForgeKey thief = ForgeKey.StrangerOf("ES256");
        string proof = (ProofForge.WithJwk(ProofForge.JwkOf(thief)) with { Key = thief }).Sign();
        DPoPProofRequest request = new()
        {
            Proofs = [proof],
            Method = ProofForge.Method,
            Uri = ProofForge.Uri,
            AccessToken = ProofForge.Token,
            ExpectedThumbprint = ProofForge.ThumbprintOf(ForgeKey.Of("ES256")),
        };

        Assert.That((await fixture.Verifier.VerifyAsync(request)).Error, Is.EqualTo(DPoPProofError.WrongKey));
    }

    [Test]
    public async Task VerifyAsync_AlgorithmThatTheOptionsLeaveOut_IsRefused()
    {
        ProofFixture fixture = new(options => options.Algorithms.Remove("RS256"));

        Assert.That((await fixture.VerifyAsync(ProofForge.With("RS256"))).Error, Is.EqualTo(DPoPProofError.UnsupportedAlgorithm));
        Assert.That(fixture.Verifier.Algorithms, Has.None.EqualTo("RS256"));
    }

    [Test]
    public async Task VerifyAsync_ProofAgain_IsReplayed()
    {
        ProofFixture fixture = new();
        string proof = ProofForge.Good.Sign();
        await fixture.VerifyAsync(proof);
        fixture.Time.Advance(TimeSpan.FromSeconds(9));

        Assert.That((await fixture.VerifyAsync(proof)).Error, Is.EqualTo(DPoPProofError.Replayed));
        Assert.That((await fixture.VerifyAsync(ProofForge.Good)).Error, Is.EqualTo(DPoPProofError.Replayed), "another signature over the same claims");
    }

    [Test]
    public async Task VerifyAsync_ProofAgainForAnotherAddress_IsReplayed()
    {
        ProofFixture fixture = new();
        await fixture.VerifyAsync(ProofForge.Good);

        DPoPProofResult result = await fixture.Verifier.VerifyAsync(new()
        {
            Proofs = [ProofForge.WithClaims(("htu", "\"https://api.example/other\"")).Sign()],
            Method = ProofForge.Method,
            Uri = "https://api.example/other",
            AccessToken = ProofForge.Token,
        });

        Assert.That(result.Error, Is.EqualTo(DPoPProofError.Replayed));
    }

    [Test]
    public async Task VerifyAsync_SameIdOfAnotherKey_IsAccepted()
    {
        ProofFixture fixture = new();
        await fixture.VerifyAsync(ProofForge.Good);

        Assert.That((await fixture.VerifyAsync(ProofForge.With("ES384"))).Succeeded, Is.True);
    }

    [Test]
    public async Task VerifyAsync_RefusedProof_IsNotRemembered()
    {
        ProofFixture fixture = new();
        await fixture.VerifyAsync(ProofForge.WithClaims(("ath", null)));

        Assert.That((await fixture.VerifyAsync(ProofForge.Good)).Succeeded, Is.True);
    }

    [Test]
    public async Task VerifyAsync_ReplayOnAnotherNode_IsAcceptedThere()
    {
        string proof = ProofForge.Good.Sign();

        Assert.That((await new ProofFixture().VerifyAsync(proof)).Succeeded, Is.True);
        Assert.That((await new ProofFixture().VerifyAsync(proof)).Succeeded, Is.True, "documented: without ShareReplays");
    }

    [Test]
    public async Task VerifyAsync_ReplayOnAnotherNodeWithSharedReplays_IsRefusedOnce()
    {
        SpyRecordStore store = new();
        ProofFixture clock = new();
        DPoPProofVerifier[] nodes = [Node(store, clock), Node(store, clock)];
        string proof = ProofForge.Good.Sign();

        DPoPProofResult[] results = await Task.WhenAll(nodes.Select(node => node.VerifyAsync(ProofFixture.Request(proof)).AsTask()));

        Assert.That(results.Select(result => result.Error), Is.EquivalentTo([DPoPProofError.NoError, DPoPProofError.Replayed]));
    }

    /// <summary>A store keeps a list of the records of each subject: one list of all proofs would grow with every request, and end never.</summary>
    [Test]
    public async Task VerifyAsync_SharedReplays_EachProofIsAloneAndEnds()
    {
        SpyRecordStore store = new();
        ProofFixture clock = new();
        DPoPProofVerifier node = Node(store, clock);
        for (int i = 0; i < 40; i++)
            await node.VerifyAsync(ProofFixture.Request(ProofForge.WithClaims(("jti", $"\"proof number {i:00} of a client\"")).Sign()));

        Assert.That(store.SystemRecords, Has.Count.EqualTo(40));
        Assert.That(store.SystemRecords.Select(record => record.Subject), Is.Unique);
        Assert.That(store.SystemRecords.Select(record => record.AbsoluteExpiresAt), Is.All.LessThan(clock.Time.GetUtcNow() + TimeSpan.FromHours(2)));
    }

    [Test]
    public async Task VerifyAsync_SharedReplaysAndNoStore_CannotTell()
    {
        SpyRecordStore store = new();
        ProofFixture clock = new();
        store.IsBroken = true;

        Assert.That(async () => await Node(store, clock).VerifyAsync(ProofFixture.Request(ProofForge.Good.Sign())), Throws.InstanceOf<AuthUnavailableException>());
        await Task.CompletedTask;
    }

    [Test]
    public async Task VerifyAsync_NonceOfTheServer_AcceptsAClientWithAWrongClock()
    {
        ProofFixture fixture = new();
        string nonce = await fixture.NonceAsync();

        DPoPProofResult result = await fixture.VerifyAsync(ProofForge.WithClaims(("iat", "1000"), ("nonce", $"\"{nonce}\"")));

        Assert.That(result.Succeeded, Is.True);
        Assert.That(result.NextNonce, Is.Null);
    }

    [Test]
    public async Task VerifyAsync_ProofWithANonceAgain_IsReplayedUntilTheNonceEnds()
    {
        ProofFixture fixture = new();
        string proof = ProofForge.WithClaims(("nonce", $"\"{await fixture.NonceAsync()}\"")).Sign();
        await fixture.VerifyAsync(proof);
        fixture.Time.Advance(TimeSpan.FromSeconds(59.9));

        Assert.That((await fixture.VerifyAsync(proof)).Error, Is.EqualTo(DPoPProofError.Replayed));
        fixture.Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That((await fixture.VerifyAsync(proof)).Error, Is.EqualTo(DPoPProofError.NonceRequired));
    }

    [Test]
    public async Task VerifyAsync_NonceGettingOld_TheSuccessGivesTheNextOne()
    {
        ProofFixture fixture = new();
        string nonce = await fixture.NonceAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(31));

        DPoPProofResult result = await fixture.VerifyAsync(ProofForge.WithClaims(("nonce", $"\"{nonce}\"")));

        Assert.That(result.Succeeded, Is.True);
        Assert.That((await fixture.VerifyAsync(ProofForge.WithClaims(("jti", "\"next\""), ("nonce", $"\"{result.NextNonce}\"")))).Succeeded, Is.True);
    }

    [Test]
    public async Task VerifyAsync_NonceRequired_TheTimeAloneIsNotEnough()
    {
        ProofFixture fixture = new(options => options.RequireNonce = true);
        DPoPProofResult first = await fixture.VerifyAsync(ProofForge.Good);

        Assert.That(first.Error, Is.EqualTo(DPoPProofError.NonceRequired));
        Assert.That((await fixture.VerifyAsync(ProofForge.WithClaims(("nonce", $"\"{first.NextNonce}\"")))).Succeeded, Is.True);
    }

    [Test]
    public async Task VerifyAsync_NonceOfAnotherNode_CountsOnlyUnderASharedKey()
    {
        SharedNonces shared = new();
        string own = await new ProofFixture().NonceAsync();
        string common = await new ProofFixture(nonces: shared).NonceAsync();
        ProofFixture node = new(nonces: shared);

        Assert.That((await node.VerifyAsync(ProofForge.WithClaims(("nonce", $"\"{own}\"")))).Error, Is.EqualTo(DPoPProofError.NonceRequired));
        Assert.That((await node.VerifyAsync(ProofForge.WithClaims(("nonce", $"\"{common}\"")))).Succeeded, Is.True);
    }

    [Test]
    public async Task VerifyAsync_NonceFromAFutureClock_IsNotCurrent()
    {
        SharedNonces shared = new();
        ProofFixture ahead = new(nonces: shared);
        ahead.Time.Advance(TimeSpan.FromSeconds(11));
        string nonce = await ahead.NonceAsync();

        Assert.That((await new ProofFixture(nonces: shared).VerifyAsync(ProofForge.WithClaims(("nonce", $"\"{nonce}\"")))).Error, Is.EqualTo(DPoPProofError.NonceRequired));
    }

    [Test]
    public async Task VerifyAsync_CachedKey_StillChecksTheSignature()
    {
        ProofFixture fixture = new();
        await fixture.VerifyAsync(ProofForge.Good);

        DPoPProofResult result = await fixture.VerifyAsync(ProofForge.WithClaims(("jti", "\"next\"")).Seal(new byte[64]));

        Assert.That(result.Error, Is.EqualTo(DPoPProofError.BadSignature));
    }

    [Test]
    public void VerifyAsync_NullMembers_AreRefusedAsArguments()
    {
        DPoPProofVerifier verifier = new ProofFixture().Verifier;

        Assert.That(async () => await verifier.VerifyAsync(null!), Throws.ArgumentNullException);
        Assert.That(async () => await verifier.VerifyAsync(new() { Proofs = null!, Method = "GET", Uri = ProofForge.Uri }), Throws.ArgumentNullException);
        Assert.That(async () => await verifier.VerifyAsync(new() { Proofs = [], Method = null!, Uri = ProofForge.Uri }), Throws.ArgumentNullException);
        Assert.That(async () => await verifier.VerifyAsync(new() { Proofs = [], Method = "GET", Uri = null! }), Throws.ArgumentNullException);
    }

    [Test]
    public void Constructor_SharedReplaysWithoutAStore_SaysWhatToDo() =>
        Assert.That(() => new DPoPProofVerifier(new() { ShareReplays = true }), Throws.ArgumentException.With.Message.Contains("DPoPOptions.ShareReplays is true; it must be false"));

    [Test]
    public async Task Result_OfEveryError_HasADetailWithoutTheProof()
    {
        DPoPProofResult refused = await new ProofFixture().VerifyAsync(ProofForge.WithClaims(("htm", "\"Zq7Xw3\"")));

        Assert.That(refused.Detail, Is.Not.Empty.And.Not.Contain("Zq7Xw3"));
        Assert.That(refused.ToString(), Is.EqualTo("DPoPProofResult { WrongMethod }"));
        Assert.That(default(DPoPProofResult).Succeeded, Is.False);
    }

    private static DPoPProofVerifier Node(SpyRecordStore store, ProofFixture clock) =>
        new(clock.Options, clock.Time, nonces: null, StoreClients.Over(store, clock.Time, new(null), new LogCapture(Microsoft.Extensions.Logging.LogLevel.Trace)));

    private sealed class SharedNonces : IDPoPNonceProtector
    {
        public byte[] Protect(byte[] content) => [.. content, 7];

        public byte[]? Unprotect(byte[] nonce) => nonce is [.. var content, 7] ? content : null;
    }
}
