namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Targets 1 and 2: a token that was never seen before becomes a principal whose claims are read.</summary>
internal static class VerifyBenchmark
{
    public static IEnumerable<TargetRow> RunHs256(bool quick)
    {
        Measured hs = Measure(KeySet.Hs256(), quick);
        yield return Goals.Time(1, "verify HS256 / JsonWebTokenHandler", hs.Ours, hs.Handler, 0.50);
        yield return Goals.Time(1, "verify HS256 / useful floor", hs.Ours, hs.UsefulFloor, 1.30);
        yield return Goals.Limit(1, "verify HS256", hs.Ours, 3 * 1024);
        yield return Goals.Time(1, "verify HS256 / jose-jwt", hs.Ours, hs.Jose, null);
    }

    public static IEnumerable<TargetRow> RunPublicKeys(bool quick)
    {
        foreach ((KeySet keys, double goal) in new[] { (KeySet.Rs256(), 0.92), (KeySet.Es256(), 0.95) })
        {
            string what = "verify " + keys.Algorithm;
            Measured measured = Measure(keys, quick);
            yield return Goals.Time(2, what + " / JsonWebTokenHandler", measured.Ours, measured.Handler, goal);
            yield return Goals.Share(2, what + " / JsonWebTokenHandler", measured.Ours, measured.Handler, 0.50);
            yield return Goals.Time(2, what + " / floor", measured.Ours, measured.Floor, 1.08);
            yield return Goals.Time(2, what + " / jose-jwt", measured.Ours, measured.Jose, null);
        }
    }

    private static Measured Measure(KeySet keys, bool quick)
    {
        IAuthStrategy ours = TokenSample.Strategy(keys.Ours);
        var handler = new HandlerPeer(keys);
        var jose = new JosePeer(keys);
        var floor = new Floor(keys.Floor);
        string token = TokenSample.Issue(ours);
        Row[] rows = Bench.RunOnOneThread(
            FormattableString.Invariant($"verify {keys.Algorithm}, {token.Length} characters"),
            quick ? 21 : 101,
            8,
            new("floor", n => LoopFloor(floor, token, n)),
            new("useful floor", n => LoopUsefulFloor(floor, token, n)),
            new("JsonWebTokenHandler + principal", n => LoopHandler(handler, token, n)),
            new("jose-jwt + principal", n => LoopJose(jose, token, n)),
            new("JwtStrategy", n => LoopOurs(ours, token, n)));
        return new(rows[0], rows[1], rows[2], rows[3], rows[4]);
    }

    private static long LoopFloor(Floor floor, string token, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += floor.Verify(token);
        return read;
    }

    private static long LoopUsefulFloor(Floor floor, string token, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += TokenSample.Read(floor.Authenticate(token));
        return read;
    }

    private static long LoopHandler(HandlerPeer handler, string token, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += TokenSample.Read(handler.Authenticate(token));
        return read;
    }

    private static long LoopJose(JosePeer jose, string token, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += TokenSample.Read(jose.Authenticate(token));
        return read;
    }

    private static long LoopOurs(IAuthStrategy ours, string token, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += TokenSample.Read(Wait.For(ours.AuthenticateAsync(token)).Principal!);
        return read;
    }

    private sealed record Measured(Row Floor, Row UsefulFloor, Row Handler, Row Jose, Row Ours);
}
