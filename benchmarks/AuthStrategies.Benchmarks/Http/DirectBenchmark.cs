using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>
/// Target 13 without a server: the same applications and middleware, called in a loop on one thread. What a network adds to the noise of
/// <see cref="EndToEndBenchmark"/> is away, so that a tenth can be told.
/// </summary>
internal static class DirectBenchmark
{
    private const double Goal = 1.25;

    private static readonly string[] Names = ["no authentication", "empty scheme", "AuthStrategies session", "AuthStrategies JWT HS256"];

    public static IEnumerable<TargetRow> Run(bool quick)
    {
        WebApplication[] applications = [.. Names.Select(name => StartAsync(name).GetAwaiter().GetResult())];
        try
        {
            Contender[] contenders = [.. applications.Select((app, i) => ContenderOf(Names[i], app))];
            Row[] rows = Bench.RunOnOneThread("one request, without a server", quick ? 41 : 101, 40, contenders);
            return [.. rows.Skip(2).Select(ours => Extra(ours, rows[1], rows[0]))];
        }
        finally
        {
            foreach (WebApplication app in applications)
                app.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static async Task<WebApplication> StartAsync(string name)
    {
        DirectServer server = new();
        WebApplication app = BenchServer.Build(name, host => host.ConfigureServices(services => services.AddSingleton<IServer>(server)));
        await app.StartAsync();
        server.Header = await BenchServer.HeaderAsync(app, name);
        return app;
    }

    private static Contender ContenderOf(string name, WebApplication app)
    {
        DirectServer server = (DirectServer)app.Services.GetRequiredService<IServer>();
        return new(name, server.Send);
    }

    private static TargetRow Extra(Row ours, Row empty, Row none)
    {
        double[] ratios = [.. ours.Ns.Select((ns, round) => (ns - none.Ns[round]) / (empty.Ns[round] - none.Ns[round]))];
        double median = Bench.Median(ratios);
        double bytes = Bench.Median(ours.Bytes) - Bench.Median(none.Bytes);
        return new(13, $"extra CPU, {ours.Name} / empty scheme, without a server", FormattableString.Invariant($"≤ {Goal:F2} ×"), median, ratios.Min(), ratios.Max(), bytes, median <= Goal);
    }
}
