using System.Security.Claims;
using AuthStrategies.Claims;
using AuthStrategies.Diagnostics;
using AuthStrategies.Stores;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Sessions;

// Past 250 lines, because it is the whole of one interface; each method is one call of it.

/// <summary>The live sessions in one store, of all strategies. Immutable and thread-safe.</summary>
/// <param name="client">The store.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The logger.</param>
/// <param name="clock">What is known about the clock.</param>
/// <param name="policyOf">Finds the rules of a strategy's sessions by its name. Called only when needed, because strategies are created late.</param>
/// <param name="strategies">What can be ended: all strategies of the application. Called only when needed.</param>
/// <param name="events">Events; <see langword="null"/> if the application has no sink.</param>
/// <param name="former">Reaches former logins that were not moved yet; <see langword="null"/> if none are accepted.</param>
internal sealed class SessionDirectory(
    SessionStoreClient client, TimeProvider time, ILogger logger, OwnClock clock, Func<string, SessionPolicy?> policyOf, Func<IEnumerable<RevokeReach>> strategies, StrategyEvents? events = null, FormerReach? former = null) : ISessionDirectory
{
    private readonly SessionReader _reader = new(logger, clock);
    private readonly SessionEnds _ends = new(client, logger);
    private readonly EndingSessions _ending = new(client, new(logger, clock));
    private readonly SubjectCheck _subjects = new(client, logger);
    private readonly SessionPages _pages = new(client, new(logger, clock), time);

    public async ValueTask<IReadOnlyList<SessionInfo>> ListAsync(string subject, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        if (IsSystem(subject))
            return [];

        using IDisposable? operation = SessionStoreOperation.Begin();
        DateTimeOffset now = time.GetUtcNow();
        List<LiveSession> live = _reader.ReadLive(await client.ListAsync(subject, cancellationToken).ConfigureAwait(false), now);
        live = await client.Generations.CurrentOfAsync(live, now, cancellationToken).ConfigureAwait(false);
        live.Sort(static (one, other) => LiveSession.OldestFirst(other, one));
        return live.ConvertAll(static session => session.ToInfo());
    }

    public ValueTask<SessionInfo?> FindAsync(SessionId id, CancellationToken cancellationToken = default) =>
        FindAsync(id, time.GetUtcNow(), cancellationToken);

    public async ValueTask<SessionInfo?> TouchAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        DateTimeOffset now = time.GetUtcNow();
        if (await LiveAsync(id, now, cancellationToken).ConfigureAwait(false) is not { } live || _reader.IsAhead(live.Payload, now))
            return null;
        // Only a refresh extends the session of a JWT.
        if (policyOf(live.Payload.Strategy) is not { Kind: SessionKind.Session } policy || !policy.Owns(live.Payload) || !policy.IsRenewalDue(live.Payload, now))
            return ToInfo(live);
        if (await WritableAsync(live, cancellationToken).ConfigureAwait(false) is not { } current)
            return null;

        SessionRecord renewed = SessionWriter.Renew(current.Record, current.Payload, policy, now);
        if (await client.TryReplaceAsync(renewed, cancellationToken).ConfigureAwait(false))
            return _reader.TryReadLive(renewed, now, out LiveSession touched) ? ToInfo(touched) : null;

        // A lost renewal is not repeated: the other write moved the idle end, or the session has ended.
        return await FindAsync(id, now, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<SessionInfo?> SetLifetimeAsync(SessionId id, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        if (lifetime < SessionLimits.MinLifetime || lifetime > SessionLimits.MaxLifetime)
            throw new ArgumentOutOfRangeException(nameof(lifetime), OptionMessages.OutOfRange("lifetime", lifetime, "from 1 second to 400 days", "TimeSpan.FromHours(1)"));

        DateTimeOffset now = time.GetUtcNow();
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            if (await LiveForWriteAsync(id, now, cancellationToken).ConfigureAwait(false) is not { } live)
                return null;

            SessionRecord next = SessionWriter.SetEnd(live, lifetime, policyOf(live.Payload.Strategy), now);
            if (await client.TryReplaceAsync(next, cancellationToken).ConfigureAwait(false))
                return _reader.TryReadLive(next, now, out LiveSession changed) ? ToInfo(changed) : null;
        }

        throw SessionFailures.Contended();
    }

    public async ValueTask<bool> RevokeAsync(string subject, SessionId id, SessionRevokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        IClientFactsSource? caller = ClientFactsScope.Take();
        using IDisposable? operation = SessionStoreOperation.Begin();
        ArgumentException.ThrowIfNullOrEmpty(subject);
        DateTimeOffset now = time.GetUtcNow();
        SessionEnd end = RevokeTerms.Of(options, now);
        SessionEnd? told = RevokeTerms.Told(end);
        SessionRecord? record = await FindRecordAsync(id, cancellationToken).ConfigureAwait(false);
        if (record is null || !string.Equals(record.Subject, subject, StringComparison.Ordinal))
            return false;
        // A payload that this release cannot read keeps the session in use on nodes with another one: the subject is enough to end it.
        bool isReadable = _reader.TryReadLive(record, now, out LiveSession live);
        if (!isReadable && !SessionReader.IsUnreadable(record, now))
            return false;

        if (isReadable && former is not null)
            await former.EndSessionAsync(record, live.Payload, now, cancellationToken).ConfigureAwait(false);

        // A record never changes its subject, so no version is needed.
        bool ended = await client.RemoveAsync(id, ifVersion: null, cancellationToken).ConfigureAwait(false);
        if (!ended || (isReadable && await HasEndedAsync(live.Payload, now, cancellationToken).ConfigureAwait(false)))
            return false;

        Log.DirectoryRevoked(logger, 1);
        events?.Ended(SessionReader.ReadOwner(record)?.Strategy ?? "", id, subject, end, caller);
        if (told is not null)
            await _ends.WriteAsync([(record, told)]).ConfigureAwait(false);
        return true;
    }

    public async ValueTask<int> RevokeAllAsync(string subject, SessionId? except = null, SessionRevokeOptions? options = null, CancellationToken cancellationToken = default)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        ArgumentException.ThrowIfNullOrEmpty(subject);
        DateTimeOffset now = time.GetUtcNow();
        SessionEnd end = RevokeTerms.Of(options, now);
        SessionEnd? told = RevokeTerms.Told(end);
        if (IsSystem(subject))
            return 0;

        IClientFactsSource? caller = ClientFactsScope.Take();
        (List<LiveSession> ending, int endedBefore) = await _ending.FindAsync(subject, except, now, cancellationToken).ConfigureAwait(false);
        if (except is { } id && former?.IsActive(now) == true && await LiveAsync(id, now, cancellationToken).ConfigureAwait(false) is { } live && live.Record.Subject == subject)
            await former.KeepAsync(live, now, cancellationToken).ConfigureAwait(false);
        // Before the removal, so that a login that is moved just now ends too.
        bool reachesFormer = former is null || await former.TryEndSubjectAsync(subject, now, cancellationToken).ConfigureAwait(false);
        // Before the removal, so that a session that no list has, or that is renewed just now, ends too.
        SubjectGenerations? subjects = client.Generations.Subjects;
        (SessionRecord? kept, SubjectTie own) = subjects is null ? default : await FindKeptAsync(subject, except, cancellationToken).ConfigureAwait(false);
        bool isReplaced = subjects is not null && await TryReplaceAsync(subjects, subject, kept, own, cancellationToken).ConfigureAwait(false);
        int ended = 0;
        try
        {
            ended = Math.Max(await client.RemoveAllAsync(subject, except, cancellationToken).ConfigureAwait(false) - endedBefore, 0);
            Log.DirectoryRevoked(logger, ended);
            // A store that is full refuses to write. The removal has made room.
            if (!reachesFormer)
            {
                await former!.EndSubjectAsync(subject, now, cancellationToken).ConfigureAwait(false);
                ended += await client.RemoveAllAsync(subject, except, cancellationToken).ConfigureAwait(false);
            }

            if (subjects is not null && !isReplaced)
            {
                await subjects.ReplaceAsync(subject, kept, own, cancellationToken).ConfigureAwait(false);
                isReplaced = true;
                // A login that began before the generation was replaced, and was created after the removal, has ended: it must not stay in the list.
                await client.RemoveAllAsync(subject, except, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // With another generation the sessions have ended, also if the removal fails or finds none of them.
            if (ended > 0 || isReplaced)
                events?.EndedTogether("", subject, ended > 0 ? ended : null, end, caller);
            // Also if a later call fails: these sessions are gone, and a repeated call does not find them.
            if (ended > 0 && told is not null)
                await _ends.WriteAsync(ending.ConvertAll(session => (session.Record, end))).ConfigureAwait(false);
        }

        return ended;
    }

    public async ValueTask<RevokeOutcome> RevokeEverythingAsync(string? strategy = null, CancellationToken cancellationToken = default)
    {
        IClientFactsSource? caller = ClientFactsScope.Take();
        RevokeReach[] all = [.. strategies()];
        RevokeReach[] chosen = [.. all.Where(reach => strategy is null || reach.Strategy == strategy)];
        if (chosen.Length == 0)
            throw new ArgumentException(OptionMessages.NoStrategy(strategy, [.. all.Select(reach => reach.Strategy)], NearestName.Find), nameof(strategy));

        foreach (RevokeReach reach in chosen)
        {
            using IDisposable? operation = SessionStoreOperation.Begin();
            // Before the generation: a login that is moved just now has read one of both.
            if (former is not null)
                await former.EndStrategyAsync(reach.Strategy, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
            if (reach.HasGeneration)
                await client.Generations.Of(reach.Strategy).ReplaceAsync(cancellationToken).ConfigureAwait(false);
            if (reach.Outcome == RevokeOutcome.NotSupported)
                Log.StayValid(logger, reach.Counts || strategy is not null ? LogLevel.Warning : LogLevel.Information, reach.Strategy, reach.WhyNotSupported);
            else
                Log.RevokedEverything(logger, reach.Strategy, reach.Outcome);
            if (reach.HasGeneration && !reach.IsOfOthers)
                events?.EndedTogether(reach.Strategy, subject: null, count: null, SessionFailures.Everything, caller);
        }

        // What no strategy in use accepts, and what others issue, does not make the call incomplete, unless the caller named it or nothing else is there.
        return chosen.Where(reach => reach.Counts).DefaultIfEmpty(chosen[0]).Max(reach => reach.Outcome);
    }

    public ValueTask<SessionInfoPage> ListAllAsync(string? continuation = null, int pageSize = 100, CancellationToken cancellationToken = default) =>
        _pages.ReadAsync(continuation, pageSize, time.GetUtcNow(), cancellationToken);

    public async ValueTask<bool> ReplacePrincipalAsync(SessionId id, ClaimsPrincipal principal, CancellationToken cancellationToken = default)
    {
        IClientFactsSource? caller = ClientFactsScope.Take();
        using IDisposable? operation = SessionStoreOperation.Begin();
        DateTimeOffset now = time.GetUtcNow();
        ClaimSet claims = PrincipalReader.Read(principal, out IReadOnlyCollection<string>? leftOut);
        if (leftOut is not null && logger.IsEnabled(LogLevel.Debug))
            Log.ProtocolClaimsLeftOut(logger, "Directory", string.Join(", ", leftOut));
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            if (await LiveForWriteAsync(id, now, cancellationToken).ConfigureAwait(false) is not { } live || !IsOf(live, claims.Subject))
                return false;
            if (!await client.TryReplaceAsync(SessionWriter.ReplaceClaims(live, claims), cancellationToken).ConfigureAwait(false))
                continue;

            events?.ClaimsReplaced(live.Payload.Strategy, live.Record, caller);
            return true;
        }

        throw SessionFailures.Contended();
    }

    public async ValueTask<bool> ClearItemsAsync(SessionId id, CancellationToken cancellationToken = default)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        DateTimeOffset now = time.GetUtcNow();
        for (int attempt = 0; attempt < SessionLimits.Attempts; attempt++)
        {
            if (await LiveForWriteAsync(id, now, cancellationToken).ConfigureAwait(false) is not { } live)
                return false;
            if (live.Payload.EncryptedItems.IsEmpty || await client.TryReplaceAsync(SessionWriter.ClearItems(live), cancellationToken).ConfigureAwait(false))
                return true;
        }

        throw SessionFailures.Contended();
    }

    private async ValueTask<SessionInfo?> FindAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await LiveAsync(id, now, cancellationToken).ConfigureAwait(false) is { } live ? ToInfo(live) : null;

    /// <summary>Whether a session had ended with all sessions of its strategy. If it cannot be told, it is taken for one that had not.</summary>
    private async ValueTask<bool> HasEndedAsync(SessionPayload session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return !await client.Generations.IsCurrentAsync(session, now, cancellationToken).ConfigureAwait(false);
        }
        catch (SessionStoreException)
        {
            return false;
        }
    }

    /// <summary>The session that goes on when all others of its subject end.</summary>
    private async ValueTask<(SessionRecord? Kept, SubjectTie Own)> FindKeptAsync(string subject, SessionId? except, CancellationToken cancellationToken)
    {
        SessionRecord? kept = except is { } id ? await FindRecordAsync(id, cancellationToken).ConfigureAwait(false) : null;
        // A session that cannot be read cannot be told from one that was ended before.
        SessionPayload? session = kept is not null && string.Equals(kept.Subject, subject, StringComparison.Ordinal) ? _reader.Read(kept) : null;
        return session is null ? default : (kept, SubjectGenerationExtension.Find(session));
    }

    private static async ValueTask<bool> TryReplaceAsync(SubjectGenerations subjects, string subject, SessionRecord? kept, SubjectTie own, CancellationToken cancellationToken)
    {
        try
        {
            await subjects.ReplaceAsync(subject, kept, own, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SessionStoreException)
        {
            // Logged by the store client. The sessions that the store lists end nevertheless, and then it is tried once more.
            return false;
        }
    }

    private async ValueTask<LiveSession?> LiveAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using IDisposable? operation = SessionStoreOperation.Begin();
        return _reader.TryReadLive(await FindRecordAsync(id, cancellationToken).ConfigureAwait(false), now, out LiveSession live)
            && await client.Generations.IsCurrentAsync(live.Payload, now, cancellationToken).ConfigureAwait(false) ? live : null;
    }

    private async ValueTask<LiveSession?> LiveForWriteAsync(SessionId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        await LiveAsync(id, now, cancellationToken).ConfigureAwait(false) is { } live ? await WritableAsync(live, cancellationToken).ConfigureAwait(false) : null;

    private async ValueTask<LiveSession?> WritableAsync(LiveSession live, CancellationToken cancellationToken) =>
        await _subjects.CheckAsync(live.Record, live.Payload, cancellationToken).ConfigureAwait(false) is { } session ? new LiveSession(live.Record, session) : null;

    // The default value is not the id of a session, and stores need not support it.
    private ValueTask<SessionRecord?> FindRecordAsync(SessionId id, CancellationToken cancellationToken) =>
        id == default ? default : client.FindAsync(id, cancellationToken);

    private SessionInfo ToInfo(LiveSession live) => live.ToInfo(policyOf(live.Payload.Strategy)?.Principals);

    // System records are no sessions: the reader would report them as unreadable, and no caller may end them here.
    private static bool IsSystem(string subject) => subject.StartsWith(SessionRecord.SystemSubjectPrefix, StringComparison.Ordinal);

    private static bool IsOf(LiveSession live, string subject) => string.Equals(live.Record.Subject, subject, StringComparison.Ordinal);
}
