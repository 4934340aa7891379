using AuthStrategies.AspNetCore.Tests.Hosting;
using AuthStrategies.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace AuthStrategies.AspNetCore.Tests.Http;

/// <summary>Waits for the events of an application.</summary>
internal static class RecordedEvents
{
    private const string Marker = "marker";

    /// <summary>All events until now: a last one is published, and waited for.</summary>
    public static async Task<AuthEvent[]> UntilNowAsync(this RecordingEventSink sink, TestHost host)
    {
        string marker = $"{Marker} {sink.Events.Count}";
        host.App.Services.GetRequiredService<IAuthEventPublisher>().Publish(new TokenRotatedEvent { Strategy = marker, Time = host.App.Time.GetUtcNow() });
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        await sink.FirstAsync<TokenRotatedEvent>(authEvent => authEvent.Strategy == marker, limit.Token);
        return [.. sink.Events.Where(authEvent => !authEvent.Strategy.StartsWith(Marker, StringComparison.Ordinal))];
    }
}
