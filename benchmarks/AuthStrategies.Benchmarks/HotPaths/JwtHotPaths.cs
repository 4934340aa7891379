using System.Security.Claims;
using AuthStrategies.Benchmarks.Tokens;
using BenchmarkDotNet.Attributes;

namespace AuthStrategies.Benchmarks.HotPaths;

/// <summary>JWT: verify and read, verify again, refuse, issue.</summary>
public class JwtHotPaths
{
    private static readonly ClaimsPrincipal User = TokenSample.Principal();

    private IAuthStrategy _cold = null!;
    private IAuthStrategy _warm = null!;
    private string _token = null!;
    private string _forged = null!;
    private string _expired = null!;

    /// <summary>The algorithm of the signature.</summary>
    [Params("HS256", "RS256", "ES256")]
    public string Algorithm { get; set; } = "HS256";

    /// <summary>Makes the keys and the tokens.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        KeySet keys = Algorithm switch { "HS256" => KeySet.Hs256(), "RS256" => KeySet.Rs256(), _ => KeySet.Es256() };
        _cold = TokenSample.Strategy(keys.Ours);
        _warm = TokenSample.Strategy(keys.Ours, cacheSize: 10_000);
        _token = TokenSample.Issue(_cold);
        string other = TokenSample.Issue(_cold, "another");
        _forged = _token[..(_token.LastIndexOf('.') + 1)] + other[(other.LastIndexOf('.') + 1)..];
        _expired = TokenSample.Issue(TokenSample.Strategy(keys.Ours, new Yesterday()));
    }

    /// <summary>Every call verifies, and the claims are read.</summary>
    [Benchmark]
    public long AuthenticateCold() => TokenSample.Read(Wait.For(_cold.AuthenticateAsync(_token)).Principal!);

    /// <summary>The token was verified before.</summary>
    [Benchmark]
    public ClaimsPrincipal? AuthenticateWarm() => Wait.For(_warm.AuthenticateAsync(_token)).Principal;

    /// <summary>A token with the signature of another one.</summary>
    [Benchmark]
    public bool RejectBadSignature() => Wait.For(_warm.AuthenticateAsync(_forged)).Succeeded;

    /// <summary>A good token of yesterday.</summary>
    [Benchmark]
    public bool RejectExpired() => Wait.For(_warm.AuthenticateAsync(_expired)).Succeeded;

    /// <summary>A principal of nine claims becomes a token.</summary>
    [Benchmark]
    public string Issue() => Wait.For(_cold.IssueAsync(User)).Value;

    private sealed class Yesterday : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(-1);
    }
}
