using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Target 19: a credential that was seen before, with each newer feature configured and not due, over the same without them.</summary>
internal static class NotDueBenchmark
{
    private const double Goal = 1.05;

    public static IEnumerable<TargetRow> Run(bool quick) => [.. Of("session", AddSession, quick), .. Of("JWT", AddJwt, quick)];

    private static IEnumerable<TargetRow> Of(string kind, Action<IAuthStrategyBuilder> add, bool quick)
    {
        SettableTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        ClientFacts client = new() { Address = "192.0.2.0", UserAgent = "Firefox/140.0" };
        // Only sessions keep items.
        Dictionary<string, string?>? items = kind == "session" ? new() { ["return"] = "/notes" } : null;
        Contender plain = Contender("none of them", time, add);
        Contender[] contenders =
        [
            plain,
            Contender("a sink of events", time, add, services => services.AddAuthEventSink("bench", _ => new RecordingEventSink())),
            Contender("client facts", time, add, login: new() { Client = client }, caller: client),
            Contender("UseDPoP, no bound token", time, builder => add(builder.UseDPoP())),
            Contender("generations", time, add, end: true),
            .. items is null ? [] : new[] { Contender("items", time, add, login: new() { Items = items }) },
            Contender("all of them", time, builder => add(builder.UseDPoP()), services => services.AddAuthEventSink("bench", _ => new RecordingEventSink()), new() { Client = client, Items = items }, client, end: true),
        ];
        Row[] rows = Bench.RunOnOneThread($"authenticate a {kind} again, features not due", quick ? 15 : 51, 8, contenders);
        foreach (Row row in rows.Skip(1))
        {
            yield return Goals.Time(19, $"authenticate {kind}, {row.Name} / none of them", row, rows[0], Goal);
            double more = Bench.Median(row.Bytes) - Bench.Median(rows[0].Bytes);
            yield return new(19, $"authenticate {kind}, {row.Name}", "0 B more", double.NaN, double.NaN, double.NaN, more, more < 0.5);
        }
    }

    /// <param name="name">Its name.</param>
    /// <param name="time">The clock of all contenders, which stands still: nothing becomes due.</param>
    /// <param name="add">Adds the strategy.</param>
    /// <param name="more">Adds what else the application has.</param>
    /// <param name="login">What the login says.</param>
    /// <param name="caller">The client of each call.</param>
    /// <param name="end">Whether all sessions were ended before the login, so that there is a generation to compare.</param>
    private static Contender Contender(
        string name, TimeProvider time, Action<IAuthStrategyBuilder> add, Action<IServiceCollection>? more = null, IssueOptions? login = null, IClientFactsSource? caller = null, bool end = false)
    {
        ServiceCollection services = new();
        services.AddSingleton(time);
        services.AddLogging().AddMetrics();
        more?.Invoke(services);
        add(services.AddAuthStrategy());
        ServiceProvider provider = services.BuildServiceProvider();
        IAuthStrategy strategy = provider.GetRequiredService<IAuthStrategy>();
        if (end)
            Wait.For(provider.GetRequiredService<ISessionDirectory>().RevokeEverythingAsync());
        string token = Wait.For(strategy.IssueAsync(TokenSample.Principal(), login)).Value;
        return new(name, n => Loop(n, strategy, token, caller));
    }

    private static void AddSession(IAuthStrategyBuilder builder) => builder.AddSession();

    private static void AddJwt(IAuthStrategyBuilder builder)
    {
        builder.AddJwt(options =>
        {
            (options.Issuer, options.Audience) = (TokenSample.Issuer, TokenSample.Audience);
            options.SigningKeys.Add(Key);
            (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true);
        });
    }

    private static JwtKey Key { get; } = JwtKey.Generate("ES256");

    private static long Loop(int operations, IAuthStrategy strategy, string token, IClientFactsSource? caller)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
        {
            ValueTask<AuthResult> call;
            using (new ClientFactsScope(caller))
                call = strategy.AuthenticateAsync(token);
            read += Wait.For(call).Succeeded ? 1 : throw new InvalidOperationException("The credential was refused.");
        }

        return read;
    }
}
