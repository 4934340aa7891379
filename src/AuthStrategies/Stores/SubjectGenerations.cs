using System.Globalization;
using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Stores;

/// <summary>
/// The generation of each subject's sessions, for a store that may lose the list of a subject. It is read at logins, and whenever a session
/// is written or refreshed, never at other requests. A session that does not find its own generation has ended. Thread-safe.
/// </summary>
/// <remarks>
/// The times of a record never move: a subject has one record for the sessions whose absolute end lies in the same period, and the record
/// ends with the period. A period is as long as the longest session, so the sessions of any moment lie in two periods.
/// </remarks>
internal sealed class SubjectGenerations(SessionStoreClient client, TimeProvider time, ILogger logger)
{
    /// <summary>The longest session lives so long: 400 days.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromDays(400);

    /// <summary>How far the clock of the node that created a session may differ from that of the node that ends it.</summary>
    private static readonly TimeSpan ClockDifference = OwnClock.MaxDifference;

    /// <summary>When memory is full, sessions end by the thousand: one line in this time is enough.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    private const int Attempts = 8;

    private long _lostAt = long.MinValue;
    private long _missedAt = long.MinValue;

    /// <summary>The generation for a new session.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="absoluteExpiresAt">The absolute end of the new session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionStoreException">The store did not answer.</exception>
    public async ValueTask<Generation> GetForLoginAsync(string subject, DateTimeOffset absoluteExpiresAt, CancellationToken cancellationToken)
    {
        long period = PeriodOf(absoluteExpiresAt);
        SessionRecord record = await FindAsync(subject, period, cancellationToken).ConfigureAwait(false)
            ?? await CreateAsync(subject, period, cancellationToken).ConfigureAwait(false);
        return Read(record).Generation;
    }

    /// <summary>What a session must find before it is written again.</summary>
    /// <param name="session">Its record.</param>
    /// <param name="generation">Its generation; none for a session of a release that knew none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The generation that the session has from now on; <see langword="null"/> if it has ended.</returns>
    /// <exception cref="SessionStoreException">It cannot be told now.</exception>
    public async ValueTask<Generation?> FindForWriteAsync(SessionRecord session, Generation generation, CancellationToken cancellationToken)
    {
        long period = PeriodOf(session.AbsoluteExpiresAt);
        SessionRecord? record = await FindAsync(session.Subject, period, cancellationToken).ConfigureAwait(false);
        if (record is null && generation.IsNone)
            record = await CreateAsync(session.Subject, period, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            // It cannot be told from a generation that was replaced and lost, so the session has ended.
            if (IsDue(ref _lostAt))
                Log.SubjectGenerationLost(logger, session.Id);
            return null;
        }

        SubjectMark mark = Read(record);
        if (mark.Accepts(session.Id, generation))
            return mark.Generation;

        if (IsDue(ref _missedAt))
            Log.EndedByGeneration(logger, session.Id);
        return null;
    }

    /// <summary>Gives the subject another generation: all its sessions end when they are written next.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="kept">A session that goes on, unless it has ended already; <see langword="null"/> for none.</param>
    /// <param name="generation">The generation of that session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionStoreException">The store did not answer. The sessions may have been ended; repeat the call.</exception>
    public async ValueTask ReplaceAsync(string subject, SessionRecord? kept, Generation generation, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        long? periodOfKept = kept is null ? null : PeriodOf(kept.AbsoluteExpiresAt);
        long last = PeriodOf(Later(now, Period + ClockDifference));
        for (long period = PeriodOf(now - ClockDifference); period <= last; period++)
            await ReplaceAsync(subject, period, period == periodOfKept ? kept : null, generation, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ReplaceAsync(string subject, long period, SessionRecord? kept, Generation generation, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? before = await FindAsync(subject, period, cancellationToken).ConfigureAwait(false);
            // Decided with the version that is replaced, so that a session that was ended before does not come back.
            bool keeps = kept is not null && (before is null ? generation.IsNone : SubjectMark.Read(before)?.Accepts(kept.Id, generation) == true);
            byte[] payload = new SubjectMark(Generation.New(), AcceptsUnmarked: false, keeps ? kept!.Id : null).Encode();
            ValueTask<bool> write = before is null
                ? client.TryCreateAsync(NewRecord(subject, period, payload), cancellationToken)
                : client.TryReplaceAsync(SystemRecord.Replace(before, before.ExpiresAt, payload), cancellationToken);
            if (await write.ConfigureAwait(false))
                return;
        }

        throw new SessionStoreException($"Other calls replaced the generation of the subject {Attempts} times in a row. Try again.");
    }

    private async ValueTask<SessionRecord> CreateAsync(string subject, long period, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord created = NewRecord(subject, period, new SubjectMark(Generation.New(), AcceptsUnmarked: true).Encode());
            if (await client.TryCreateAsync(created, cancellationToken).ConfigureAwait(false))
                return created;
            if (await FindAsync(subject, period, cancellationToken).ConfigureAwait(false) is { } other)
                return other;
        }

        throw new SessionStoreException($"The generation of a subject was missing {Attempts} times after it had been created. The session store loses records.");
    }

    private ValueTask<SessionRecord?> FindAsync(string subject, long period, CancellationToken cancellationToken) =>
        client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.SubjectGeneration, NameOf(subject, period)), cancellationToken);

    private bool IsDue(ref long last)
    {
        long now = time.GetTimestamp();
        long before = Volatile.Read(ref last);
        bool isDue = before == long.MinValue || time.GetElapsedTime(before, now) >= Quiet;
        return isDue && Interlocked.CompareExchange(ref last, now, before) == before;
    }

    private static SubjectMark Read(SessionRecord record) => SubjectMark.Read(record)
        ?? throw new SessionStoreException("The generation of a subject's sessions cannot be read: its record in the session store is damaged, or a newer version of this library wrote it. Ending all sessions of the subject replaces it.");

    private static SessionRecord NewRecord(string subject, long period, byte[] payload) =>
        SystemRecord.CreateOfMany(SystemRecord.SubjectGeneration, NameOf(subject, period), EndOf(period), payload);

    private static string NameOf(string subject, long period) => string.Create(CultureInfo.InvariantCulture, $"{period}:{subject}");

    private static long PeriodOf(DateTimeOffset absoluteExpiresAt) => absoluteExpiresAt.UtcTicks / Period.Ticks;

    private static DateTimeOffset EndOf(long period) =>
        period < DateTimeOffset.MaxValue.UtcTicks / Period.Ticks ? new((period + 1) * Period.Ticks, TimeSpan.Zero) : DateTimeOffset.MaxValue;

    private static DateTimeOffset Later(DateTimeOffset moment, TimeSpan by) => by < DateTimeOffset.MaxValue - moment ? moment + by : DateTimeOffset.MaxValue;
}
