using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Tokens;

/// <summary>Target 18: a JWT that was seen before and whose session must be alive, over a session.</summary>
internal static class LiveSessionBenchmark
{
    public static IEnumerable<TargetRow> Run(bool quick)
    {
        using ServiceProvider sessions = Services(builder => builder.AddSession());
        using ServiceProvider tokens = Services(builder => builder.AddJwt(options =>
        {
            (options.Issuer, options.Audience) = (TokenSample.Issuer, TokenSample.Audience);
            options.SigningKeys.Add(JwtKey.Generate("ES256"));
            (options.RefreshTokens.Enabled, options.RequireLiveSession) = (true, true);
        }));
        Row[] rows = Bench.RunOnOneThread(
            "authenticate a JWT whose session is looked at",
            quick ? 21 : 51,
            8,
            Contender("SessionStrategy", sessions),
            Contender("JwtStrategy, RequireLiveSession", tokens));
        yield return Goals.Time(18, "authenticate JWT again, RequireLiveSession / session", rows[1], rows[0], 1.50);
        yield return Goals.Nanoseconds(18, "authenticate JWT again, RequireLiveSession", rows[1], 500);
    }

    private static Contender Contender(string name, ServiceProvider services)
    {
        IAuthStrategy strategy = services.GetRequiredService<IAuthStrategy>();
        string token = TokenSample.Issue(strategy);
        return new(name, n => Loop(strategy, token, n));
    }

    private static long Loop(IAuthStrategy strategy, string token, int operations)
    {
        long read = 0;
        for (int n = 0; n < operations; n++)
            read += Wait.For(strategy.AuthenticateAsync(token)).Principal is null ? throw new InvalidOperationException("The credential was refused.") : 1;
        return read;
    }

    private static ServiceProvider Services(Action<IAuthStrategyBuilder> add)
    {
        ServiceCollection services = new();
        services.AddLogging().AddMetrics();
        add(services.AddAuthStrategy());
        return services.BuildServiceProvider();
    }
}
