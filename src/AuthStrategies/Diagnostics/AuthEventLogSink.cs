using Microsoft.Extensions.Logging;

namespace AuthStrategies.Diagnostics;

/// <summary>Writes each event as one structured line of the log. Thread-safe.</summary>
internal sealed class AuthEventLogSink(ILoggerFactory loggers) : IAuthEventSink
{
    private const string Category = "AuthStrategies.Events";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public ValueTask WriteAsync(AuthEvent authEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(authEvent);
        LogLevel level = LevelOf(authEvent);
        if (!_logger.IsEnabled(level))
            return ValueTask.CompletedTask;

        string? strategy = Clean(authEvent.Strategy);
        string? subject = Clean(authEvent.Subject);
        string? detail = Clean(DetailOf(authEvent));
        string? traceId = Clean(authEvent.TraceId);
        Log.Event(
            _logger, level, authEvent.Name, strategy, subject, authEvent.SessionId, detail, authEvent.Client?.Address, authEvent.Client?.UserAgent, authEvent.Time, traceId);
        return ValueTask.CompletedTask;
    }

    private static LogLevel LevelOf(AuthEvent authEvent) => authEvent switch
    {
        TokenReusedEvent or TokenReplayedEvent { IsSuspicious: true } => LogLevel.Warning,
        CredentialAuthenticatedEvent or CredentialRefusedEvent or RequestRefusedEvent or DeviceRefusedEvent or TokenReplayedEvent or TokenRotatedEvent => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private static string? DetailOf(AuthEvent authEvent) => authEvent switch
    {
        SessionEndedEvent ended => ended.Count is { } count and not 1 ? $"{ended.Reason} by {ended.EndedBy}, {count} sessions" : $"{ended.Reason} by {ended.EndedBy}",
        CredentialRefusedEvent refused => refused.Reason.ToString(),
        RequestRefusedEvent refused => refused.Reason.ToString(),
        DeviceBoundEvent bound => bound.Algorithm,
        DeviceRefusedEvent refused => refused.Reason.ToString(),
        KeyChangedEvent key => $"{key.KeyId} {key.Change}",
        _ => null,
    };

    // Names, subjects and ids of keys are the application's texts. They follow the rules for the texts of clients, also for their length.
    private static string? Clean(string? text) => new ClientFacts { UserAgent = text }.UserAgent;
}
