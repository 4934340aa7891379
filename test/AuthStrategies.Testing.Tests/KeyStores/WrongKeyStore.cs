using System.Collections.Concurrent;

namespace AuthStrategies.Testing.Tests.KeyStores;

/// <summary>What a <see cref="WrongKeyStore"/> does wrong.</summary>
public enum WrongKeys
{
    None,
    OverwritesTheFirst,
    CreatesLaterVersions,
    ReplacesAnyVersion,
    ReplacesOlderVersions,
    SavesTheSameVersionAgain,
    ComparesLastByteOfVersion,
    ComparesNamesLoosely,
    TrimsNames,
    TruncatesContent,
    ForgetsContent,
    CreatesInTwoSteps,
    ReplacesInTwoSteps,
    SaysYesToLosers,
    IgnoresCancellation,
    CancelsAfterTheEffect,
    SwallowsFailures,
    LeaksExceptions,
    HidesTheOriginal,
    StaysBroken,
    LoadsFromAStaleReplica,
}

/// <summary>A key store with one fault. Nodes share a <see cref="Backend"/>.</summary>
internal sealed class WrongKeyStore(WrongKeys wrong, WrongKeyStore.Backend backend) : IJwtKeyStore
{
    private readonly ConcurrentDictionary<string, JwtKeyDocument> _replica = new(StringComparer.Ordinal);
    private bool _hasFailed;

    public async ValueTask<JwtKeyDocument?> LoadAsync(string strategy, CancellationToken cancellationToken)
    {
        if (wrong != WrongKeys.IgnoresCancellation)
            cancellationToken.ThrowIfCancellationRequested();
        if (Fails() is { } failure)
            return wrong == WrongKeys.SwallowsFailures ? null : throw failure;

        JwtKeyDocument? stored = backend.Documents.GetValueOrDefault(Name(strategy));
        if (wrong == WrongKeys.LoadsFromAStaleReplica && stored is not null)
            stored = _replica.GetOrAdd(strategy, stored);
        // Two nodes that find nothing at the same moment.
        if (wrong == WrongKeys.SaysYesToLosers && stored is null)
            await backend.MeetAsync("load");
        return stored;
    }

    public async ValueTask<bool> TrySaveAsync(string strategy, JwtKeyDocument document, CancellationToken cancellationToken)
    {
        if (wrong is not (WrongKeys.IgnoresCancellation or WrongKeys.CancelsAfterTheEffect))
            cancellationToken.ThrowIfCancellationRequested();
        if (Fails() is { } failure)
            return wrong == WrongKeys.SwallowsFailures ? false : throw failure;

        bool inTwoSteps = (wrong == WrongKeys.CreatesInTwoSteps && document.Version == 1) || (wrong == WrongKeys.ReplacesInTwoSteps && document.Version > 1);
        if (inTwoSteps)
        {
            bool may = MaySave(strategy, document);
            // Both look before one of them writes.
            await backend.MeetAsync($"{strategy} {document.Version}");
            if (may)
                Put(strategy, document);
            return may;
        }

        lock (backend)
        {
            bool may = MaySave(strategy, document);
            if (may)
                Put(strategy, document);
            cancellationToken.ThrowIfCancellationRequested();
            return may || wrong == WrongKeys.SaysYesToLosers;
        }
    }

    private void Put(string strategy, JwtKeyDocument document)
    {
        JwtKeyDocument stored = wrong switch
        {
            WrongKeys.TruncatesContent => new(document.Version, document.Content.Span[..Math.Min(document.Content.Length, 65_536)]),
            WrongKeys.ForgetsContent when document.Version > 1 => new(document.Version, backend.Documents[Name(strategy)].Content.Span),
            _ => document,
        };
        backend.Documents[Name(strategy)] = stored;
    }

    private bool MaySave(string strategy, JwtKeyDocument document)
    {
        long stored = backend.Documents.GetValueOrDefault(Name(strategy))?.Version ?? 0;
        return wrong switch
        {
            WrongKeys.OverwritesTheFirst when document.Version == 1 => true,
            WrongKeys.CreatesLaterVersions when stored == 0 => true,
            WrongKeys.ReplacesAnyVersion when stored > 0 && document.Version > 1 => true,
            WrongKeys.ReplacesOlderVersions => document.Version > stored && (stored > 0 || document.Version == 1),
            WrongKeys.SavesTheSameVersionAgain when document.Version > 1 && document.Version == stored => true,
            WrongKeys.ComparesLastByteOfVersion => stored > 0 == document.Version > 1 && (byte)stored == (byte)(document.Version - 1),
            _ => document.Version == stored + 1,
        };
    }

    private Exception? Fails()
    {
        if (!backend.IsBroken && !(_hasFailed && wrong == WrongKeys.StaysBroken))
            return null;

        _hasFailed = true;
        IOException original = new("broken");
        return wrong switch
        {
            WrongKeys.LeaksExceptions => original,
            WrongKeys.HidesTheOriginal => new JwtKeyStoreException("It does not work."),
            _ => new JwtKeyStoreException("It does not work.", original),
        };
    }

    private string Name(string strategy) => wrong switch
    {
        WrongKeys.ComparesNamesLoosely => strategy.ToUpperInvariant(),
        WrongKeys.TrimsNames => strategy.Trim(),
        _ => strategy,
    };

    internal sealed class Backend
    {
        public ConcurrentDictionary<string, JwtKeyDocument> Documents { get; } = new(StringComparer.Ordinal);

        public bool IsBroken { get; set; }

        private readonly ConcurrentDictionary<string, TaskCompletionSource> _meetings = new(StringComparer.Ordinal);

        /// <summary>The first call at a place waits for the second one; later ones wait for none. So two calls overlap, however the threads run.</summary>
        public Task MeetAsync(string place)
        {
            TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
            TaskCompletionSource met = _meetings.GetOrAdd(place, first);
            if (met != first)
                met.TrySetResult();
            return met.Task;
        }
    }
}
