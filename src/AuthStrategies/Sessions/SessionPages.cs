using AuthStrategies.Stores;

namespace AuthStrategies.Sessions;

/// <summary>Lists the live sessions of all users page by page. Immutable and thread-safe.</summary>
/// <param name="client">The store.</param>
/// <param name="reader">Reads the records.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionPages(SessionStoreClient client, SessionReader reader, TimeProvider time)
{
    /// <summary>How many pages of the store one call reads at most: the records of a store may all be others than live sessions.</summary>
    public const int MaxReads = 16;

    /// <summary>
    /// After this time, or a quarter of the time limit if that is shorter, a call reads no further page: all reads share the limit, and a call
    /// that used it up would fail again at the same place.
    /// </summary>
    private static readonly TimeSpan LongEnough = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads pages of the store until one has a live session.</summary>
    /// <exception cref="ArgumentException">The continuation is not from this store.</exception>
    public async ValueTask<SessionInfoPage> ReadAsync(string? continuation, int pageSize, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (pageSize is < 1 or > SessionPage.MaxSize)
            throw new ArgumentOutOfRangeException(nameof(pageSize), OptionMessages.OutOfRange("pageSize", pageSize, "from 1 to 10,000", "100"));

        using IDisposable? operation = SessionStoreOperation.Begin();
        long start = time.GetTimestamp();
        TimeSpan enough = client.Limit / 4 < LongEnough ? client.Limit / 4 : LongEnough;
        string? position = continuation;
        for (int reads = 1; ; reads++)
        {
            SessionPage? page = await client.ListAllAsync(position, pageSize, cancellationToken).ConfigureAwait(false);
            // A continuation that the store refuses is the caller's only if the caller gave it.
            if (page is null && reads > 1)
                return new() { Sessions = [], Continuation = position };
            if (page is null)
                throw new ArgumentException(OptionMessages.ForeignContinuation(continuation!), nameof(continuation));

            List<LiveSession> live = reader.ReadLive([.. page.Records.Where(record => !SystemRecord.Is(record))], now);
            live = await client.Generations.CurrentOfAsync(live, now, cancellationToken).ConfigureAwait(false);
            position = page.Continuation;
            if (live.Count > 0 || position is null || reads == MaxReads || time.GetElapsedTime(start) >= enough)
                return new() { Sessions = live.ConvertAll(static session => session.ToInfo()), Continuation = position };
        }
    }
}
