using System.Security.Cryptography;
using System.Text;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Target 21: an access token that is bound to a key and was seen before, with a new proof for each request.</summary>
internal static class ProofBenchmark
{
    private const string Address = "https://api.example/notes";

    // A proof is accepted once. After all of them, the next verifier begins.
    private const int Proofs = 4096;
    private const double MostMoreNanoseconds = 2000;

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        SettableTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        using DPoPKey key = new();
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(time);
        services.AddLogging().AddMetrics();
        services.AddAuthStrategy().AddJwt(options =>
        {
            (options.Issuer, options.Audience) = ("https://issuer.example", "web");
            options.SigningKeys.Add(JwtKey.Generate("ES256"));
        });
        using ServiceProvider provider = services.BuildServiceProvider();
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        string token = Wait.For(strategy.IssueAsync(TokenSample.Principal(), new() { KeyThumbprint = key.Thumbprint })).Value;
        string[] proofs = [.. Enumerable.Range(0, Proofs).Select(_ => key.CreateProof("GET", new Uri(Address), token, issuedAt: time.GetUtcNow()))];
        using ECDsa platform = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] input = Encoding.ASCII.GetBytes(proofs[0][..proofs[0].LastIndexOf('.')]);
        byte[] signature = platform.SignData(input, HashAlgorithmName.SHA256);
        DPoPProofVerifier verifier = new(timeProvider: time);
        int next = 0;
        Row[] rows = Bench.RunOnOneThread(
            "a bound access token, seen before",
            quick ? 15 : 51,
            8,
            new("ES256 verify of the platform", n => Loop(n, () => platform.VerifyData(input, signature, HashAlgorithmName.SHA256) ? 1 : 0)),
            new("proof and token", n => Loop(n, Authenticate)));
        double[] more = [.. rows[1].Ns.Zip(rows[0].Ns, (ours, theirs) => ours - theirs)];
        yield return Goals.Time(21, "bound access token / one ES256 verify", rows[1], rows[0], null);
        yield return new(21, "bound access token over one ES256 verify, ns more", "≤ 2,000 ns", Bench.Median(more), more.Min(), more.Max(), Bench.Median(rows[1].Bytes), Bench.Median(more) <= MostMoreNanoseconds);

        long Authenticate()
        {
            if (next == Proofs)
                (next, verifier) = (0, new(timeProvider: time));
            DPoPProofResult proof = Wait.For(verifier.VerifyAsync(new() { Proofs = [proofs[next++]], Method = "GET", Uri = Address, AccessToken = token }));
            return Wait.For(((ISenderConstraint)strategy).AuthenticateBoundAsync(token, proof.Thumbprint!)).Succeeded ? 1 : throw new InvalidOperationException("The proof was refused.");
        }
    }

    private static long Loop(int operations, Func<long> operation)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += operation();
        return read;
    }
}
