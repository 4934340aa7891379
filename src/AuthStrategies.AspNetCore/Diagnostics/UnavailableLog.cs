using Microsoft.Extensions.Logging;

namespace AuthStrategies.AspNetCore.Diagnostics;

/// <summary>Logs that a store did not answer: each kind once in an outage, and how many there were when it is over. Thread-safe.</summary>
internal sealed class UnavailableLog(TimeProvider time, ILogger<UnavailableLog> logger)
{
    private readonly OutageCount _outage = new(time);

    // Apart, because answers for other tokens say nothing about the keys of an issuer.
    private readonly OutageCount _issuers = new(time);

    private enum Kind
    {
        Request,
        SignOut,
        Connection,
        Rotation,
        Check,
    }

    /// <summary>A request is answered 503, or counts as not authenticated.</summary>
    public void Request(Exception exception)
    {
        if (exception is IssuerKeysException)
        {
            if (_issuers.Failed((int)Kind.Request))
                HttpLog.IssuerUnavailable(logger, exception);
        }
        else if (IsFirst(Kind.Request))
        {
            HttpLog.Unavailable(logger, exception);
        }
    }

    /// <summary>A session was not ended.</summary>
    public void SignOut(Exception exception)
    {
        if (IsFirst(Kind.SignOut))
            HttpLog.NotEnded(logger, exception);
    }

    /// <summary>The session of an open connection was not checked.</summary>
    public void Connection(Exception exception)
    {
        if (IsFirst(Kind.Connection))
            HttpLog.NotConfirmed(logger, exception);
    }

    /// <summary>A cookie was not rotated.</summary>
    public void Rotation(Exception exception)
    {
        if (IsFirst(Kind.Rotation))
            HttpLog.RotationFailed(logger, exception);
    }

    /// <summary>The session of a user whom the application refused was not ended.</summary>
    public void Check(Exception exception)
    {
        if (IsFirst(Kind.Check))
            HttpLog.RefusedNotEnded(logger, exception);
    }

    /// <summary>A store answered, or was not needed.</summary>
    /// <param name="isOfOtherIssuer">Whether the strategy that answered only verifies: the keys of its issuer are known then.</param>
    public void Answered(bool isOfOtherIssuer)
    {
        if (isOfOtherIssuer)
            _ = _issuers.Succeeded(out _, out _);
        if (_outage.Succeeded(out long count, out TimeSpan duration))
            HttpLog.AvailableAgain(logger, count, duration);
    }

    private bool IsFirst(Kind kind) => _outage.Failed((int)kind);
}
