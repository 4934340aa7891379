using System.Buffers.Text;
using System.Security.Cryptography;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Target 5: saying no. An attacker chooses how often, so a no must cost less than a yes.</summary>
internal static class RejectBenchmark
{
    public static IEnumerable<TargetRow> Run(bool quick)
    {
        KeySet keys = KeySet.Hs256();
        IAuthStrategy ours = TokenSample.Strategy(keys.Ours);
        string good = TokenSample.Issue(ours);
        string expired = TokenSample.Issue(TokenSample.Strategy(keys.Ours, new Yesterday()));
        foreach ((string name, string token, double goal) in new[] { ("bad signature", WithBadSignature(good), 0.2), ("expired", expired, 0.3), ("garbage", Garbage(), 0.05) })
        {
            var handler = new HandlerPeer(keys);
            Row[] rows = Bench.RunOnOneThread(
                "refuse: " + name,
                quick ? 21 : 101,
                8,
                new("JsonWebTokenHandler", n => LoopHandler(handler, token, n)),
                new("JwtStrategy, a good token", n => LoopOurs(ours, good, n)),
                new("JwtStrategy", n => LoopOurs(ours, token, n)));
            yield return Goals.Time(5, $"refuse {name} / JsonWebTokenHandler", rows[2], rows[0], goal);
            yield return Goals.Time(5, $"refuse {name} / own accept", rows[2], rows[1], 1.0);
        }
    }

    private static string WithBadSignature(string token) => token[..^43] + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>As long as a token and of the same shape, and no JSON in it.</summary>
    private static string Garbage() =>
        string.Join('.', new[] { 42, 280, 32 }.Select(size => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(size))));

    private static long LoopHandler(HandlerPeer handler, string token, int operations)
    {
        long refused = 0;
        for (int n = 0; n < operations; n++)
            refused += handler.Refuses(token) ? 1 : throw new InvalidOperationException("The token is bad.");
        return refused;
    }

    private static long LoopOurs(IAuthStrategy ours, string token, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
        {
            AuthResult result = Wait.For(ours.AuthenticateAsync(token));
            read += result.Succeeded ? TokenSample.Read(result.Principal) : (int)result.Failure!.Reason;
        }

        return read;
    }

    private sealed class Yesterday : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(-1);
    }
}
