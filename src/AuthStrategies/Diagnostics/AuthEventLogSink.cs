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

        string? subject = Clean(authEvent.Subject);
        string? detail = DetailOf(authEvent);
        Log.Event(
            _logger, level, authEvent.Name, authEvent.Strategy, subject, authEvent.SessionId, detail, authEvent.Client?.Address, authEvent.Client?.UserAgent, authEvent.Time, authEvent.TraceId);
        return ValueTask.CompletedTask;
    }

    private static LogLevel LevelOf(AuthEvent authEvent) => authEvent switch
    {
        TokenReusedEvent or TokenReplayedEvent { IsSuspicious: true } => LogLevel.Warning,
        CredentialAuthenticatedEvent or CredentialRefusedEvent or RequestRefusedEvent or TokenReplayedEvent or TokenRotatedEvent => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    private static string? DetailOf(AuthEvent authEvent) => authEvent switch
    {
        SessionEndedEvent ended => ended.Count is { } count and not 1 ? $"{ended.Reason} by {ended.By}, {count} sessions" : $"{ended.Reason} by {ended.By}",
        CredentialRefusedEvent refused => refused.Reason.ToString(),
        RequestRefusedEvent refused => refused.Reason.ToString(),
        KeyChangedEvent key => $"{key.KeyId} {key.Change}",
        _ => null,
    };

    // A subject is the application's text, and a log is read line by line.
    private static string? Clean(string? subject) =>
        subject is null || !subject.Any(IsLineBreaking) ? subject : new string([.. subject.Select(c => IsLineBreaking(c) ? ' ' : c)]);

    private static bool IsLineBreaking(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
