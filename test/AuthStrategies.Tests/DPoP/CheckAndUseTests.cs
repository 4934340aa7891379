using AuthStrategies.DPoP;
using AuthStrategies.Testing;
using AuthStrategies.Tests.Jwt;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Tests.DPoP;

/// <summary>A proof is checked without a trace, and used once.</summary>
[TestFixture]
[Property("Requirement", "P-01")]
public sealed class CheckAndUseTests
{
    [Test]
    public async Task Check_AnyNumberOfTimes_RemembersNothing()
    {
        ProofFixture fixture = new();
        string proof = ProofForge.Good.Sign();
        for (int i = 0; i < 3; i++)
            Assert.That(fixture.Verifier.Check(ProofFixture.Request(proof)).Thumbprint, Is.EqualTo(ProofForge.ThumbprintOf(ForgeKey.Of("ES256"))));

        Assert.That((await fixture.VerifyAsync(proof)).Succeeded, Is.True);
    }

    [TestCaseSource(typeof(HostileProofs), nameof(HostileProofs.All))]
    public async Task Check_HostileProof_IsRefusedAndStaysRefused(string proof, DPoPProofError error)
    {
        ProofFixture fixture = new();

        DPoPProofCheck check = fixture.Verifier.Check(ProofFixture.Request(proof));
        DPoPProofResult used = await fixture.Verifier.UseAsync(check);

        Assert.That((check.Error, check.IsValid, check.Thumbprint), Is.EqualTo((error, false, (string?)null)));
        Assert.That((used.Error, used.Succeeded, used.NextNonce), Is.EqualTo((error, false, check.NextNonce)));
        Assert.That(check.Detail, Is.EqualTo(used.Detail).And.Not.Empty);
        Assert.That(check.ToString(), Is.EqualTo($"DPoPProofCheck {{ {error} }}"));
    }

    [Test]
    public async Task Use_ManyAtOnce_OneSucceeds()
    {
        ProofFixture fixture = new();
        DPoPProofCheck[] checks = [.. Enumerable.Range(0, 16).Select(_ => fixture.Verifier.Check(ProofFixture.Request(ProofForge.Good.Sign())))];

        DPoPProofResult[] results = await Task.WhenAll(checks.Select(check => Task.Run(() => fixture.Verifier.UseAsync(check).AsTask())));

        Assert.That(results.Count(result => result.Succeeded), Is.EqualTo(1));
        Assert.That(results.Where(result => !result.Succeeded).Select(result => result.Error), Is.All.EqualTo(DPoPProofError.Replayed));
    }

    /// <summary>The first use is remembered only until the proof ends, so a slow second one must not come after that.</summary>
    [TestCase(9.9, DPoPProofError.Replayed)]
    [TestCase(10, DPoPProofError.NonceRequired)]
    [TestCase(3600, DPoPProofError.NonceRequired)]
    public async Task Use_LongAfterTheCheck_IsNeverAcceptedTwice(double seconds, DPoPProofError error)
    {
        ProofFixture fixture = new();
        DPoPProofCheck first = fixture.Verifier.Check(ProofFixture.Request(ProofForge.Good.Sign()));
        DPoPProofCheck second = fixture.Verifier.Check(ProofFixture.Request(ProofForge.Good.Sign()));
        await fixture.Verifier.UseAsync(first);
        fixture.Time.Advance(TimeSpan.FromSeconds(seconds));

        DPoPProofResult result = await fixture.Verifier.UseAsync(second);

        Assert.That(result.Error, Is.EqualTo(error));
        Assert.That(result.NextNonce is not null, Is.EqualTo(error == DPoPProofError.NonceRequired));
    }

    [TestCase(9.9, true)]
    [TestCase(10, false)]
    public async Task Use_OfAnUnusedProofAfterItsEnd_NeedsANonce(double seconds, bool isAccepted)
    {
        ProofFixture fixture = new();
        DPoPProofCheck check = fixture.Verifier.Check(ProofFixture.Request(ProofForge.Good.Sign()));
        fixture.Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.That((await fixture.Verifier.UseAsync(check)).Error, Is.EqualTo(isAccepted ? DPoPProofError.NoError : DPoPProofError.NonceRequired));
    }

    [TestCase(59.9, true)]
    [TestCase(60, false)]
    public async Task Check_Nonce_IsCurrentForItsLifetime(double seconds, bool isCurrent)
    {
        ProofFixture fixture = new();
        string nonce = await fixture.NonceAsync();
        fixture.Time.Advance(TimeSpan.FromSeconds(seconds));

        DPoPProofCheck check = fixture.Verifier.Check(ProofFixture.Request(ProofForge.WithClaims(("nonce", $"\"{nonce}\"")).Sign()));

        Assert.That(check.Error, Is.EqualTo(isCurrent ? DPoPProofError.NoError : DPoPProofError.NonceRequired));
    }

    [Test]
    public async Task Verify_TokenSeenBefore_StillChecksItsHash()
    {
        ProofFixture fixture = new();
        for (int i = 0; i < 3; i++)
            Assert.That((await fixture.VerifyAsync(ProofForge.WithClaims(("jti", $"\"{i}\"")))).Succeeded, Is.True);

        foreach (string? hash in (string?[])[null, "\"\"", $"\"{ProofForge.HashOf("another.access.token")}\""])
            Assert.That((await fixture.VerifyAsync(ProofForge.WithClaims(("jti", "\"next\""), ("ath", hash)))).Error, Is.EqualTo(DPoPProofError.WrongToken));
    }

    /// <summary>Anyone can make keys: a key takes its place in the cache when its proof is used.</summary>
    [Test]
    public void Check_NewKey_IsCachedAfterTheUse()
    {
        DPoPOptions options = new();
        ProofKeys keys = new(options.Algorithms);
        ProofCheck check = new(keys, new ProofNonces(new ProcessNonceProtector(), options.NonceLifetime, options.MaxProofAge), options);
        string proof = ProofForge.Good.Sign();
        string header = proof[..proof.IndexOf('.', StringComparison.Ordinal)];

        check.Check(ProofFixture.Request(proof), ProofForge.Now, out ProofFacts facts);
        bool isCachedByCheck = keys.TryFind(header, out _);
        check.Keep(facts);

        Assert.That((isCachedByCheck, keys.TryFind(header, out ProofKey key), key.Thumbprint), Is.EqualTo((false, true, facts.Thumbprint)));
        check.Check(ProofFixture.Request(proof), ProofForge.Now, out ProofFacts again);
        Assert.That((again.Thumbprint, again.NewProof), Is.EqualTo((facts.Thumbprint, (string?)null)));
    }

    [Test]
    public void Use_Unchecked_IsRefusedAsAnArgument() =>
        Assert.That(async () => await new ProofFixture().Verifier.UseAsync(default), Throws.ArgumentException.With.Message.Contains("Pass the answer of Check"));

    /// <summary>A store in memory has a capacity. Shared proofs must not take it from the sessions.</summary>
    [Test]
    public async Task ShareReplays_StoreInMemory_TakesNoSpaceAndSharesTheMemory()
    {
        InMemorySessionStore store = new(Microsoft.Extensions.Options.Options.Create(new InMemorySessionStoreOptions { Capacity = 1000 }), new ProofFixture().Time);
        using ServiceProvider one = Node(store);
        using ServiceProvider other = Node(store);
        using DPoPKey key = new();
        Uri address = new(ProofForge.Uri);

        string[] proofs = [.. Enumerable.Range(0, 1200).Select(_ => key.CreateProof(ProofForge.Method, address, issuedAt: ProofForge.Now))];
        foreach (string proof in proofs)
            Assert.That((await VerifyAsync(one, proof)).Succeeded, Is.True);

        Assert.That((await VerifyAsync(other, proofs[^1])).Error, Is.EqualTo(DPoPProofError.Replayed));
        IssuedCredential login = await one.GetRequiredService<IAuthStrategy>().IssueAsync(Strategies.Doubles.SessionScenario.Principal());
        Assert.That(login.Value, Is.Not.Empty);
    }

    private static async Task<DPoPProofResult> VerifyAsync(ServiceProvider node, string proof) =>
        await node.GetRequiredService<DPoPProofVerifier>().VerifyAsync(new() { Proofs = [proof], Method = ProofForge.Method, Uri = ProofForge.Uri });

    private static ServiceProvider Node(InMemorySessionStore store)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics().AddSingleton<TimeProvider>(new ProofFixture().Time);
        services.AddAuthStrategy().AddSession().UseSessionStore(_ => store).UseDPoP(options => options.ShareReplays = true);
        return services.BuildServiceProvider();
    }
}
