using AuthStrategies.Diagnostics;
using Microsoft.Extensions.Logging;

namespace AuthStrategies.Stores;

/// <summary>
/// The generation of each subject's sessions, for a store that may lose the list of a subject. It is read at logins, and whenever a session
/// is written or refreshed, never at other requests. A session that does not find its own generation has ended. Thread-safe.
/// </summary>
/// <remarks>A session of a release that knew no generations gets one with its first write, unless the subject's sessions were ended before: one record more says that.</remarks>
internal sealed class SubjectGenerations(SessionStoreClient client, TimeProvider time, ILogger logger)
{
    /// <summary>When memory is full, sessions end by the thousand: one line in this time is enough.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(60);

    private const int Attempts = 8;

    private readonly LogInterval _lost = new(time, Quiet);
    private readonly LogInterval _missed = new(time, Quiet);

    /// <summary>The generation for a new session.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="absoluteExpiresAt">The absolute end of the new session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionStoreException">The store did not answer.</exception>
    public async ValueTask<SubjectTie> GetForLoginAsync(string subject, DateTimeOffset absoluteExpiresAt, CancellationToken cancellationToken)
    {
        byte ofClass = SubjectPlace.ClassOf(time.GetUtcNow(), absoluteExpiresAt);
        var place = SubjectPlace.Of(subject, ofClass, absoluteExpiresAt);
        SessionRecord record = await FindAsync(place, cancellationToken).ConfigureAwait(false)
            ?? await CreateAsync(place, cancellationToken).ConfigureAwait(false);
        return new(Read(record).Generation, ofClass);
    }

    /// <summary>Whether a new session has ended already: the generation that was read for it was replaced or lost, and it did not stay.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="session">The new session.</param>
    /// <param name="read">What <see cref="GetForLoginAsync"/> returned.</param>
    /// <param name="absoluteExpiresAt">The absolute end of the new session.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionStoreException">The store did not answer.</exception>
    public async ValueTask<bool> HasEndedAsync(string subject, SessionId session, SubjectTie read, DateTimeOffset absoluteExpiresAt, CancellationToken cancellationToken) =>
        await FindAsync(SubjectPlace.Of(subject, read.Class, absoluteExpiresAt), cancellationToken).ConfigureAwait(false) is not { } record
        || !Read(record).Accepts(session, read.Generation);

    /// <summary>What a session must find before it is written again.</summary>
    /// <param name="session">Its record.</param>
    /// <param name="own">What it keeps about its subject.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What the session keeps from now on; <see langword="null"/> if it has ended.</returns>
    /// <exception cref="SessionStoreException">It cannot be told now.</exception>
    public async ValueTask<SubjectTie?> FindForWriteAsync(SessionRecord session, SubjectTie own, CancellationToken cancellationToken)
    {
        if (own.Generation.IsNone)
            return await JoinAsync(session, cancellationToken).ConfigureAwait(false);
        if (await FindAsync(SubjectPlace.Of(session.Subject, own.Class, session.AbsoluteExpiresAt), cancellationToken).ConfigureAwait(false) is not { } record)
        {
            // It cannot be told from a generation that was replaced and lost, so the session has ended.
            if (_lost.TryBegin())
                Log.SubjectGenerationLost(logger, session.Id);
            return null;
        }

        SubjectMark mark = Read(record);
        return mark.Accepts(session.Id, own.Generation) ? own with { Generation = mark.Generation } : Ended(session);
    }

    /// <summary>Gives the subject another generation: all its sessions end when they are written next.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="kept">A session that goes on, unless it has ended already; <see langword="null"/> for none.</param>
    /// <param name="own">What that session keeps about its subject.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="SessionStoreException">The store did not answer. The sessions may have been ended; repeat the call.</exception>
    public async ValueTask ReplaceAsync(string subject, SessionRecord? kept, SubjectTie own, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool isUnmarked = own.Generation.IsNone;
        string? nameOfKept = kept is null || isUnmarked ? null : SubjectPlace.Of(subject, own.Class, kept.AbsoluteExpiresAt).Name;
        // First, because a session that joins reads it last: either it sees this record, or it has joined a generation that is replaced below.
        await ReplaceAsync(SubjectPlace.OfUnmarked(subject, now), isUnmarked ? kept : null, own.Generation, createsMissing: true, cancellationToken).ConfigureAwait(false);
        foreach (SubjectPlace place in SubjectPlace.All(subject, now))
            await ReplaceAsync(place, place.Name == nameOfKept ? kept : null, own.Generation, createsMissing: false, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask ReplaceAsync(SubjectPlace place, SessionRecord? kept, Generation generation, bool createsMissing, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord? before = await FindAsync(place, cancellationToken).ConfigureAwait(false);
            // The sessions of a generation that is missing have ended.
            if (before is null && !createsMissing)
                return;

            // Decided with the version that is replaced, so that a session that was ended before does not come back.
            bool keeps = kept is not null && (before is null ? generation.IsNone : SubjectMark.Read(before)?.Accepts(kept.Id, generation) == true);
            byte[] payload = new SubjectMark(Generation.New(), keeps ? kept!.Id : null).Encode();
            ValueTask<bool> write = before is null
                ? client.TryCreateAsync(NewRecord(place, payload), cancellationToken)
                : client.TryReplaceAsync(SystemRecord.Replace(before, before.ExpiresAt, payload), cancellationToken);
            if (await write.ConfigureAwait(false))
                return;
        }

        throw new SessionStoreException($"Other calls replaced the generation of the subject {Attempts} times in a row. Try again.");
    }

    /// <summary>Gives a session without a generation the current one.</summary>
    private async ValueTask<SubjectTie?> JoinAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        SubjectTie joined = await GetForLoginAsync(session.Subject, session.AbsoluteExpiresAt, cancellationToken).ConfigureAwait(false);
        SessionRecord? ended = await FindAsync(SubjectPlace.OfUnmarked(session.Subject, time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return ended is null || Read(ended).Kept == session.Id ? joined : Ended(session);
    }

    private SubjectTie? Ended(SessionRecord session)
    {
        if (_missed.TryBegin())
            Log.EndedByGeneration(logger, session.Id);
        return null;
    }

    private async ValueTask<SessionRecord> CreateAsync(SubjectPlace place, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            SessionRecord created = NewRecord(place, new SubjectMark(Generation.New()).Encode());
            if (await client.TryCreateAsync(created, cancellationToken).ConfigureAwait(false))
                return created;
            if (await FindAsync(place, cancellationToken).ConfigureAwait(false) is { } other)
                return other;
        }

        throw new SessionStoreException($"The generation of a subject was missing {Attempts} times after it had been created. The session store loses records.");
    }

    private ValueTask<SessionRecord?> FindAsync(SubjectPlace place, CancellationToken cancellationToken) =>
        client.FindSystemAsync(SystemRecord.IdOf(SystemRecord.SubjectGeneration, place.Name), cancellationToken);

    private static SubjectMark Read(SessionRecord record) => SubjectMark.Read(record)
        ?? throw new SessionStoreException("The generation of a subject's sessions cannot be read: its record in the session store is damaged, or a newer version of this library wrote it. Ending all sessions of the subject replaces it.");

    private static SessionRecord NewRecord(SubjectPlace place, byte[] payload) =>
        SystemRecord.CreateOfMany(SystemRecord.SubjectGeneration, place.Name, place.End, payload);
}
