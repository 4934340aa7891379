using Microsoft.Extensions.Logging;

namespace AuthStrategies.Issuers.Diagnostics;

/// <summary>Every log message of the package, with the events 400 to 419. No message contains a credential or a part of a key; key ids are public.</summary>
internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Information, "{Strategy}: the issuer's keys at {Address} are now: {KeyIds}")]
    public static partial void KeysChanged(ILogger logger, string strategy, string address, string keyIds);

    /// <summary>An error for the first failure of an outage, debug for the others.</summary>
    [LoggerMessage(EventId = 401, Message = "{Strategy}: the issuer's keys could not be fetched: {Reason} The last keys stay in use until {Until:O}")]
    public static partial void FetchFailed(ILogger logger, LogLevel level, Exception exception, string strategy, string reason, DateTimeOffset until);

    /// <summary>An error for the first failure of an outage, debug for the others.</summary>
    [LoggerMessage(EventId = 402, Message = "{Strategy}: the issuer's keys could not be fetched: {Reason} No keys are known, so its tokens can be neither accepted nor refused")]
    public static partial void FetchFailedWithoutKeys(ILogger logger, LogLevel level, Exception exception, string strategy, string reason);

    [LoggerMessage(403, LogLevel.Information, "{Strategy}: the issuer answers again, after {Count} failed fetch(es)")]
    public static partial void AnswersAgain(ILogger logger, string strategy, int count);

    [LoggerMessage(404, LogLevel.Error, "{Strategy}: the last keys of the issuer are older than MaxKeyAge ({MaxKeyAge:c}) and are no longer used, so its tokens can be neither accepted nor refused")]
    public static partial void KeysTooOld(ILogger logger, string strategy, TimeSpan maxKeyAge);

    [LoggerMessage(405, LogLevel.Information, "{Strategy}: {Key} of the issuer's key set is not used: {Reason}")]
    public static partial void KeySkipped(ILogger logger, string strategy, string key, string reason);

    [LoggerMessage(406, LogLevel.Warning, "{Strategy}: {Key} of the issuer's key set is not used: {Reason}. Tell the issuer: with it, everyone can sign tokens")]
    public static partial void KeyExposed(ILogger logger, string strategy, string key, string reason);

    [LoggerMessage(407, LogLevel.Warning, "{Strategy}: the issuer's key set at {Address} has no key that can be used, so all its tokens are refused")]
    public static partial void NoKeys(ILogger logger, string strategy, string address);
}
