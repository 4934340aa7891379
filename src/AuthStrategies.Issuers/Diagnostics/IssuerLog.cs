using AuthStrategies.Issuers.Documents;
using AuthStrategies.Issuers.KeySets;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Issuers.Diagnostics;

/// <summary>Reports what changes: one line for an outage, one for each key that is not used, one for the keys in use. Not for concurrent calls.</summary>
internal sealed class IssuerLog(ILogger logger, string strategy, string address)
{
    private int _failures;
    private bool _saidTooOld;

    public void Loaded(IssuerKeySet before, IssuerKeySet after)
    {
        if (_failures > 0)
            Log.AnswersAgain(logger, strategy, _failures);
        (_failures, _saidTooOld) = (0, false);
        foreach (SkippedKey key in after.Skipped.Except(before.Skipped))
            Skipped(key);

        bool isFirst = ReferenceEquals(before, IssuerKeySet.Empty);
        if (after.Keys.Count == 0 && (isFirst || before.Keys.Count > 0))
            Log.NoKeys(logger, strategy, address);
        else if (!ReferenceEquals(before.Keys, after.Keys))
            Log.KeysChanged(logger, strategy, address, string.Join(", ", after.Keys.Select(key => $"{key.KeyId} ({key.Algorithm})")));
    }

    /// <param name="exception">Why.</param>
    /// <param name="until">Until when the last keys are used; <see langword="null"/> without keys.</param>
    public void Failed(Exception exception, DateTimeOffset? until)
    {
        LogLevel level = _failures++ == 0 ? LogLevel.Error : LogLevel.Debug;
        string reason = exception is IssuerDocumentException ? exception.Message : $"{exception.GetType().Name}.";
        if (until is { } end)
            Log.FetchFailed(logger, level, exception, strategy, reason, end);
        else
            Log.FetchFailedWithoutKeys(logger, level, exception, strategy, reason);
    }

    public void TooOld(TimeSpan maxKeyAge)
    {
        if (!_saidTooOld)
            Log.KeysTooOld(logger, strategy, maxKeyAge);
        _saidTooOld = true;
    }

    private void Skipped(SkippedKey key)
    {
        if (key.IsExposed)
            Log.KeyExposed(logger, strategy, key.Name, key.Reason);
        else
            Log.KeySkipped(logger, strategy, key.Name, key.Reason);
    }
}
