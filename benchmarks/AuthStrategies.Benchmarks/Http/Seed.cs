using System.Globalization;
using AuthStrategies.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.Benchmarks.Http;

/// <summary>
/// A session made in the parent's process and handed to a server that is being started, so that the first answer does not hold
/// the cost of logging in. With it go the records by which the store knows that the session has not been ended.
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

        ISessionStore store = provider.GetRequiredService<ISessionStore>();
        List<SessionRecord> records = [];
        foreach (SessionId id in (SessionId[])[credential.SessionId!.Value, SystemRecord.IdOf(SystemRecord.Generation, "Session"), SystemRecord.IdOf(SystemRecord.GenerationUsed, "Session")])
        {
            if (await store.FindAsync(id, CancellationToken.None) is { } record)
                records.Add(record);
        }

        return new(Variable, $"Cookie: __Host-auth={credential.Value}\n{string.Join('\n', records.Select(Text))}");
    }

    /// <summary>Takes the session over; the header that presents it, or nothing.</summary>
    public static async Task<string?> TakeAsync(IServiceProvider services)
    {
        string[]? parts = Environment.GetEnvironmentVariable(Variable)?.Split('\n');
        if (parts is null || services.GetService<IAuthStrategy>() is null)
            return null;

        foreach (string record in parts.Skip(1))
            await services.GetRequiredService<ISessionStore>().TryCreateAsync(Record(record), CancellationToken.None);
        return parts[0];
    }

    private static string Text(SessionRecord record) => string.Create(
        CultureInfo.InvariantCulture,
        $"{record.Id} {record.Subject} {record.ExpiresAt:O} {record.AbsoluteExpiresAt:O} {Convert.ToBase64String(record.Payload.Span)}");

    private static SessionRecord Record(string text)
    {
        string[] parts = text.Split(' ');
        return new()
        {
            Id = SessionId.Parse(parts[0]),
            Subject = parts[1],
            ExpiresAt = Time(parts[2]),
            AbsoluteExpiresAt = Time(parts[3]),
            Version = 1,
            Payload = Convert.FromBase64String(parts[4]),
        };
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
