using System.Security.Claims;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Target 6: a principal becomes a signed token.</summary>
internal static class IssueBenchmark
{
    public static IEnumerable<TargetRow> Run(bool quick)
    {
        foreach ((KeySet keys, double handlerGoal, double floorGoal) in new[] { (KeySet.Hs256(), 0.6, 1.15), (KeySet.Rs256(), 1.0, 1.05), (KeySet.Es256(), 1.0, 1.05) })
        {
            string what = "issue " + keys.Algorithm;
            Row[] rows = Measure(what, keys, quick);
            yield return Goals.Time(6, what + " / JsonWebTokenHandler", rows[3], rows[1], handlerGoal);
            yield return Goals.Time(6, what + " / floor", rows[3], rows[0], floorGoal);
            if (keys.Algorithm == "HS256")
            {
                yield return Goals.Limit(6, what, rows[3], 1228);
                yield return Goals.Time(6, what + " / floor, claims known", rows[3], rows[4], null);
            }

            yield return Goals.Time(6, what + " / jose-jwt", rows[3], rows[2], null);
        }
    }

    private static Row[] Measure(string what, KeySet keys, bool quick)
    {
        IAuthStrategy ours = TokenSample.Strategy(keys.Ours);
        ClaimsPrincipal principal = TokenSample.Principal();
        var handler = new HandlerPeer(keys);
        var jose = new JosePeer(keys);
        var floor = new IssueFloor(keys.Algorithm, keys.Floor);
        return Bench.RunOnOneThread(
            what,
            quick ? 21 : 101,
            8,
            new("floor", n => LoopFloor(floor, principal, n)),
            new("JsonWebTokenHandler", n => LoopHandler(handler, n)),
            new("jose-jwt", n => LoopJose(jose, n)),
            new("JwtStrategy", n => LoopOurs(ours, principal, n)),
            new("floor, claims known beforehand", n => LoopBareFloor(floor, n)));
    }

    private static long LoopFloor(IssueFloor floor, ClaimsPrincipal principal, int operations)
    {
        long length = 0;
        for (int n = 0; n < operations; n++)
            length += floor.Issue(principal).Length;
        return length;
    }

    private static long LoopBareFloor(IssueFloor floor, int operations)
    {
        long length = 0;
        for (int n = 0; n < operations; n++)
            length += floor.IssueBare().Length;
        return length;
    }

    private static long LoopHandler(HandlerPeer handler, int operations)
    {
        long length = 0;
        for (int n = 0; n < operations; n++)
            length += handler.Issue().Length;
        return length;
    }

    private static long LoopJose(JosePeer jose, int operations)
    {
        long length = 0;
        for (int n = 0; n < operations; n++)
            length += jose.Issue().Length;
        return length;
    }

    private static long LoopOurs(IAuthStrategy ours, ClaimsPrincipal principal, int operations)
    {
        long length = 0;
        for (int n = 0; n < operations; n++)
            length += Wait.For(ours.IssueAsync(principal)).Value.Length;
        return length;
    }
}
