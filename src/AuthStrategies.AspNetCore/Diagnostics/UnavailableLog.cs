using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Diagnostics;

/// <summary>Logs that a store did not answer: each kind once in an outage, and how many there were when it is over. Thread-safe.</summary>
internal sealed class UnavailableLog(TimeProvider time, ILogger<UnavailableLog> logger)
{
    private readonly OutageCount _outage = new(time);

    // Apart, because answers of other strategies say nothing about the keys of one, whether they are those of an issuer or its own.
    private readonly ConcurrentDictionary<string, OutageCount> _issuerKeys = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OutageCount> _ownKeys = new(StringComparer.Ordinal);
    private volatile bool _hasKeyOutages;

    private enum Kind
    {
        Request,
        SignOut,
        Connection,
        Rotation,
        Check,
        Issuer,
    }

    /// <summary>A request is answered 503, or counts as not authenticated.</summary>
    /// <param name="exception">What did not answer.</param>
    /// <param name="strategy">The strategy that could not tell, if it is known.</param>
    public void Request(Exception exception, string? strategy)
    {
        bool isOfIssuer = exception is IssuerKeysException;
        if (!IsFirst(isOfIssuer ? Kind.Issuer : Kind.Request, exception, strategy))
            return;

        if (isOfIssuer)
            HttpLog.IssuerUnavailable(logger, exception);
        else
            HttpLog.Unavailable(logger, exception);
    }

    /// <summary>A session was not ended.</summary>
    public void SignOut(Exception exception)
    {
        if (IsFirst(Kind.SignOut, exception))
            HttpLog.NotEnded(logger, exception);
    }

    /// <summary>The session of an open connection was not checked.</summary>
    public void Connection(Exception exception)
    {
        if (IsFirst(Kind.Connection, exception))
            HttpLog.NotConfirmed(logger, exception);
    }

    /// <summary>A cookie was not rotated.</summary>
    public void Rotation(Exception exception, string? strategy)
    {
        if (IsFirst(Kind.Rotation, exception, strategy))
            HttpLog.RotationFailed(logger, exception);
    }

    /// <summary>The session of a user whom the application refused was not ended.</summary>
    public void Check(Exception exception, string strategy)
    {
        if (IsFirst(Kind.Check, exception, strategy))
            HttpLog.RefusedNotEnded(logger, exception);
    }

    /// <summary>A store answered, or was not needed.</summary>
    /// <param name="accepting">The strategy that accepted the credential, so that its keys are known; <see langword="null"/> for a refusal, which may need no keys.</param>
    public void Answered(string? accepting)
    {
        if (_outage.Succeeded(out long count, out TimeSpan duration))
            HttpLog.AvailableAgain(logger, count, duration);
        if (!_hasKeyOutages || accepting is null)
            return;

        if (_issuerKeys.TryGetValue(accepting, out OutageCount? issuer))
            _ = issuer.Succeeded(out _, out _);
        if (_ownKeys.TryGetValue(accepting, out OutageCount? own) && own.Succeeded(out count, out duration))
            HttpLog.AvailableAgain(logger, count, duration);
    }

    private bool IsFirst(Kind kind, Exception exception, string? strategy = null) => CountOf(exception, strategy).Failed((int)kind);

    private OutageCount CountOf(Exception exception, string? strategy)
    {
        if (strategy is null || exception is not (IssuerKeysException or JwtKeyStoreException))
            return _outage;

        ConcurrentDictionary<string, OutageCount> keys = exception is IssuerKeysException ? _issuerKeys : _ownKeys;
        OutageCount count = keys.GetOrAdd(strategy, static (_, time) => new(time), time);
        _hasKeyOutages = true;
        return count;
    }
}
