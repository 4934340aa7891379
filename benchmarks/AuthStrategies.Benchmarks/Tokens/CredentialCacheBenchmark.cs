using System.Security.Claims;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Targets 3, 4 and 7: a credential that was seen before, and what remembering costs for one that was not.</summary>
internal static class CredentialCacheBenchmark
{
    private const int Capacity = 10_000;

    // So many that each is forgotten before its turn comes again: of 3,000, one is still known.
    private const int Strangers = 8 * Capacity;

    public static IEnumerable<TargetRow> RunSeenTokens(bool quick)
    {
        foreach ((KeySet keys, double goal, double? looked) in new[] { (KeySet.Hs256(), 1 / 25.0, (double?)(1 / 13.0)), (KeySet.Rs256(), 1 / 150.0, null) })
        {
            IAuthStrategy ours = TokenSample.Strategy(keys.Ours, cacheSize: Capacity);
            var handler = new HandlerPeer(keys);
            string token = TokenSample.Issue(ours);
            Row[] rows = Bench.RunOnOneThread(
                $"verify {keys.Algorithm} again",
                quick ? 15 : 51,
                8,
                new("JsonWebTokenHandler + principal", n => Loop(n, () => TokenSample.Read(handler.Authenticate(token)))),
                new("JwtStrategy, unread", n => Loop(n, () => Wait.For(ours.AuthenticateAsync(token)).Principal is null ? 0 : 1)),
                new("JwtStrategy, authorized", n => Loop(n, () => Authorize(Wait.For(ours.AuthenticateAsync(token)).Principal!))),
                new("JwtStrategy, every claim read", n => Loop(n, () => TokenSample.Read(Wait.For(ours.AuthenticateAsync(token)).Principal!))));
            yield return Goals.Time(3, $"verify {keys.Algorithm} again / handler", rows[1], rows[0], goal);
            yield return Goals.Time(3, $"verify {keys.Algorithm} again, authorized / handler", rows[2], rows[0], looked);
            yield return Goals.Time(3, $"verify {keys.Algorithm} again, every claim read / handler", rows[3], rows[0], null);
            yield return Goals.Nanoseconds(3, $"verify {keys.Algorithm} again, unread", rows[1], 250);
            yield return Goals.Nanoseconds(3, $"verify {keys.Algorithm} again, authorized", rows[2], 700);
            yield return Goals.Limit(3, $"verify {keys.Algorithm} again, unread", rows[1], 400);
            yield return Goals.Limit(3, $"verify {keys.Algorithm} again, authorized", rows[2], 800);
        }
    }

    public static IEnumerable<TargetRow> RunStrangers(bool quick)
    {
        KeySet keys = KeySet.Hs256();
        IAuthStrategy without = TokenSample.Strategy(keys.Ours);
        IAuthStrategy with = TokenSample.Strategy(keys.Ours, cacheSize: Capacity);
        string[] tokens = [.. Enumerable.Range(0, Strangers).Select(_ => TokenSample.Issue(without))];
        Row[] rows = Bench.RunOnOneThread(
            "verify HS256, never seen",
            quick ? 21 : 51,
            80,
            new("remembering nothing", LoopOver(without, tokens)),
            new("remembering", LoopOver(with, tokens)));
        yield return Goals.Time(4, "verify HS256, a miss / without", rows[1], rows[0], 1.02);
    }

    public static IEnumerable<TargetRow> RunSessions(bool quick)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        services.AddAuthStrategy().AddSession();
        using ServiceProvider provider = services.BuildServiceProvider();
        IAuthStrategy ours = provider.GetRequiredService<IAuthStrategy>();
        string token = TokenSample.Issue(ours);
        TicketPeer tickets = new();
        Row[] rows = Bench.RunOnOneThread(
            "authenticate a session",
            quick ? 15 : 51,
            8,
            new("ITicketStore, a copy of the ticket's principal", n => Loop(n, () => Authorize(tickets.Authenticate()))),
            new("ITicketStore, serialized ticket", n => Loop(n, () => Authorize(tickets.AuthenticateSerialized()))),
            new("SessionStrategy, unread", n => Loop(n, () => Wait.For(ours.AuthenticateAsync(token)).Principal is null ? 0 : 1)),
            new("SessionStrategy, authorized", n => Loop(n, () => Authorize(Wait.For(ours.AuthenticateAsync(token)).Principal!))));
        yield return Goals.Time(7, "authenticate session / ITicketStore, own principal", rows[3], rows[0], 0.50);
        yield return Goals.Time(7, "authenticate session / ITicketStore, serialized", rows[3], rows[1], null);
        yield return Goals.Nanoseconds(7, "authenticate session, unread", rows[2], 400);
        yield return Goals.Limit(7, "authenticate session, unread", rows[2], 400);
    }

    // What remembering costs is mostly copying what is kept when young objects are collected. So a round has many collections, and ends with
    // one: the next contender would pay for it otherwise.
    private static Func<int, long> LoopOver(IAuthStrategy strategy, string[] tokens)
    {
        int next = 0;
        return n =>
        {
            long read = Loop(n, () => TokenSample.Read(Wait.For(strategy.AuthenticateAsync(tokens[next++ % tokens.Length])).Principal!));
            GC.Collect(1, GCCollectionMode.Forced, blocking: true);
            return read;
        };
    }

    /// <summary>What authorization asks of a principal.</summary>
    private static long Authorize(ClaimsPrincipal principal) =>
        (principal.Identity!.IsAuthenticated ? 1 : 0) + (principal.IsInRole("editor") ? 2 : 0) + (principal.IsInRole("nobody") ? 4 : 0);

    private static long Loop(int operations, Func<long> operation)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += operation();
        return read;
    }
}
