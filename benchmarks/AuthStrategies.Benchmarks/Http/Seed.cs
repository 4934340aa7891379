using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>
/// A session made in the parent's process and handed to a server that is being started, so that the first answer does not hold
/// the cost of logging in.
/// </summary>
internal static class Seed
{
    private const string Variable = "AUTHSTRATEGIES_BENCHMARK_SESSION";

    /// <summary>The session, as the environment of a server's process; nothing for contenders that need none.</summary>
    public static async Task<KeyValuePair<string, string?>> MakeAsync(string contender)
    {
        ServiceCollection services = new();
        IAuthStrategyBuilder builder = services.AddAuthStrategy();
        bool isSession = contender.EndsWith("session", StringComparison.Ordinal);
        _ = isSession ? builder.AddSession() : builder.AddJwt(BenchServer.Jwt);
        await using ServiceProvider provider = services.BuildServiceProvider();
        IssuedCredential credential = await provider.GetRequiredService<IAuthStrategy>().IssueAsync(BenchServer.Alice());
        if (!isSession)
            return new(Variable, $"Authorization: Bearer {credential.Value}");

        SessionRecord record = (await provider.GetRequiredService<ISessionStore>().FindAsync(credential.SessionId!.Value, CancellationToken.None))!;
        return new(Variable, string.Create(
            CultureInfo.InvariantCulture,
            $"Cookie: __Host-auth={credential.Value}\n{record.Id}\n{record.Subject}\n{record.ExpiresAt:O}\n{record.AbsoluteExpiresAt:O}\n{Convert.ToBase64String(record.Payload.Span)}"));
    }

    /// <summary>Takes the session over; the header that presents it, or nothing.</summary>
    public static async Task<string?> TakeAsync(IServiceProvider services)
    {
        string[]? parts = Environment.GetEnvironmentVariable(Variable)?.Split('\n');
        if (parts is null || services.GetService<IAuthStrategy>() is null)
            return null;

        if (parts.Length > 1)
        {
            SessionRecord record = new()
            {
                Id = SessionId.Parse(parts[1]),
                Subject = parts[2],
                ExpiresAt = Time(parts[3]),
                AbsoluteExpiresAt = Time(parts[4]),
                Version = 1,
                Payload = Convert.FromBase64String(parts[5]),
            };
            await services.GetRequiredService<ISessionStore>().TryCreateAsync(record, CancellationToken.None);
        }

        return parts[0];
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
